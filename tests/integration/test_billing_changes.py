"""A person changes their plan through the API, pays at the local Paddle, and the webhooks do the rest."""

from typing import Any

import httpx
import psycopg
import pytest

from tests.integration.acting import Person, Worker, http, sign_up
from tests.integration.billing import Billing
from tests.stand_ins.paddle.account import DECLINED, GOOD, LATER_DECLINED
from tests.stand_ins.paddle.refusal import Refusal

INITIATED = "Plan change initiated. You will be redirected to complete payment."


def refused(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert body["success"] is False
    assert body["error"]["hint"]
    return answer.status_code, body["error"]["code"]


def pay_at(address: str, person: Person, card: str = GOOD) -> httpx.Response:
    """Fill in the checkout's form, as the buyer does."""
    assert http.get(address).status_code == 200
    return http.post(address, data={"email": person.email, "card": card})


@pytest.mark.usefixtures("quiet_queue")
def test_from_the_button_to_the_slots(billing: Billing, worker: Worker) -> None:
    billing.paddle.post_office.flow()
    person = sign_up(billing.stack)
    for _ in range(3):
        person.submit()
    assert worker.claim("web") is not None
    assert worker.claim("web") is None, "free has one slot"

    answer = billing.change_plan(person, "pro")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["success"], body["message"]) == (True, INITIATED)
    assert body["data"]["transaction_id"] in body["data"]["checkout_url"]
    assert person.profile()["plan_type"] == "free", "nothing is given before it is paid for"

    assert pay_at(body["data"]["checkout_url"], person).status_code == 200
    billing.paddle.post_office.await_delivery()
    profile = person.profile()
    assert (profile["plan_type"], profile["subscription_status"]) == ("pro", "ACTIVE")
    assert (profile["concurrent_test_slots"], profile["max_test_duration_minutes"]) == (4, 120)
    assert worker.claim("web") is not None, "the new slot is there at once"


def test_a_declined_card_at_the_checkout_changes_nothing_and_another_may_be_tried(billing: Billing) -> None:
    person = sign_up(billing.stack)
    checkout = billing.change_plan(person, "chaos").json()["data"]
    assert pay_at(checkout["checkout_url"], person, DECLINED).status_code == 402
    billing.deliver()
    assert person.profile()["plan_type"] == "free"
    assert billing.change_plan(person, "chaos").json()["data"] == checkout, "the checkout that is open is given again"
    assert pay_at(checkout["checkout_url"], person).status_code == 200
    billing.deliver()
    assert person.profile()["plan_type"] == "chaos"


