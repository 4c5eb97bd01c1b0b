"""In whatever order Paddle's messages come, and however often: they end as in the right order, once each."""

import json
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.integration.billing import Billing, Row, Subscriber
from tests.stand_ins.paddle.account import DECLINED, GOOD
from tests.stand_ins.paddle.entities import Entity, new_id
from tests.stand_ins.paddle.refusal import Refusal

Action = Callable[[Billing, Entity], object]


def _items(billing: Billing, subscription: Entity, price: Entity, mode: str) -> object:
    asked = {"items": [{"price_id": price["id"], "quantity": 1}], "proration_billing_mode": mode}
    return billing.paddle.account.update(subscription["id"], asked)


def _refund(billing: Billing, subscription: Entity) -> object:
    return billing.paddle.account.refund(billing.paddle.account.transactions_of(subscription)[-1])


def _made_by_hand(billing: Billing, subscription: Entity) -> object:
    """A second subscription of the customer, of which only the customer tells whose it is."""
    other = {**deepcopy(subscription), "id": new_id("sub"), "custom_data": None}
    billing.say("subscription.created", other)
    return billing.say("subscription.updated", {**other, "status": random.choice(["past_due", "paused"])})


def _card(billing: Billing, subscription: Entity, card: str) -> None:
    billing.paddle.account.cards[subscription["customer_id"]] = card


ACTIONS: dict[str, Action] = {
    "upgrade": lambda billing, of: _items(billing, of, billing.chaos, "prorated_immediately"),
    "downgrade": lambda billing, of: _items(billing, of, billing.pro, "do_not_bill"),
    "unknown price": lambda billing, of: _items(billing, of, billing.paddle.account.sell("New", 1), "do_not_bill"),
    "cancel": lambda billing, of: billing.paddle.account.cancel(of["id"], None),
    "cancel now": lambda billing, of: billing.paddle.account.cancel(of["id"], "immediately"),
    "keep": lambda billing, of: billing.paddle.account.update(of["id"], {"scheduled_change": None}),
    "pause": lambda billing, of: billing.paddle.account.pause(of["id"], "immediately"),
    "resume": lambda billing, of: billing.paddle.account.resume(of["id"]),
    "card fails": lambda billing, of: _card(billing, of, DECLINED),
    "card works": lambda billing, of: _card(billing, of, GOOD),
    "a month passes": lambda billing, _: billing.paddle.account.travel(timedelta(days=31)),
    "a week passes": lambda billing, _: billing.paddle.account.travel(timedelta(days=7)),
    "pay after all": lambda billing, of: billing.paddle.account.retry_payment(of),
    "refund": _refund,
    "made by hand": _made_by_hand,
}


@settings(
    max_examples=15,
    deadline=None,
    # An example takes a while; making it smaller would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data(), actions=st.lists(st.sampled_from(sorted(ACTIONS)), max_size=7))
def test_any_order_with_repeats_ends_as_the_right_order_once(
    billing: Billing, data: st.DataObject, actions: Sequence[str]
) -> None:
    subscriber, messages = _story(billing, actions)
    for index in data.draw(st.sets(st.integers(1, len(messages) - 1), max_size=4), "at the moment of the one before"):
        messages[index]["occurred_at"] = messages[index - 1]["occurred_at"]
    shuffled = data.draw(st.permutations(messages), "order")
    again = data.draw(st.lists(st.sampled_from(shuffled), max_size=5), "again")

    _receive(billing, messages)
    in_order = _outcome(billing, subscriber, messages)
    _forget(billing, subscriber, messages)
    _receive(billing, [*shuffled[: len(shuffled) // 2], *again, *shuffled[len(shuffled) // 2 :], *again])
    assert _outcome(billing, subscriber, messages) == in_order


def test_every_message_alone_in_front_ends_the_same(billing: Billing) -> None:
    """Each one once too early, which is what networks do."""
    subscriber, messages = _story(billing, ["upgrade", "downgrade", "a month passes", "cancel now"])
    _receive(billing, messages)
    in_order = _outcome(billing, subscriber, messages)
    for early in messages:
        _forget(billing, subscriber, messages)
        _receive(billing, [early, *messages])
        assert _outcome(billing, subscriber, messages) == in_order, early["event_type"]


def _story(billing: Billing, actions: Sequence[str]) -> tuple[Subscriber, list[Entity]]:
    """What Paddle tells of somebody who buys Pro and then does all this, as far as Paddle lets them."""
    # So long ago that some of what happens has ended by now, and some not.
    billing.paddle.account.subscriptions.clear()
    billing.paddle.account.start_in_the_past(timedelta(days=45))
    before = len(billing.paddle.post_office.notifications)
    subscriber = billing.buy("pro")
    for action in actions:
        with suppress(Refusal, ValueError):
            ACTIONS[action](billing, subscriber.subscription)
    told = billing.paddle.post_office.notifications[before:]
    own = subscriber.subscription["customer_id"]
    return subscriber, [
        each["payload"]
        for each in told
        if own in (each["payload"]["data"].get("customer_id"), each["payload"]["data"]["id"])
    ]


def _receive(billing: Billing, messages: Sequence[Entity]) -> None:
    """Give them to the database as the webhook does, whose rate is limited."""
    with psycopg.connect(billing.stack.addresses.door_database_url, autocommit=True) as connection:
        for message in messages:
            connection.execute("select billing.receive(%s::text::jsonb, now())", [json.dumps(message)])


def _outcome(billing: Billing, subscriber: Subscriber, messages: Sequence[Entity]) -> dict[str, list[Row]]:
    """All that is there at the end, but when it was written."""
    user_id, customer = subscriber.person.user_id, subscriber.subscription["customer_id"]
    return {
        "profile": billing.rows("select * from public.profiles where user_id = %s", user_id),
        "account": billing.rows(
            "select subscription_id, plan_type, because, due_at from billing.accounts where user_id = %s", user_id
        ),
        "count": billing.rows("select counted_from::text from private.quota_starts where user_id = %s", user_id),
        "owners": billing.rows("select paddle_id from billing.owners where user_id = %s order by 1", user_id),
        "snapshots": billing.rows("select * from billing.snapshots where customer_id = %s order by 1", customer),
        "transactions": billing.rows("select * from billing.transactions where customer_id = %s order by 1", customer),
        "adjustments": billing.rows(
            "select * from billing.adjustments where event_id = any (%s) order by 1",
            [message["event_id"] for message in messages],
        ),
        "inbox": billing.rows(
            "select id, event_type, status from public.processed_webhooks where id = any (%s) order by id",
            [message["event_id"] for message in messages],
        ),
    }


def _forget(billing: Billing, subscriber: Subscriber, messages: Sequence[Entity]) -> None:
    """As if nothing had been told yet."""
    user_id = subscriber.person.user_id
    billing.rows(
        "delete from public.processed_webhooks where id = any (%s)", [message["event_id"] for message in messages]
    )
    billing.rows("delete from billing.owners where user_id = %s", user_id)
    billing.rows("delete from billing.accounts where user_id = %s", user_id)
    billing.rows("delete from private.quota_starts where user_id = %s", user_id)
    billing.rows(
        """
        update public.profiles set
          plan_type = 'free', subscription_status = default, paddle_customer_id = null, paddle_subscription_id = null,
          current_billing_period_ends_at = null, plan_price_amount = null, plan_price_currency = null
        where user_id = %s
        """,
        user_id,
    )
