"""Tests of deleted accounts leave the archives: each archive that holds one is written anew without it.

As with any archive, the new file is stored and read back first; then one transaction puts it in the place of the old
one, which is deleted. Broken off in between, the next turn begins anew.
"""

import asyncio
import tempfile
from pathlib import Path

from psycopg.types.json import Jsonb

from deffatest.errors import StorageRefused
from deffatest.logging import logger
from scheduler.archive_file import ArchiveWriter, DamagedArchive, check, lines
from scheduler.archiving import begin, store, tidy
from scheduler.service import Tools

log = logger(__name__)


async def erase(tools: Tools) -> int:
    """Erase tests whose owners are gone from all archives; how many there were."""
    erased = 0
    archives = await tools.database.rows(
        "select archive_id::text, object_key, sha256 from upkeep.archives_of_deleted_accounts()"
    )
    for archive_id, object_key, sha256 in archives:
        try:
            with tempfile.TemporaryDirectory(prefix="deffatest-archive-") as folder:
                erased += await _rewrite(tools, Path(folder), archive_id, object_key, sha256)
        except (DamagedArchive, StorageRefused) as error:
            # One that cannot be read keeps no other from being cleaned.
            log.error(
                "an archive holds tests of deleted accounts and cannot be rewritten", key=object_key, reason=str(error)
            )
    if archives:
        await tidy(tools)
    return erased


async def _rewrite(tools: Tools, folder: Path, archive_id: str, object_key: str, sha256: str) -> int:
    """Put an archive without the tests of deleted accounts in this one's place; how many those were."""
    old = folder / "old.jsonl.gz"
    await asyncio.to_thread(tools.storage.get_file, object_key, old)
    check(old, sha256)
    keep = {str(test_id) for test_id in await tools.values("select * from upkeep.tests_to_keep(%s)", archive_id)}
    place = await begin(tools)
    writer = ArchiveWriter(folder / "tests.jsonl.gz")
    for test_id, document in lines(old):
        if test_id in keep:
            writer.add(test_id, document)
    manifest = writer.close(place)
    await asyncio.to_thread(store, tools, writer.path, manifest)
    return await tools.value(
        "select upkeep.replace_archive(%s, %s, %s, %s::uuid[])",
        archive_id,
        place.archive_id,
        Jsonb(manifest.model_dump(mode="json")),
        writer.tests,
    )
