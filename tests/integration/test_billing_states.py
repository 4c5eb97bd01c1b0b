"""Guards what each state of a subscription gives, from when on, and for how long: the table of docs/billing.md."""

from datetime import datetime, timedelta

import pytest

from tests.integration.acting import Refused, operator, sign_up
from tests.integration.billing import Billing, Subscriber
from tests.stand_ins.paddle.account import LATER_DECLINED
from tests.stand_ins.paddle.entities import moment, month_later

MONTH = timedelta(days=31)


@pytest.fixture
def old_billing(billing: Billing) -> Billing:
    """Paddle's clock stands 40 days back: a period that is bought there has ended here."""
    billing.paddle.account.start_in_the_past(timedelta(days=40))
    return billing


def test_an_activated_subscription_gives_its_plan_with_all_that_follows_from_it(billing: Billing) -> None:
    subscriber = billing.subscriber("chaos")
    profile = subscriber.person.profile()
    assert {name: profile[name] for name in CHAOS} == CHAOS
    assert float(profile["plan_price_amount"]) == 99
    assert profile["paddle_customer_id"] == subscriber.subscription["customer_id"]
    assert profile["paddle_subscription_id"] == subscriber.subscription["id"]
    ends = moment(subscriber.subscription["current_billing_period"]["ends_at"])
    assert datetime.fromisoformat(profile["current_billing_period_ends_at"]) == ends


CHAOS = {
    "plan_type": "chaos",
    "subscription_status": "ACTIVE",
    "concurrent_test_slots": 8,
    "max_test_duration_minutes": 360,
    "plan_price_currency": "USD",
}


def test_a_trial_gives_the_plan_and_turns_active_when_it_is_paid_for(billing: Billing) -> None:
    trial = billing.paddle.account.sell("Pro", 2900, trial_days=14)
    billing.rows("update public.plans set paddle_price_ids = %s where plan_type = 'pro'", [trial["id"]])
    subscriber = billing.subscriber("pro")
    assert subscriber.plan == ("pro", "TRIALING")
    billing.paddle.account.activate(subscriber.subscription["id"])
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")


def test_an_imported_subscription_counts_like_any_other(billing: Billing) -> None:
    subscriber = billing.buy("pro")
    billing.say(
        "subscription.imported",
        {**subscriber.subscription, "import_meta": {"external_id": "1", "imported_from": "paddle_classic"}},
    )
    [imported] = [each for each in billing.paddle.post_office.waiting if each["type"] == "subscription.imported"]
    billing.paddle.post_office.deliver(imported)
    assert subscriber.plan == ("pro", "ACTIVE")


