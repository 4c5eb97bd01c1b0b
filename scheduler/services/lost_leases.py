"""Tests of workers that fell silent go back in line, or fail after the last attempt.

Workers do this too; the scheduler does it when there is no worker left to.
"""

from scheduler.service import Counts, Service, Tools


async def run_once(tools: Tools) -> Counts:
    return {"jobs": await tools.value("select queue.reap()")}


SERVICE = Service(
    name="lost-leases",
    says="Take jobs back from workers that fell silent.",
    every_seconds=5,
    counts=("jobs",),
    run_once=run_once,
)
