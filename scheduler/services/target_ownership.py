"""Claims of hosts are checked: soon when their owner asks, and again and again while they are proved."""

import asyncio

from scheduler.proving import prover
from scheduler.service import Counts, Service, Tools

BATCH = 20


async def run_once(tools: Tools) -> Counts:
    counts = {"checked": 0, "verified": 0, "lost": 0}
    settings = tools.settings
    looking = prover(settings.dns_servers, settings.allowed_private_targets)

    async def check(target_id: object, host: str, challenge: str) -> None:
        found = await looking.look(host, challenge)
        state: str | None = await tools.value(
            "select upkeep.record_target_check(%s, %s, %s, %s)", target_id, challenge, found.what, found.outcome
        )
        counts["checked"] += 1
        if state in counts:
            counts[state] += 1

    while due := await tools.database.rows("select * from upkeep.due_target_checks(%s)", (BATCH,)):
        await asyncio.gather(*(check(*claim) for claim in due))
    return counts


SERVICE = Service(
    name="target-ownership",
    says="Look for the proofs that hosts are their owners'.",
    every_seconds=15,
    counts=("checked", "verified", "lost"),
    run_once=run_once,
    wakes_on="target_checks",
)
