"""The files of a report, and the upload that was tested, are deleted when they have been kept long enough.

The row in `test_reports` says when; from then on, and from the last day on, the API answers 410 with the summary.
"""

import asyncio

from deffatest.errors import StorageRefused
from deffatest.logging import logger
from scheduler.service import Counts, Service, Tools

BATCH = 100
MOST_BATCHES = 100  # a turn ends some time; the next goes on
AT_ONCE = 8

log = logger(__name__)


async def run_once(tools: Tools) -> Counts:
    counts = {"reports": 0, "objects": 0, "refused": 0}
    turns = asyncio.Semaphore(AT_ONCE)

    async def expire(test_id: object) -> None:
        async with turns:
            try:
                counts["objects"] += await delete_files(tools, str(test_id))
                counts["reports"] += 1
            except StorageRefused as error:
                log.error("the files of a report could not be deleted", test=str(test_id), reason=str(error))
                counts["refused"] += 1

    for _ in range(MOST_BATCHES):
        expired = await tools.values("select * from upkeep.expired_reports(%s, %s)", tools.settings.files_days, BATCH)
        await asyncio.gather(*(expire(test_id) for test_id in expired))
        if not expired or counts["refused"]:
            break
    return counts


async def delete_files(tools: Tools, test_id: str) -> int:
    """Delete all objects of a test, then say so in the report's row; how many there were."""
    deleted = 0
    for prefix in (f"test-reports/{test_id}/", f"test-uploads/{test_id}/"):
        keys = await asyncio.to_thread(tools.storage.keys, prefix)
        await asyncio.to_thread(tools.storage.delete, keys)
        deleted += len(keys)
    await tools.database.rows("select upkeep.record_deleted_files(%s)", (test_id,))
    return deleted


SERVICE = Service(
    name="retention",
    says="Delete the files of reports that are old enough.",
    every_seconds=3600,
    counts=("reports", "objects", "refused"),
    run_once=run_once,
    uses_storage=True,
)
