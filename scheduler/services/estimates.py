"""How long tests took lately, by plan and lane: what a waiting test's estimated start is computed from."""

from scheduler.service import Counts, Service, Tools


async def run_once(tools: Tools) -> Counts:
    return {"rows": await tools.value("select queue.refresh_estimates()")}


SERVICE = Service(
    name="estimates",
    says="Compute from recent tests how long those that wait will take.",
    every_seconds=60,
    counts=("rows",),
    run_once=run_once,
)
