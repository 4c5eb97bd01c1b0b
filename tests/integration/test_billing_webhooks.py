"""Guards the door that Paddle comes in by: who is let in, that every message works once, and that none is lost."""

import json
import threading
import time
import uuid

import httpx
import psycopg
import pytest
from paddle_billing.Notifications import Secret, Verifier  # pyright: ignore[reportMissingTypeStubs]

from tests.integration.acting import http, operator, server, sign_up
from tests.integration.billing import Billing, Row
from tests.stand_ins.paddle.entities import Entity, new_id
from tests.stand_ins.paddle.notifications import signature
from tests.stand_ins.paddle.refusal import Refusal

SAMPLE: Row = {
    "id": "web_wh_bG9yZW1pcHN1bQ",
    "event_type": "transaction.completed",
    "data": {
        "id": "txn_1_bG9yZW1pcHN1bQ",
        "status": "completed",
        "customer": {"id": "ctm_01h9rypm60zg5v2n3cavwedmyf", "email": "user@example.com"},
        "items": [{"price": {"id": "pri_01jys1q85m44rjw1w1csssaank", "description": "DEFFATEST Chaos Plan Monthly"}}],
    },
}
"""The message that the product's description shows: no event_id, no occurred_at."""


def send(billing: Billing, body: bytes, header: str | None) -> httpx.Response:
    headers = {"Content-Type": "application/json"} | ({"Paddle-Signature": header} if header is not None else {})
    return http.post(billing.paddle.post_office.destination, content=body, headers=headers)


def send_signed(billing: Billing, message: object) -> httpx.Response:
    body = json.dumps(message).encode()
    return send(billing, body, signature(body, [billing.paddle.secret]))


def sample(**changed: object) -> Row:
    """The description's message, as another happening."""
    return {**SAMPLE, "id": f"web_wh_{uuid.uuid4().hex}", **changed}


def seen(billing: Billing, event_id: str) -> list[Row]:
    return billing.rows("select * from public.processed_webhooks where id = %s", event_id)


# Who is let in


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "signature_missing"),
        ("", "signature_missing"),
        ("ts=abc;h1=00", "signature_missing"),
        ("ts={now};h1=", "signature_missing"),
        ("h1={good}", "signature_missing"),
        ("ts={now};ts={now};h1={good}", "signature_missing"),
        ("ts={now};h1={bad}", "signature_invalid"),
        ("ts={now};h1={other}", "signature_invalid"),
        ("ts={later};h1={good}", "signature_invalid"),
    ],
)
def test_a_message_that_is_not_signed_by_paddle_changes_nothing(
    billing: Billing, header: str | None, code: str
) -> None:
    message = sample()
    body = json.dumps(message).encode()
    now = int(time.time())
    good = signature(body, [billing.paddle.secret], now).rpartition("=")[2]
    other = signature(body, ["pdl_ntfset_another"], now).rpartition("=")[2]
    said = header and header.format(now=now, later=now + 1, good=good, bad="0" * 64, other=other)
    answer = send(billing, body, said)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    assert seen(billing, message["id"]) == []


def test_a_body_that_was_changed_on_its_way_is_refused(billing: Billing) -> None:
    body = json.dumps(sample()).encode()
    header = signature(body, [billing.paddle.secret])
    answer = send(billing, body.replace(b"completed", b"canceled!"), header)
    assert answer.json()["error"]["code"] == "signature_invalid"


@pytest.mark.parametrize(("seconds", "status"), [(-290, 200), (-310, 401), (290, 200), (310, 401), (-86400, 401)])
def test_a_message_is_good_for_five_minutes(billing: Billing, seconds: int, status: int) -> None:
    message = sample()
    body = json.dumps(message).encode()
    answer = send(billing, body, signature(body, [billing.paddle.secret], int(time.time()) + seconds))
    assert answer.status_code == status
    assert len(seen(billing, message["id"])) == (status == 200)
    if status != 200:
        assert answer.json()["error"]["code"] == "signature_expired"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_while_secrets_change_any_of_the_signatures_will_do(billing: Billing, place: int) -> None:
    secrets = ["pdl_ntfset_old", "pdl_ntfset_older"]
    secrets.insert(place, billing.paddle.secret)
    body = json.dumps(sample()).encode()
    assert send(billing, body, signature(body, secrets)).status_code == 200


