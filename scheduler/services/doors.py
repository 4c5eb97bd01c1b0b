"""What the doors remember for a time is forgotten: counters of requests, nonces, answers; a month's record in one drop.

Places for the next months' records are made ahead, so no request waits for one.
"""

from scheduler.service import Counts, Service, Tools


async def run_once(tools: Tools) -> Counts:
    forgotten = await tools.value("select doors.forget_the_past()")
    [(made, dropped)] = await tools.database.rows("select made, dropped from doors.turn_pages()")
    return {"forgotten": forgotten, "months_made": made, "months_dropped": dropped}


SERVICE = Service(
    name="doors",
    says="Forget old counters, nonces and answers of the doors; make and drop the months of their record.",
    every_seconds=60,
    counts=("forgotten", "months_made", "months_dropped"),
    run_once=run_once,
)
