"""Tests whose file did not come fail, are given back to their owner's month, and what was uploaded of it is deleted."""

import asyncio
from datetime import UTC, datetime

from scheduler.service import Counts, Service, Tools

BATCH = 100


async def run_once(tools: Tools) -> Counts:
    counts = {"tests": 0, "objects": 0, "uploads_in_parts": 0}
    query = "select * from upkeep.refuse_abandoned_uploads(%s, %s)"
    while refused := await tools.values(query, tools.settings.upload_hours, BATCH):
        # In this order a file that arrives at the last moment is never deleted under a test that waits for it; should
        # we end in between, the objects belong to a failed test and are swept with the orphans.
        for test_id in refused:
            prefix = f"test-uploads/{test_id}/"
            keys = await asyncio.to_thread(tools.storage.keys, prefix)
            await asyncio.to_thread(tools.storage.delete, keys)
            counts["tests"] += 1
            counts["objects"] += len(keys)
            counts["uploads_in_parts"] += await asyncio.to_thread(
                tools.storage.abort_uploads, prefix, datetime.now(UTC)
            )
    return counts


SERVICE = Service(
    name="abandoned-uploads",
    says="Fail tests whose file did not come, and delete what came of it.",
    every_seconds=600,
    counts=("tests", "objects", "uploads_in_parts"),
    run_once=run_once,
    uses_storage=True,
)