def test_what_our_paddle_signs_the_official_sdk_accepts(billing: Billing) -> None:
    body = json.dumps(sample()).encode()

    class Request:
        headers = httpx.Headers({"Paddle-Signature": signature(body, [billing.paddle.secret])})
        content = body

    assert Verifier().verify(Request(), Secret(billing.paddle.secret))  # pyright: ignore[reportArgumentType]
    assert not Verifier().verify(Request(), Secret("another"))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "message",
    [
        "text",
        [],
        {"event_type": "transaction.completed", "data": {}},
        {"id": "evt_1", "event_type": "everything", "data": {}},
        {"id": "evt_1", "event_type": "transaction.completed"},
        {"id": "evt_1", "event_type": "transaction.completed", "data": {}, "occurred_at": "yesterday"},
    ],
)
def test_what_is_signed_and_no_message_is_refused_by_name(billing: Billing, message: object) -> None:
    answer = send_signed(billing, message)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_message")


def test_what_is_no_json_is_refused_by_name(billing: Billing) -> None:
    for body in (b"", b"{", b'{"id": "\xff"}'):
        answer = send(billing, body, signature(body, [billing.paddle.secret]))
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_message")


# Every message works once


def test_the_message_of_the_product_s_description_is_taken(billing: Billing) -> None:
    message = sample()
    answer = send_signed(billing, message)
    assert answer.json() == {"success": True, "message": "Webhook processed successfully"}
    [row] = seen(billing, message["id"])
    assert (row["event_type"], row["status"]) == ("transaction.completed", "parked")


def test_a_message_that_comes_again_changes_nothing(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    activated = next(
        each for each in billing.paddle.post_office.notifications if each["type"] == "subscription.activated"
    )
    before = everything_of(subscriber.person.user_id, billing)
    for again in (activated, billing.paddle.post_office.replay(activated)):
        assert billing.paddle.post_office.deliver(again).status_code == 200
    assert everything_of(subscriber.person.user_id, billing) == before
    [row] = billing.rows("select deliveries from billing.events where event_id = %s", activated["payload"]["event_id"])
    assert row["deliveries"] == 3


def test_one_message_that_comes_many_times_at_once_works_once(billing: Billing) -> None:
    subscriber = billing.buy("pro")
    [created] = [each for each in billing.paddle.post_office.waiting if each["type"] == "subscription.created"]
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(billing.paddle.post_office.deliver(created).status_code))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 6
    assert subscriber.plan == ("pro", "ACTIVE")
    [row] = billing.rows(
        "select count(*) as snapshots, max(deliveries) as deliveries from billing.snapshots join billing.events "
        "using (event_id) where snapshots.subscription_id = %s",
        subscriber.subscription["id"],
    )
    assert row == {"snapshots": 1, "deliveries": 6}


def test_both_spellings_of_canceled_end_a_subscription(billing: Billing) -> None:
    subscriber = billing.subscriber("chaos")
    ended = {**subscriber.subscription, "status": "cancelled", "current_billing_period": None}
    billing.say("subscription.cancelled", ended)
    billing.deliver()
    assert subscriber.plan == ("free", "CANCELED")


def test_an_event_that_nobody_knows_is_kept_and_shown_to_operators(billing: Billing) -> None:
    strange = billing.say("subscriber.teleported", {"id": "tel_1"})
    known = billing.say("payment_method.saved", {"id": "paymtd_1", "customer_id": "ctm_1"})
    billing.deliver()
    assert (billing.status_of(strange), billing.status_of(known)) == ("unknown", "ignored")
    [row] = billing.rows(
        "select payload, attention.problem from billing.attention join billing.events using (event_id) "
        "where event_id = %s",
        strange["payload"]["event_id"],
    )
    assert row["payload"] == strange["payload"]
    assert row["problem"] == "There is no such event as far as we know."


# Whose it is