def test_a_scheduled_cancellation_keeps_the_plan_until_its_day(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    billing.paddle.account.cancel(subscriber.subscription["id"], None)
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")
    billing.paddle.account.travel(MONTH)
    billing.deliver()
    assert subscriber.plan == ("free", "CANCELED")
    assert subscriber.because == "canceled"


def test_a_cancellation_at_once_ends_the_plan_at_once(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    billing.paddle.account.cancel(subscriber.subscription["id"], "immediately")
    billing.deliver()
    assert subscriber.plan == ("free", "CANCELED")
    profile = subscriber.person.profile()
    assert (profile["concurrent_test_slots"], profile["max_test_duration_minutes"]) == (1, 5)


def test_a_pause_takes_the_plan_away_and_resuming_brings_it_back(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    billing.paddle.account.pause(subscriber.subscription["id"], "immediately")
    billing.deliver()
    assert subscriber.plan == ("free", "PAUSED")
    billing.paddle.account.resume(subscriber.subscription["id"])
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")


@pytest.mark.parametrize(("action", "because"), [("cancel", "canceled"), ("pause", "paused")])
def test_what_is_scheduled_happens_on_its_day_though_paddle_is_silent(
    old_billing: Billing, action: str, because: str
) -> None:
    subscriber = old_billing.buy("pro")
    getattr(old_billing.paddle.account, action)(subscriber.subscription["id"], None)
    silence(old_billing, subscriber, ends_in_days=1)
    old_billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")
    pass_time(old_billing, subscriber, days=2)
    assert old_billing.settle_due() == 1
    assert subscriber.plan == ("free", "ACTIVE")
    assert subscriber.because == because
    assert old_billing.settle_due() == 0


def test_a_failed_renewal_keeps_the_plan_for_the_grace_time_and_no_longer(billing: Billing) -> None:
    subscriber = billing.subscriber("pro", LATER_DECLINED)
    billing.paddle.account.travel(MONTH)
    told_now(billing)
    assert subscriber.plan == ("pro", "PAST_DUE")
    assert subscriber.because == "grace"
    assert billing.settle_due() == 0

    pass_time(billing, subscriber, days=6.9)
    assert billing.settle_due() == 0
    assert subscriber.plan == ("pro", "PAST_DUE")
    pass_time(billing, subscriber, days=0.2)
    assert billing.settle_due() == 1
    assert subscriber.plan == ("free", "PAST_DUE")
    assert subscriber.because == "grace is over"


def test_further_failures_do_not_lengthen_the_grace_time(billing: Billing) -> None:
    subscriber = billing.subscriber("pro", LATER_DECLINED)
    billing.paddle.account.travel(MONTH)
    told_now(billing)
    pass_time(billing, subscriber, days=6)
    billing.say("subscription.past_due", subscriber.subscription)
    told_now(billing)
    pass_time(billing, subscriber, days=1.1)
    assert billing.settle_due() == 1
    assert subscriber.plan == ("free", "PAST_DUE")


def test_a_payment_that_comes_after_all_brings_the_plan_back(billing: Billing) -> None:
    subscriber = billing.subscriber("pro", LATER_DECLINED)
    billing.paddle.account.travel(MONTH)
    told_now(billing)
    pass_time(billing, subscriber, days=8)
    billing.settle_due()
    assert subscriber.plan == ("free", "PAST_DUE")
    assert not billing.paddle.account.retry_payment(subscriber.subscription)
    assert billing.paddle.account.retry_payment(subscriber.subscription, card="4242424242424242")
    told_now(billing)
    assert subscriber.plan == ("pro", "ACTIVE")


def test_the_grace_time_is_a_setting_that_is_felt_at_once(billing: Billing) -> None:
    subscriber = billing.subscriber("pro", LATER_DECLINED)
    billing.paddle.account.travel(MONTH)
    told_now(billing)
    try:
        billing.rows("update billing.settings set grace_days = 0")
        assert subscriber.plan == ("free", "PAST_DUE")
        billing.rows("update billing.settings set grace_days = 30")
        assert subscriber.plan == ("pro", "PAST_DUE")
    finally:
        billing.rows("update billing.settings set grace_days = default")


def test_a_downgrade_comes_when_the_paid_period_ends(billing: Billing) -> None:
    subscriber = billing.subscriber("chaos")
    assert subscriber.change_plan("pro").status_code == 200
    assert subscriber.plan == ("chaos", "ACTIVE")
    assert subscriber.because == "paid until the period ends"
    billing.paddle.account.travel(MONTH)
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")
    assert float(subscriber.person.profile()["plan_price_amount"]) == 29


def test_a_downgrade_comes_on_time_though_the_renewal_is_not_told_yet(old_billing: Billing) -> None:
    subscriber = old_billing.buy("chaos")
    old_billing.paddle.account.update(
        subscriber.subscription["id"],
        {"items": [{"price_id": old_billing.pro["id"], "quantity": 1}], "proration_billing_mode": "do_not_bill"},
    )
    silence(old_billing, subscriber, ends_in_days=1)
    old_billing.deliver()
    assert subscriber.plan == ("chaos", "ACTIVE")
    pass_time(old_billing, subscriber, days=2)
    assert old_billing.settle_due() == 1
    assert subscriber.plan == ("pro", "ACTIVE")


def test_of_two_subscriptions_the_better_one_counts(billing: Billing) -> None:
    first = billing.subscriber("pro")
    better = {
        **first.subscription,
        "id": first.subscription["id"].replace("sub_", "sub_9")[:30],
        "items": [{**first.subscription["items"][0], "price": billing.chaos}],
    }
    billing.say("subscription.created", better)
    billing.deliver()
    assert first.plan == ("chaos", "ACTIVE")
    billing.say("subscription.canceled", {**better, "status": "canceled", "current_billing_period": None})
    billing.deliver()
    assert first.plan == ("pro", "ACTIVE")
    assert first.person.profile()["paddle_subscription_id"] == first.subscription["id"]


def test_add_ons_beside_the_plan_do_not_hide_it(billing: Billing) -> None:
    add_on = billing.paddle.account.sell("Extra Reports", 500)
    subscriber = billing.buy("pro")
    subscriber.subscription["items"].insert(0, {**subscriber.subscription["items"][0], "price": add_on, "quantity": 3})
    billing.say("subscription.updated", subscriber.subscription)
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")
    assert float(subscriber.person.profile()["plan_price_amount"]) == 29


@pytest.mark.parametrize("action", ["refund", "chargeback"])
def test_money_that_was_paid_back_takes_the_plan_with_it(billing: Billing, action: str) -> None:
    subscriber = billing.subscriber("pro")
    [paid] = billing.paddle.account.transactions_of(subscriber.subscription)
    asked = billing.paddle.account.refund(paid, action=action, status="pending_approval")
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")
    billing.paddle.account.decide(asked, "approved")
    billing.deliver()
    assert subscriber.plan == ("free", "ACTIVE")
    assert subscriber.because == "refunded"


def test_a_chargeback_that_was_won_brings_the_plan_back(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    [paid] = billing.paddle.account.transactions_of(subscriber.subscription)
    billing.paddle.account.refund(paid, action="chargeback")
    billing.paddle.account.refund(paid, action="chargeback_reverse")
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")


@pytest.mark.parametrize(
    ("action", "status", "full"),
    [("refund", "rejected", True), ("refund", "approved", False), ("credit", "approved", True)],
)
def test_other_adjustments_change_no_plan(billing: Billing, action: str, status: str, full: bool) -> None:
    subscriber = billing.subscriber("pro")
    [paid] = billing.paddle.account.transactions_of(subscriber.subscription)
    billing.paddle.account.refund(paid, action=action, status=status, full=full)
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")


def test_a_refund_of_an_earlier_period_leaves_this_one_alone(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    billing.paddle.account.travel(MONTH)
    [first, _] = billing.paddle.account.transactions_of(subscriber.subscription)
    billing.paddle.account.refund(first)
    billing.deliver()
    assert subscriber.plan == ("pro", "ACTIVE")


def test_a_failed_payment_is_kept_with_its_reason_and_opens_nothing(billing: Billing) -> None:
    person = sign_up(billing.stack)
    transaction_id = billing.change_plan(person, "pro").json()["data"]["transaction_id"]
    assert billing.paddle.account.pay(transaction_id, person.email, card="4000000000000002") is None
    billing.deliver()
    assert person.profile()["plan_type"] == "free"
    [row] = billing.rows(
        "select status, problem, amount from billing.transactions where transaction_id = %s", transaction_id
    )
    assert (row["status"], row["problem"], row["amount"]) == ("ready", "declined", 29)


# The count of tests


def test_buying_a_plan_starts_the_count_anew(billing: Billing) -> None:
    subscriber = billing.buy("pro")
    for _ in range(3):
        subscriber.person.submit()
    use_before(billing, subscriber, subscriber.subscription["started_at"])
    assert subscriber.person.profile()["tests_this_month_count"] == 3
    billing.deliver()
    assert subscriber.person.profile()["tests_this_month_count"] == 0


def test_an_upgrade_starts_the_count_anew_once_in_a_paid_period(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    counts: list[int] = []
    for plan in ("chaos", "pro", "chaos", "pro", "chaos"):
        subscriber.person.submit()
        counts.append(subscriber.person.profile()["tests_this_month_count"])
        assert subscriber.change_plan(plan).status_code == 200
        counts.append(subscriber.person.profile()["tests_this_month_count"])
    assert counts == [1, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_a_cancellation_gives_no_tests_back(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    for _ in range(6):
        subscriber.person.submit()
    billing.paddle.account.cancel(subscriber.subscription["id"], "immediately")
    billing.deliver()
    assert subscriber.person.profile()["tests_this_month_count"] == 6
    with pytest.raises(Refused) as refusal:
        subscriber.person.submit()
    assert refusal.value.status == 402


# Who hears of it


def test_a_change_of_plan_is_sent_to_the_person_s_live_channel(billing: Billing) -> None:
    subscriber = billing.subscriber("pro")
    with operator(billing.stack) as connection:
        sent = connection.execute(
            "select payload from realtime.messages where topic = %s and event = 'plan.changed'",
            [f"user:{subscriber.person.user_id}"],
        ).fetchall()
    assert [(each["payload"]["plan_type"], each["payload"]["subscription_status"]) for each in sent] == [
        ("pro", "ACTIVE")
    ]


# Time, as the database sees it


def told_now(billing: Billing) -> None:
    """Deliver what happened in Paddle's future as if it had happened now."""
    for notification in billing.paddle.post_office.waiting:
        notification["payload"]["occurred_at"] = billing.paddle.account.real_now()
    billing.deliver()


def silence(billing: Billing, subscriber: Subscriber, *, ends_in_days: float) -> None:
    """Nothing more will come; what was told so far is of a period that ends soon."""
    ends = moment(subscriber.subscription["current_billing_period"]["ends_at"])
    assert ends == month_later(moment(subscriber.subscription["current_billing_period"]["starts_at"]))
    soon = billing.paddle.account.real_now(days=ends_in_days)
    for notification in billing.paddle.post_office.waiting:
        data = notification["payload"]["data"]
        if notification["type"].startswith("subscription."):
            data["current_billing_period"]["ends_at"] = soon
            if data["scheduled_change"]:
                data["scheduled_change"]["effective_at"] = soon


def pass_time(billing: Billing, subscriber: Subscriber, *, days: float) -> None:
    """As if all that is known had been so much longer ago."""
    billing.rows(
        """
        with passed as (select make_interval(secs => %s) as time)
        update billing.snapshots set
          occurred_at = occurred_at - passed.time,
          period_ends_at = period_ends_at - passed.time,
          change_at = change_at - passed.time
        from passed where subscription_id = %s
        """,
        days * 86400,
        subscriber.subscription["id"],
    )
    billing.rows(
        "update billing.accounts set due_at = due_at - make_interval(secs => %s) where user_id = %s",
        days * 86400,
        subscriber.person.user_id,
    )


def use_before(billing: Billing, subscriber: Subscriber, at: str) -> None:
    """The tests so far were submitted a minute before then."""
    billing.rows(
        "update private.quota_ledger set reserved_at = %s::timestamptz - interval '1 minute' where user_id = %s",
        at,
        subscriber.person.user_id,
    )
