"""Plans end when their time has come: after the grace time of a failed payment, with a paid period, on a given day.

Paddle tells most of these too; they do not wait for its message.
"""

from scheduler.service import Counts, Service, Tools

BATCH = 100  # people who are settled in one transaction


async def run_once(tools: Tools) -> Counts:
    people = 0
    while settled := await tools.value("select billing.settle_due(%s)", BATCH):
        people += settled
    return {"people": people}


SERVICE = Service(
    name="plan-ends",
    says="End grace times, paid periods and subscriptions whose time has come.",
    every_seconds=60,
    counts=("people",),
    run_once=run_once,
)
