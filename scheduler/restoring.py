"""Bringing archived tests back: one, or all of an archive. Safe to do twice."""

import asyncio
import tempfile
from pathlib import Path

from deffatest.errors import DeffatestError
from scheduler.archive_file import DamagedArchive, check, lines
from scheduler.service import Counts, Tools


class RestoringError(DeffatestError):
    """What was asked for cannot be brought back."""


async def restore(name: str, tools: Tools) -> Counts:
    """Bring back the test of this id, or all tests of the archive of this id or object key.

    They stay in the tables for 30 days before they are archived again. Counts `restored`; `present`, which were in the
    tables already; `owner_gone`, whose owner has no account any more; and `not_archived`, lines that do not count
    because the test was archived again elsewhere or had changed.
    Raises RestoringError when there is no such archive or its file is damaged.
    """
    found = await tools.database.rows(
        "select archive_id::text, object_key, sha256, test_id::text from upkeep.find_archive(%s)", (name,)
    )
    if not found:
        raise RestoringError(
            f"{name} is no archived test and no archive. Give the id of a test, or the id or object key of an archive."
        )
    archive_id, object_key, sha256, wanted = found[0]
    counts = {"restored": 0, "present": 0, "owner_gone": 0, "not_archived": 0}
    with tempfile.TemporaryDirectory(prefix="deffatest-archive-") as folder:
        path = Path(folder) / "tests.jsonl.gz"
        await asyncio.to_thread(tools.storage.get_file, object_key, path)
        try:
            check(path, sha256)
            for test_id, document in lines(path):
                if wanted in (None, test_id):
                    counts[await tools.value("select upkeep.restore_test(%s, %s)", archive_id, document)] += 1
        except DamagedArchive as error:
            raise RestoringError(f"The archive {object_key} is damaged: {error}.") from error
    return counts
