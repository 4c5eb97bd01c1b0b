"""Tests that ended long ago move from the tables to compressed files in the object storage.

First the file is stored, then read back and compared, then one transaction writes down where the tests are and deletes
their rows: those, and only those, that are still what the file says. Broken off in between, the tests are still in the
tables, and the next turn deletes the half-made archive and begins anew. `deffatest scheduler restore` brings them back.

Tests of people who have deleted their account leave the archives as well.
"""

import asyncio
import tempfile
from pathlib import Path

from psycopg.types.json import Jsonb

from scheduler.archive_file import ArchiveWriter, Manifest
from scheduler.archiving import begin, store, tidy
from scheduler.erasing import erase
from scheduler.service import Counts, Service, Tools

MOST_TESTS = 200  # in one file, so that the transaction that records it is short
MOST_BYTES = 64 * 1024 * 1024  # of rows in one file, before compression
MOST_ARCHIVES = 500  # in one turn; the next goes on


async def run_once(tools: Tools) -> Counts:
    counts = {"tests": 0, "rows": 0, "bytes": 0, "archives": 0, "changed_meanwhile": 0, "broken_off": 0, "erased": 0}
    counts["broken_off"] = await tidy(tools)
    for _ in range(MOST_ARCHIVES):
        tests = await tools.values(
            "select * from upkeep.archivable_tests(%s, %s)", tools.settings.archive_days, MOST_TESTS
        )
        if not tests:
            break
        with tempfile.TemporaryDirectory(prefix="deffatest-archive-") as folder:
            written, archived, manifest = await _archive(tools, Path(folder), [str(test_id) for test_id in tests])
        counts["changed_meanwhile"] += written - archived
        if archived == 0:
            await tidy(tools)
            break
        counts["archives"] += 1
        counts["tests"] += archived
        counts["rows"] += sum(manifest.rows.values())
        counts["bytes"] += manifest.bytes
    counts["erased"] = await erase(tools)
    return counts


async def _archive(tools: Tools, folder: Path, tests: list[str]) -> tuple[int, int, Manifest]:
    """Make one archive of the first of these tests; how many are in the file, and how many left the tables."""
    place = await begin(tools)
    writer = ArchiveWriter(folder / "tests.jsonl.gz")
    for test_id in tests:
        writer.add(test_id, await tools.value("select upkeep.test_document(%s)", test_id))
        if writer.line_bytes >= MOST_BYTES:
            break
    manifest = writer.close(place)
    await asyncio.to_thread(store, tools, writer.path, manifest)
    archived = await tools.value(
        "select upkeep.record_archive(%s, %s, %s::uuid[], %s::bytea[])",
        place.archive_id,
        Jsonb(manifest.model_dump(mode="json")),
        writer.tests,
        writer.digests,
    )
    return len(writer.tests), archived, manifest


SERVICE = Service(
    name="archive",
    says="Move the rows of old tests to compressed files in the object storage.",
    every_seconds=24 * 3600,
    counts=("tests", "rows", "bytes", "archives", "changed_meanwhile", "broken_off", "erased"),
    run_once=run_once,
    uses_storage=True,
)
