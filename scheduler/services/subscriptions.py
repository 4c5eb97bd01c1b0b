"""Subscriptions are compared with Paddle's own: what a lost webhook would have told is received all the same.

Every subscription that Paddle has is given to the database, which takes one that differs for a message and leaves all
others alone. Messages that Paddle gave up delivering are sent anew, unless their event was seen; those that we could
not process are tried again, and old ones emptied of what buyers typed. Without DEFFATEST_PADDLE_API_KEY only these two
are done.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from deffatest.logging import logger
from scheduler.service import Counts, Service, Tools

FAILED_EVENTS = 1000  # that are tried again in one turn
FORGOTTEN_AT_ONCE = 1000
REPLAYED_FOR = timedelta(days=7)  # older ones are covered by what the subscription is now

if TYPE_CHECKING:
    from scheduler.paddle import Paddle

log = logger(__name__)


async def run_once(tools: Tools) -> Counts:
    counts = {"seen": 0, "repaired": 0, "replayed": 0, "retried": 0, "forgotten": 0, "waiting": 0}
    counts["retried"] = await tools.value("select billing.retry_failed(%s)", FAILED_EVENTS)
    if tools.settings.paddle_api_key.get_secret_value():
        # Its SDK takes half a second to import, for those alone who use it.
        from scheduler.paddle import Paddle

        paddle = Paddle(tools.settings)
        await _compare(tools, paddle, counts)
        await _replay(tools, paddle, counts)
    while forgotten := await tools.value("select billing.forget_messages(%s)", FORGOTTEN_AT_ONCE):
        counts["forgotten"] += forgotten
    waiting = dict(await tools.database.rows("select status, events from billing.count_attention()"))
    counts["waiting"] = sum(waiting.values())
    if waiting:
        log.warning("events of Paddle wait for an operator: select * from billing.attention", **waiting)
    return counts


async def _compare(tools: Tools, paddle: "Paddle", counts: Counts) -> None:
    for subscription in await asyncio.to_thread(lambda: list(paddle.subscriptions())):
        counts["seen"] += 1
        outcome = await tools.value("select billing.reconcile(%s)", Jsonb(subscription))
        if outcome not in ("equal", "duplicate"):
            counts["repaired"] += 1
            log.warning("a subscription was not as Paddle has it", subscription=subscription["id"], outcome=outcome)


async def _replay(tools: Tools, paddle: "Paddle", counts: Counts) -> None:
    given_up = await asyncio.to_thread(paddle.failed_notifications, datetime.now(UTC) - REPLAYED_FOR)
    for event_id in await tools.values("select * from billing.unseen_events(%s)", list(given_up)):
        await asyncio.to_thread(paddle.replay, given_up[event_id])
        counts["replayed"] += 1


SERVICE = Service(
    name="subscriptions",
    says="Compare subscriptions with Paddle's and make up for lost messages.",
    every_seconds=86400,
    counts=("seen", "repaired", "replayed", "retried", "forgotten", "waiting"),
    run_once=run_once,
)
