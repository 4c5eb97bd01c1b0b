"""Guards that what webhooks lost is found by the daily comparison, through the official SDK, and repaired."""

import asyncio

import pytest

from deffatest.errors import BillingRefused, BillingUnavailable
from deffatest.settings import load_settings
from scheduler.service import Counts, Tools
from scheduler.services import find_service
from scheduler.turn import take_turn
from tests.integration.acting import sign_up
from tests.integration.billing import Billing
from tests.stand_ins.paddle.notifications import ATTEMPTS
from tests.stand_ins.paddle.refusal import Refusal


def turn(billing: Billing, name: str = "subscriptions", **changed: object) -> Counts:
    """One turn of the service, as the scheduler takes it."""
    settings = load_settings(
        scheduler_database_url=billing.stack.addresses.scheduler_database_url,
        **{"paddle_api_key": billing.paddle.api_key, "paddle_url": billing.paddle.address} | changed,
    )
    counts = asyncio.run(take_turn(find_service(name), Tools(settings)))
    assert counts is not None
    return counts


def lose(billing: Billing) -> None:
    """Nothing of what waits will ever be delivered."""
    for notification in billing.paddle.post_office.waiting:
        notification["times_attempted"], notification["status"] = ATTEMPTS, "delivered"


def fail(billing: Billing) -> None:
    """Paddle has given up on what waits."""
    for notification in billing.paddle.post_office.waiting:
        notification["times_attempted"], notification["status"] = ATTEMPTS, "failed"


def test_a_subscription_that_was_never_told_of_is_found(billing: Billing) -> None:
    subscriber = billing.buy("chaos")
    lose(billing)
    assert subscriber.plan == ("free", "FREE")
    counts = turn(billing)
    assert (counts["seen"], counts["repaired"], counts["replayed"]) == (1, 1, 0)
    assert subscriber.plan == ("chaos", "ACTIVE")
    counts = turn(billing)
    assert (counts["seen"], counts["repaired"]) == (1, 0)


@pytest.mark.parametrize("change", ["upgrade", "cancel", "pause"])
def test_a_change_that_was_never_told_of_is_made_up_for(billing: Billing, change: str) -> None:
    subscriber = billing.subscriber("pro")
    identifier = subscriber.subscription["id"]
    match change:
        case "upgrade":
            items = [{"price_id": billing.chaos["id"], "quantity": 1}]
            billing.paddle.account.update(
                identifier, {"items": items, "proration_billing_mode": "prorated_immediately"}
            )
        case "cancel":
            billing.paddle.account.cancel(identifier, "immediately")
        case _:
            billing.paddle.account.pause(identifier, "immediately")
    lose(billing)
    assert subscriber.plan == ("pro", "ACTIVE")
    assert turn(billing)["repaired"] == 1
    expected = {"upgrade": ("chaos", "ACTIVE"), "cancel": ("free", "CANCELED"), "pause": ("free", "PAUSED")}
    assert subscriber.plan == expected[change]


def test_a_message_that_comes_after_its_repair_changes_nothing(billing: Billing) -> None:
    subscriber = billing.buy("pro")
    assert turn(billing)["repaired"] == 1
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")
    billing.paddle.account.cancel(subscriber.subscription["id"], "immediately")
    billing.deliver()
    assert subscriber.plan == ("free", "CANCELED")


def test_messages_that_paddle_gave_up_are_sent_again_unless_they_were_seen(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    seen = billing.paddle.post_office.notifications[-1]
    seen["status"] = "failed"  # as when our answer was lost on its way
    refund = billing.paddle.account.refund(billing.paddle.account.transactions_of(subscriber.subscription)[0])
    fail(billing)
    counts = turn(billing)
    assert (counts["repaired"], counts["replayed"]) == (0, 1)
    [again] = billing.paddle.post_office.waiting
    assert (again["origin"], again["payload"]["data"]["id"]) == ("replay", refund["id"])
    billing.deliver()
    assert subscriber.because == "refunded"
    assert turn(billing)["replayed"] == 0


def test_what_could_not_be_processed_is_tried_again(billing: Billing) -> None:
    subscriber = billing.buy("pro")
    billing.rows("alter table billing.snapshots add constraint trouble check (status <> 'active') not valid")
    try:
        for notification in billing.paddle.post_office.waiting:
            billing.paddle.post_office.deliver(notification)
        assert subscriber.plan == ("free", "FREE")
    finally:
        billing.rows("alter table billing.snapshots drop constraint trouble")
    counts = turn(billing, paddle_api_key="")
    assert counts["retried"] >= 2
    assert subscriber.plan == ("pro", "ACTIVE")


def test_subscriptions_of_people_whom_nobody_knows_are_counted_as_waiting(billing: Billing) -> None:
    sign_up(billing.stack)
    before = turn(billing, paddle_api_key="")["waiting"]
    stranger = billing.paddle.account.add_transaction({"items": [{"price_id": billing.pro["id"], "quantity": 1}]})
    billing.paddle.account.pay(stranger["id"])
    lose(billing)
    assert turn(billing)["waiting"] == before + 1


def test_old_messages_are_emptied_and_what_they_said_stays(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    parked = billing.say("subscription.created", {**subscriber.subscription, "id": "sub_2", "customer_id": "ctm_2",
                                                  "custom_data": None})  # fmt: skip
    billing.deliver()
    assert turn(billing, paddle_api_key="")["forgotten"] == 0
    billing.rows("update billing.events set received_at = now() - interval '91 days'")
    assert turn(billing, paddle_api_key="")["forgotten"] > 0
    kept = billing.rows("select event_id from billing.events where payload <> '{}'")
    assert parked["payload"]["event_id"] in {row["event_id"] for row in kept}
    assert not {each["payload"]["event_id"] for each in billing.paddle.post_office.notifications[:5]} & {
        row["event_id"] for row in kept
    }
    billing.rows("select billing.settle(%s)", subscriber.person.user_id)
    assert subscriber.plan == ("pro", "ACTIVE")


def test_without_a_key_nobody_is_asked(billing: Billing) -> None:
    billing.buy("pro")
    counts = turn(billing, paddle_api_key="")
    assert (counts["seen"], counts["repaired"], counts["replayed"]) == (0, 0, 0)
    assert [path for method, path, _ in billing.paddle.requests if method == "GET"] == []


def test_a_paddle_that_is_not_there_or_does_not_know_us_is_told_by_name(billing: Billing) -> None:
    with pytest.raises(BillingUnavailable, match="cannot be reached"):
        turn(billing, paddle_url="http://127.0.0.1:1")
    with pytest.raises(BillingRefused, match="forbidden"):
        turn(billing, paddle_api_key="pdl_sdbx_apikey_another")
    billing.paddle.trouble.append(Refusal(429, "too_many_requests", "slow down"))
    with pytest.raises(BillingUnavailable, match="too_many_requests"):
        turn(billing)


def test_the_service_that_ends_plans_says_how_many_people_it_was(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    turn(billing, "plan-ends")
    billing.paddle.account.cancel(subscriber.subscription["id"], None)
    billing.deliver()
    billing.rows(
        "update billing.snapshots set change_at = now() - interval '1 second' "
        "where subscription_id = %s and change_at is not null",
        subscriber.subscription["id"],
    )
    billing.rows("update billing.accounts set due_at = now() where user_id = %s", subscriber.person.user_id)
    assert turn(billing, "plan-ends") == {"people": 1}
    assert subscriber.plan[0] == "free"
