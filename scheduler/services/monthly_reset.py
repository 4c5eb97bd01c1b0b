"""Profiles whose billing month has turned show the new month's count.

A month begins on the day of the paid period's end, or of sign-up without one. What may be submitted is counted from the
ledger at every submission and does not wait for this.
"""

from scheduler.service import Counts, Service, Tools

BATCH = 500  # profiles that are locked at the same time


async def run_once(tools: Tools) -> Counts:
    profiles = 0
    while reset := await tools.value("select upkeep.reset_months(%s)", BATCH):
        profiles += reset
    return {"profiles": profiles}


SERVICE = Service(
    name="monthly-reset",
    says="Start the count of tests anew where a billing month has turned.",
    every_seconds=3600,
    counts=("profiles",),
    run_once=run_once,
)
