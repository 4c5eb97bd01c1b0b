"""What everybody needs who makes archives: a place for one, storing it safely, and deleting what broke off."""

import asyncio
from pathlib import Path

from deffatest.errors import StorageRefused
from scheduler.archive_file import DamagedArchive, Manifest, Place, check, manifest_key
from scheduler.service import Tools


async def begin(tools: Tools) -> Place:
    """Announce a new archive, so that what is left of it is found should we end before it is recorded."""
    [(archive_id, object_key, schema_version)] = await tools.database.rows(
        "select archive_id::text, object_key, schema_version from upkeep.begin_archive()"
    )
    return Place(archive_id, object_key, schema_version)


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


async def tidy(tools: Tools) -> int:
    """Delete what is left of archives that were not recorded; how many there were."""
    abandoned = await tools.database.rows("select archive_id, object_key from upkeep.abandon_archives()")
    for archive_id, object_key in abandoned:
        await asyncio.to_thread(tools.storage.delete, [object_key, manifest_key(object_key)])
        await tools.database.rows("select upkeep.forget_archive(%s)", (archive_id,))
    return len(abandoned)