def test_an_upgrade_is_charged_at_once_and_keeps_what_else_was_bought(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    account, identifier = billing.paddle.account, subscriber.subscription["id"]
    add_on = account.sell("Extra Reports", 500)
    both = [{"price_id": billing.pro["id"], "quantity": 1}, {"price_id": add_on["id"], "quantity": 3}]
    account.update(identifier, {"items": both, "proration_billing_mode": "do_not_bill"})

    answer = subscriber.change_plan("chaos")
    assert answer.status_code == 200
    assert answer.json()["data"] == {"checkout_url": None, "transaction_id": None, "effective_at": None}
    assert subscriber.plan == ("chaos", "ACTIVE")
    items = subscriber.subscription["items"]
    assert {(item["price"]["id"], item["quantity"]) for item in items} == {(billing.chaos["id"], 1), (add_on["id"], 3)}
    [asked] = billing.paddle.called("PATCH", f"/subscriptions/{identifier}")
    assert asked["proration_billing_mode"] == "prorated_immediately"
    assert asked["on_payment_failure"] == "prevent_change"
    [_, charged] = account.transactions_of(subscriber.subscription)
    assert 6900 < int(charged["details"]["totals"]["grand_total"]) <= 7000


def test_a_downgrade_charges_nothing_and_says_when_it_comes(billing: Billing) -> None:
    subscriber = billing.subscriber("chaos")
    answer = subscriber.change_plan("pro")
    ends = subscriber.subscription["current_billing_period"]["ends_at"]
    assert answer.json()["data"]["effective_at"] == ends[:19] + "Z"
    assert subscriber.plan == ("chaos", "ACTIVE")
    assert len(billing.paddle.account.transactions_of(subscriber.subscription)) == 1
    assert refused(billing.change_plan(subscriber.person, "pro")) == (409, "same_plan")
    assert subscriber.change_plan("chaos").status_code == 200
    assert len(billing.paddle.account.transactions_of(subscriber.subscription)) == 1, "it was paid for already"


def test_free_ends_the_subscription_with_its_period_and_may_be_taken_back(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    answer = subscriber.change_plan("free")
    assert answer.json()["data"]["effective_at"] is not None
    assert subscriber.plan == ("pro", "ACTIVE")
    assert subscriber.subscription["scheduled_change"]["action"] == "cancel"
    assert refused(billing.change_plan(subscriber.person, "free")) == (409, "already_ending")
    assert subscriber.change_plan("pro").status_code == 200
    assert subscriber.subscription["scheduled_change"] is None


def test_an_upgrade_takes_a_cancellation_back(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    subscriber.change_plan("free")
    assert subscriber.change_plan("chaos").status_code == 200
    assert subscriber.subscription["scheduled_change"] is None
    assert subscriber.plan == ("chaos", "ACTIVE")


def test_who_had_a_subscription_buys_as_the_same_customer(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    billing.paddle.account.cancel(subscriber.subscription["id"], "immediately")
    billing.deliver()
    answer = billing.change_plan(subscriber.person, "chaos")
    transaction = billing.paddle.account.transactions[answer.json()["data"]["transaction_id"]]
    assert transaction["customer_id"] == subscriber.subscription["customer_id"]
    billing.paddle.account.pay(transaction["id"])
    billing.deliver()
    assert subscriber.plan == ("chaos", "ACTIVE")


@pytest.mark.parametrize(
    ("plan", "status", "code"),
    [("free", 409, "same_plan"), ("gold", 422, "unknown_plan"), ("", 422, "invalid_request")],
)
def test_what_makes_no_sense_is_refused_by_name(billing: Billing, plan: str, status: int, code: str) -> None:
    assert refused(billing.change_plan(sign_up(billing.stack), plan)) == (status, code)
    assert billing.paddle.requests == []


def test_a_plan_without_a_price_cannot_be_bought(billing: Billing) -> None:
    billing.rows("update public.plans set paddle_price_ids = '{}' where plan_type = 'pro'")
    assert refused(billing.change_plan(sign_up(billing.stack), "pro")) == (503, "plan_not_sold")


def test_nobody_changes_a_plan_without_signing_in(billing: Billing) -> None:
    answer = http.post(f"{billing.stack.url}/functions/v1/api/payment/change-plan", json={"plan_type": "pro"})
    assert refused(answer)[0] == 401
    assert billing.paddle.requests == []


def test_a_card_that_is_declined_for_the_upgrade_leaves_the_plan(billing: Billing) -> None:
    subscriber = billing.subscriber("pro", LATER_DECLINED)
    assert refused(subscriber.change_plan("chaos")) == (402, "payment_declined")
    assert subscriber.plan == ("pro", "ACTIVE")


def test_an_unpaid_subscription_is_paid_first(billing: Billing) -> None:
    subscriber = billing.subscriber("pro", LATER_DECLINED)
    billing.say("subscription.past_due", {**subscriber.subscription, "status": "past_due"})
    billing.deliver()
    assert refused(billing.change_plan(subscriber.person, "chaos")) == (409, "payment_due")


def test_a_paused_subscription_is_resumed_first(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    billing.paddle.account.pause(subscriber.subscription["id"], "immediately")
    billing.deliver()
    assert refused(billing.change_plan(subscriber.person, "chaos")) == (409, "subscription_paused")


TROUBLE: list[tuple[Refusal, int, str]] = [
    (Refusal(409, "subscription_locked_renewal", "30m0s before renewal"), 409, "renewal_under_way"),
    (Refusal(400, "subscription_locked_pending_changes", "pending scheduled changes"), 409, "change_pending"),
    (Refusal(400, "subscription_update_when_past_due", "status is 'past_due'"), 409, "payment_due"),
    (Refusal(400, "subscription_is_canceled_action_invalid", "canceled"), 409, "subscription_ended"),
    (Refusal(429, "too_many_requests", "slow down"), 503, "billing_unavailable"),
    (Refusal(403, "forbidden", "You aren't permitted to perform this request."), 502, "billing_refused"),
]  # fmt: skip


@pytest.mark.parametrize(("trouble", "status", "code"), TROUBLE, ids=[refusal.code for refusal, _, _ in TROUBLE])
def test_what_paddle_refuses_is_told_in_our_words(billing: Billing, trouble: Refusal, status: int, code: str) -> None:
    subscriber = billing.subscriber("pro")
    # The first call reads the subscription, the second changes it.
    billing.paddle.trouble += ["", trouble]
    answer = billing.change_plan(subscriber.person, "chaos")
    assert refused(answer) == (status, code)
    assert trouble.detail not in answer.text
    assert subscriber.plan == ("pro", "ACTIVE")


@pytest.mark.parametrize("plan", ["chaos", "free"])
def test_an_answer_that_was_lost_on_its_way_is_looked_up_and_not_repeated(billing: Billing, plan: str) -> None:
    subscriber = billing.subscriber("pro")
    billing.paddle.trouble += ["", "lost"] if plan == "chaos" else ["lost"]
    assert subscriber.change_plan(plan).status_code == 200
    calls = [(method, path.rpartition("/")[2]) for method, path, _ in billing.paddle.requests if method != "GET"]
    assert len(calls) == 2, f"the checkout and one change, not {calls}"
    assert subscriber.plan == ("chaos" if plan == "chaos" else "pro", "ACTIVE")


def test_a_paddle_that_is_not_there_is_503_and_worth_another_try(billing: Billing) -> None:
    person = sign_up(billing.stack)
    billing.paddle.trouble += ["lost"]
    answer = billing.change_plan(person, "pro")
    assert refused(answer) == (503, "billing_unavailable")
    assert answer.headers["retry-after"] == "60"
    assert billing.change_plan(person, "pro").status_code == 200


# The portal


def test_the_portal_s_address_is_new_at_every_click(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    addresses = [billing.portal_link(subscriber.person).json() for _ in range(2)]
    assert all(list(each) == ["success", "data"] and list(each["data"]) == ["url"] for each in addresses)
    first, second = (each["data"]["url"] for each in addresses)
    assert first.startswith("https://sandbox-customer-portal.paddle.com/")
    assert first != second
    [asked, _] = billing.paddle.called("POST", f"/customers/{subscriber.subscription['customer_id']}/portal-sessions")
    assert asked == {"subscription_ids": [subscriber.subscription["id"]]}


def test_the_portal_s_address_is_kept_nowhere(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    address: str = billing.portal_link(subscriber.person).json()["data"]["url"]
    token = address.rpartition("token=")[2]
    tables: list[dict[str, Any]] = billing.rows(
        "select format('%%I.%%I', schemaname, tablename) as name from pg_tables "
        "where schemaname in ('billing', 'doors', 'public', 'private')"
    )
    assert len(tables) > 20
    for table in tables:
        assert not rows_with(billing, table["name"], token), table["name"]


def rows_with(billing: Billing, table: str, text: str) -> list[Any]:
    with psycopg.connect(billing.stack.database_url) as connection:
        return connection.execute(
            f"select 1 from {table} as t where strpos(t::text, %s) > 0".encode(), [text]
        ).fetchall()


def test_who_has_bought_nothing_has_no_portal(billing: Billing) -> None:
    assert refused(billing.portal_link(sign_up(billing.stack))) == (409, "no_customer")
    assert billing.paddle.requests == []
