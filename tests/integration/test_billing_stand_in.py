"""Guards that the local Paddle is like Paddle: both official SDKs understand all that it says.

An SDK parses answers into its own types: a field that is missing or misnamed shows here and not in production.
"""

# pyright: reportMissingTypeStubs=false, reportArgumentType=false, reportUnknownMemberType=false
# pyright: reportOptionalMemberAccess=false
# (Paddle's SDK is typed in its sources and does not say so; it knows two addresses by name and takes any.)

import json
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import httpx
import pytest
from paddle_billing import Client, Options
from paddle_billing.Entities.Notifications import NotificationEvent, NotificationStatus
from paddle_billing.Entities.Shared import CustomData
from paddle_billing.Entities.Subscriptions import SubscriptionEffectiveFrom
from paddle_billing.Exceptions.ApiError import ApiError
from paddle_billing.Notifications import Secret, Verifier
from paddle_billing.Notifications.Entities.UndefinedEntity import UndefinedEntity
from paddle_billing.Resources.CustomerPortalSessions.Operations import CreateCustomerPortalSession
from paddle_billing.Resources.Notifications.Operations import ListNotifications
from paddle_billing.Resources.Shared.Operations import Pager
from paddle_billing.Resources.Subscriptions.Operations import (
    CancelSubscription,
    ListSubscriptions,
    UpdateSubscription,
)
from paddle_billing.Resources.Transactions.Operations import CreateTransaction
from paddle_billing.Resources.Transactions.Operations.Create import TransactionCreateItem

from stack.layout import DENO, DENO_CACHE, ROOT
from tests.stand_ins.paddle.account import LATER_DECLINED
from tests.stand_ins.paddle.entities import Entity
from tests.stand_ins.paddle.notifications import signature
from tests.stand_ins.paddle.server import LocalPaddle, local_paddle


@pytest.fixture
def paddle() -> Iterator[LocalPaddle]:
    with local_paddle() as paddle:
        yield paddle


def client(paddle: LocalPaddle, key: str | None = None) -> Client:
    return Client(key or paddle.api_key, options=Options(SimpleNamespace(base_url=paddle.address)), retry_count=0)


def life(paddle: LocalPaddle) -> Entity:
    """A subscription to which everything happens that the local Paddle can tell of; it ends paused and resumed."""
    account = paddle.account
    pro, chaos = account.sell("Pro", 2900, trial_days=7), account.sell("Chaos Mode", 9900)
    failed = account.add_transaction({"items": [{"price_id": chaos["id"], "quantity": 1}]})
    account.pay(failed["id"], "unlucky@example.com", "4000000000000002")
    bought = account.add_transaction(
        {"items": [{"price_id": pro["id"], "quantity": 1}], "custom_data": {"user_id": "u"}}
    )
    subscription = account.pay(bought["id"], "ann@example.com")
    assert subscription is not None
    account.travel(timedelta(days=8))
    account.cards[subscription["customer_id"]] = LATER_DECLINED
    account.travel(timedelta(days=31))
    assert subscription["status"] == "past_due"
    assert account.retry_payment(subscription, "4242424242424242")
    account.pause(subscription["id"], "immediately")
    account.resume(subscription["id"])
    account.refund(account.transactions_of(subscription)[-1], status="pending_approval")
    account.decide(next(iter(account.adjustments.values())), "approved")
    ended = account.add_transaction({"items": [{"price_id": chaos["id"], "quantity": 1}]})
    other = account.pay(ended["id"], "bob@example.com")
    assert other is not None
    account.cancel(other["id"], "immediately")
    return subscription


def test_the_python_sdk_understands_every_message(paddle: LocalPaddle) -> None:
    life(paddle)
    told = paddle.post_office.notifications
    assert {each["type"] for each in told} >= {
        "customer.created", "transaction.created", "transaction.ready", "transaction.updated", "transaction.paid",
        "transaction.completed", "transaction.payment_failed", "transaction.past_due", "subscription.created",
        "subscription.trialing", "subscription.activated", "subscription.updated", "subscription.past_due",
        "subscription.paused", "subscription.resumed", "subscription.canceled", "adjustment.created",
        "adjustment.updated",
    }  # fmt: skip
    for each in told:
        body = json.dumps(each["payload"]).encode()
        request = SimpleNamespace(
            content=body, headers=httpx.Headers({"Paddle-Signature": signature(body, [paddle.secret])})
        )
        assert Verifier().verify(request, Secret(paddle.secret))
        event = NotificationEvent.from_request(request)
        assert not isinstance(event.data, UndefinedEntity), each["type"]