def test_events_of_a_customer_whom_nobody_knows_wait_until_somebody_does(billing: Billing) -> None:
    """A subscription that support made in Paddle's dashboard: it says nothing of our users."""
    subscriber = billing.buy("pro")
    elsewhere = new_id("ctm")
    made_by_hand: Entity = {
        **subscriber.subscription,
        "id": new_id("sub"),
        "customer_id": elsewhere,
        "custom_data": None,
    }
    parked = billing.say("subscription.created", made_by_hand)
    billing.deliver()
    assert billing.status_of(parked) == "parked"
    newcomer = sign_up(billing.stack)
    assert newcomer.profile()["plan_type"] == "free"
    server(billing.stack).update("profiles", {"paddle_customer_id": elsewhere}, user_id=f"eq.{newcomer.user_id}")
    profile = newcomer.profile()
    assert (profile["plan_type"], profile["paddle_subscription_id"]) == ("pro", made_by_hand["id"])
    assert billing.status_of(parked) == "success"


@pytest.mark.parametrize("forged", ["no checkout", "another's checkout", "no proof", "nonsense"])
def test_what_a_buyer_writes_into_a_checkout_is_no_proof(billing: Billing, forged: str) -> None:
    victim, buyer = sign_up(billing.stack), billing.buy("pro")
    own = buyer.subscription["custom_data"]["checkout_id"]
    written = {
        "no checkout": {"user_id": victim.user_id, "checkout_id": str(uuid.uuid4())},
        "another's checkout": {"user_id": victim.user_id, "checkout_id": own},
        "no proof": {"user_id": victim.user_id},
        "nonsense": {"user_id": victim.user_id, "checkout_id": "' or true --"},
    }[forged]
    taken = billing.say(
        "subscription.created",
        {**buyer.subscription, "id": new_id("sub"), "customer_id": new_id("ctm"), "custom_data": written},
    )
    assert billing.paddle.post_office.deliver(taken).status_code == 200
    assert billing.status_of(taken) == "parked"
    assert victim.profile()["plan_type"] == "free"


def test_the_address_that_a_buyer_types_leads_to_nobody_s_account(billing: Billing) -> None:
    victim = sign_up(billing.stack)
    stranger: Entity = {
        **billing.buy("chaos").subscription,
        "id": new_id("sub"),
        "customer_id": new_id("ctm"),
        "custom_data": None,
    }
    customer = billing.say("customer.created", {"id": stranger["customer_id"], "email": victim.email})
    parked = billing.say("subscription.created", stranger)
    billing.deliver()
    assert (billing.status_of(customer), billing.status_of(parked)) == ("ignored", "parked")
    assert victim.profile()["plan_type"] == "free"


def test_two_people_who_pay_as_one_customer_each_get_what_they_bought(billing: Billing) -> None:
    first = billing.buy("pro")
    second = sign_up(billing.stack)
    transaction_id = billing.change_plan(second, "chaos").json()["data"]["transaction_id"]
    billing.paddle.account.pay(transaction_id, first.person.email)
    billing.deliver()
    assert first.plan == ("pro", "ACTIVE")
    assert second.profile()["plan_type"] == "chaos"
    # Paddle's portal would show each the other's payments.
    for person in (first.person, second):
        answer = billing.portal_link(person)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "customer_shared")


# Prices


