"""Tests that ended long ago move from the tables to compressed files in the object storage.

First the file is stored, then read back and compared, then one transaction writes down where the tests are and deletes
their rows: those, and only those, that are still what the file says. Broken off in between, the tests are still in the
tables, and the next turn deletes the half-made archive and begins anew. `deffatest scheduler restore` brings them back.
"""

import asyncio
import tempfile
from pathlib import Path

from psycopg.types.json import Jsonb

from deffatest.errors import StorageRefused
from scheduler.archive_file import ArchiveWriter, DamagedArchive, Manifest, check, manifest_key
from scheduler.service import Counts, Service, Tools

MOST_TESTS = 200  # in one file, so that the transaction that records it is short
MOST_BYTES = 64 * 1024 * 1024  # of rows in one file, before compression
MOST_ARCHIVES = 500  # in one turn; the next goes on


async def run_once(tools: Tools) -> Counts:
    counts = {"tests": 0, "rows": 0, "bytes": 0, "archives": 0, "changed_meanwhile": 0, "broken_off": 0}
    counts["broken_off"] = await _tidy(tools)
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
            await _tidy(tools)
            break
        counts["archives"] += 1
        counts["tests"] += archived
        counts["rows"] += sum(manifest.rows.values())
        counts["bytes"] += manifest.bytes
    return counts


async def _archive(tools: Tools, folder: Path, tests: list[str]) -> tuple[int, int, Manifest]:
    """Make one archive of the first of these tests; how many are in the file, and how many left the tables."""
    [(archive_id, object_key, schema_version)] = await tools.database.rows(
        "select archive_id::text, object_key, schema_version from upkeep.begin_archive()"
    )
    writer = ArchiveWriter(folder / "tests.jsonl.gz")
    for test_id in tests:
        writer.add(test_id, await tools.value("select upkeep.test_document(%s)", test_id))
        if writer.line_bytes >= MOST_BYTES:
            break
    manifest = writer.close(archive_id, object_key, schema_version)
    await asyncio.to_thread(store, tools, writer.path, manifest)
    archived = await tools.value(
        "select upkeep.record_archive(%s, %s, %s::uuid[], %s::bytea[])",
        archive_id,
        Jsonb(manifest.model_dump(mode="json")),
        writer.tests,
        writer.digests,
    )
    return len(writer.tests), archived, manifest


def store(tools: Tools, path: Path, manifest: Manifest) -> None:
    """Store an archive and its manifest, and make sure that what is stored is what was written.

    Raises StorageRefused when it is not.
    """
    tools.storage.put_file(path, manifest.object_key)
    back = path.with_name("back.jsonl.gz")
    tools.storage.get_file(manifest.object_key, back)
    try:
        check(back, manifest.sha256)
    except DamagedArchive as error:
        raise StorageRefused(f"The archive {manifest.object_key} was not stored whole: {error}") from error
    beside = path.with_name("manifest.json")
    beside.write_text(manifest.model_dump_json(indent=2))
    tools.storage.put_file(beside, manifest_key(manifest.object_key))


async def _tidy(tools: Tools) -> int:
    """Delete what is left of archives that were not recorded; how many there were."""
    abandoned = await tools.database.rows("select archive_id, object_key from upkeep.abandon_archives()")
    for archive_id, object_key in abandoned:
        await asyncio.to_thread(tools.storage.delete, [object_key, manifest_key(object_key)])
        await tools.database.rows("select upkeep.forget_archive(%s)", (archive_id,))
    return len(abandoned)


SERVICE = Service(
    name="archive",
    says="Move the rows of old tests to compressed files in the object storage.",
    every_seconds=24 * 3600,
    counts=("tests", "rows", "bytes", "archives", "changed_meanwhile", "broken_off"),
    run_once=run_once,
    uses_storage=True,
)