def test_the_python_sdk_understands_every_answer(paddle: LocalPaddle) -> None:
    subscription = life(paddle)
    api = client(paddle)
    assert len(list(api.subscriptions.list(ListSubscriptions(Pager(per_page=1))))) == 2, "page after page"
    assert api.subscriptions.get(subscription["id"]).custom_data.data == {"user_id": "u"}
    assert [price.unit_price.amount for price in api.prices.list()].count("9900") == 1
    assert {customer.email for customer in api.customers.list()} >= {"ann@example.com"}
    assert [each.action.value for each in api.adjustments.list()] == ["refund"]
    assert len(list(api.transactions.list())) == len(paddle.account.transactions)
    assert len(list(api.events.list())) == len(paddle.post_office.notifications)
    chaos = next(each for each in paddle.account.prices.values() if each["unit_price"]["amount"] == "9900")
    created = api.transactions.create(
        CreateTransaction(
            items=[TransactionCreateItem(chaos["id"], 1)], custom_data=CustomData({"user_id": "u", "checkout_id": "c"})
        )
    )
    assert created.checkout.url == f"{paddle.address}/checkout?_ptxn={created.id}"
    ending = api.subscriptions.cancel(
        subscription["id"], CancelSubscription(SubscriptionEffectiveFrom.NextBillingPeriod)
    )
    assert ending.scheduled_change.action.value == "cancel"
    assert api.subscriptions.update(subscription["id"], UpdateSubscription(scheduled_change=None)).status == "active"
    portal = api.customer_portal_sessions.create(
        subscription["customer_id"], CreateCustomerPortalSession([subscription["id"]])
    )
    assert [each.id for each in portal.urls.subscriptions] == [subscription["id"]]


def test_the_python_sdk_finds_and_replays_what_failed(paddle: LocalPaddle) -> None:
    life(paddle)
    paddle.post_office.destination = f"{paddle.address}/nobody"
    first = paddle.post_office.notifications[0]
    for _ in range(3):
        paddle.post_office.deliver(first)
    api = client(paddle)
    [failed] = api.notifications.list(ListNotifications(statuses=[NotificationStatus.Failed]))
    assert (failed.id, failed.times_attempted) == (first["id"], 3)
    again = api.notifications.replay(failed.id)
    assert again not in ("", failed.id)
    assert api.notifications.get(again).payload.event_id == failed.payload.event_id


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("another key", "forbidden"),
        ("nothing there", "not_found"),
        ("ended", "subscription_is_canceled_action_invalid"),
    ],
)
def test_the_python_sdk_understands_refusals(paddle: LocalPaddle, what: str, code: str) -> None:
    life(paddle)
    ended = next(each for each in paddle.account.subscriptions.values() if each["status"] == "canceled")
    api = client(paddle, "another" if what == "another key" else None)
    asked = "sub_nothing" if what == "nothing there" else ended["id"]
    with pytest.raises(ApiError) as refusal:
        if what == "ended":
            api.subscriptions.cancel(asked, CancelSubscription(SubscriptionEffectiveFrom.Immediately))
        else:
            api.subscriptions.get(asked)
    assert refusal.value.error_code == code


def test_the_node_sdk_understands_answers_messages_and_refusals(paddle: LocalPaddle) -> None:
    subscription = life(paddle)
    chaos = next(each for each in paddle.account.prices.values() if each["unit_price"]["amount"] == "9900")
    bodies = [json.dumps(each["payload"]) for each in paddle.post_office.notifications]
    lines = [f"{signature(body.encode(), [paddle.secret], in_a_minute())}\t{body}" for body in bodies]
    run = subprocess.run(
        [
            DENO, "run", "--allow-all", "--quiet", "--frozen", "--config", ROOT / "deno.json",
            ROOT / "tests" / "stand_ins" / "paddle" / "node_sdk.ts",
            paddle.address, paddle.api_key, paddle.secret,
            subscription["customer_id"], subscription["id"], chaos["id"],
        ],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        env={"DENO_DIR": str(DENO_CACHE), "PATH": "/usr/bin:/bin", "HOME": "/tmp"},
        timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["price"] == "9900"
    assert found["customer"] == "ann@example.com"
    assert found["subscription"][0] == "active"
    assert found["subscriptions"] == 2
    assert found["adjustments"] == [["refund", "approved"]]
    assert found["created"][2] == {"user_id": "u", "checkout_id": "c"}
    assert found["changed"] == [[chaos["id"], 2]]
    assert found["ending"] == ["active", "cancel"]
    assert found["kept"] is None
    assert (found["paused"], found["resumed"]) == ("paused", "active")
    assert found["portal"][1] == [subscription["id"]]
    assert found["refusal"]["code"] == "subscription_items_update_missing_proration_billing_mode"
    assert [each["type"] for each in found["events"]] == [json.loads(body)["event_type"] for body in bodies]
    assert not [each for each in found["events"] if each["kind"] == "GenericEvent"]


def in_a_minute() -> int:
    """Signed for the time at which the SDK, which takes some seconds to start, looks at it."""
    return int(time.time()) + 60