def test_a_price_that_nobody_knows_changes_no_plan_and_is_applied_once_it_is_known(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    team = billing.paddle.account.sell("Team", 4900)
    billing.paddle.account.update(
        subscriber.subscription["id"],
        {"items": [{"price_id": team["id"], "quantity": 1}], "proration_billing_mode": "do_not_bill"},
    )
    [changed] = billing.paddle.post_office.waiting
    billing.deliver()
    assert billing.status_of(changed) == "unknown_price"
    assert subscriber.plan == ("pro", "ACTIVE")
    [row] = billing.rows("select problem from billing.attention where event_id = %s", changed["payload"]["event_id"])
    assert team["id"] in row["problem"]

    billing.rows(
        "update public.plans set paddle_price_ids = paddle_price_ids || %s where plan_type = 'chaos'", [team["id"]]
    )
    assert subscriber.plan == ("chaos", "ACTIVE")
    assert billing.status_of(changed) == "success"


def test_a_price_that_is_no_longer_sold_keeps_its_plan(billing: Billing) -> None:
    subscriber = billing.subscriber("chaos")
    billing.rows("update public.plans set paddle_price_ids = '{}' where plan_type = 'chaos'")
    billing.rows("select billing.settle(%s)", subscriber.person.user_id)
    assert subscriber.plan == ("chaos", "ACTIVE")


# Nothing is lost


def test_a_connection_that_is_killed_in_the_middle_leaves_nothing_and_the_retry_completes(billing: Billing) -> None:
    subscriber = billing.buy("pro")
    [created] = [each for each in billing.paddle.post_office.waiting if each["type"] == "subscription.created"]
    answers: list[int] = []
    with operator(billing.stack) as holding:
        # The effect waits for the profile's row, after the inbox has its row.
        holding.execute("begin")
        holding.execute(
            "select from public.profiles where user_id = %s for update", [subscriber.person.user_id]
        ).fetchall()
        delivery = threading.Thread(
            target=lambda: answers.append(billing.paddle.post_office.deliver(created).status_code)
        )
        delivery.start()
        with psycopg.connect(billing.stack.database_url, autocommit=True) as killer:
            killed = None
            while not killed:
                killed = killer.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where usename = 'deffatest_door' and wait_event_type = 'Lock' and query like '%billing.receive%'"
                ).fetchall()
        delivery.join()
        holding.execute("rollback")
    assert answers == [503]
    event_id = created["payload"]["event_id"]
    assert seen(billing, event_id) == []
    assert billing.rows("select from billing.events where event_id = %s", event_id) == []
    assert subscriber.plan == ("free", "FREE")

    assert billing.paddle.post_office.deliver(created).status_code == 200
    assert subscriber.plan == ("pro", "ACTIVE")
    assert [row["status"] for row in seen(billing, event_id)] == ["success"]


def test_a_message_that_cannot_be_processed_is_kept_told_and_tried_again(billing: Billing) -> None:
    subscriber = billing.buy("pro")
    billing.rows("alter table billing.snapshots add constraint trouble check (status <> 'active') not valid")
    try:
        [created] = [each for each in billing.paddle.post_office.waiting if each["type"] == "subscription.created"]
        assert billing.paddle.post_office.deliver(created).status_code == 500
        assert billing.status_of(created) == "failed"
        [row] = billing.rows(
            "select problem from billing.attention where event_id = %s", created["payload"]["event_id"]
        )
        assert "trouble" in row["problem"]
    finally:
        billing.rows("alter table billing.snapshots drop constraint trouble")
    assert billing.paddle.post_office.deliver(created).status_code == 200
    assert billing.status_of(created) == "success"
    assert subscriber.plan == ("pro", "ACTIVE")


def test_paddle_s_retries_bring_what_an_outage_held_up(billing: Billing) -> None:
    post_office = billing.paddle.post_office
    subscriber = billing.buy("pro")
    there = post_office.destination
    # Nobody there: the first attempts fail.
    post_office.destination = f"{billing.paddle.address}/nobody"
    for notification in post_office.waiting:
        post_office.deliver(notification)
    assert {each["status"] for each in post_office.notifications} == {"needs_retry"}
    post_office.destination = there
    for notification in reversed(post_office.notifications):
        post_office.deliver(notification)
    assert {each["status"] for each in post_office.notifications} == {"delivered"}
    assert subscriber.plan == ("pro", "ACTIVE")


def test_the_local_paddle_refuses_what_paddle_refuses(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    with pytest.raises(Refusal) as refusal:
        billing.paddle.account.update(subscriber.subscription["id"], {"items": [{"price_id": billing.chaos["id"]}]})
    assert refusal.value.code == "subscription_items_update_missing_proration_billing_mode"


def everything_of(user_id: str, billing: Billing) -> list[Row]:
    """What billing knows of somebody, and their profile."""
    return [
        *billing.rows("select * from public.profiles where user_id = %s", user_id),
        *billing.rows("select user_id, plan_type, because, due_at from billing.accounts where user_id = %s", user_id),
        *billing.rows(
            "select snapshots.* from billing.snapshots join billing.owners on paddle_id = subscription_id "
            "where user_id = %s order by event_id",
            user_id,
        ),
    ]
