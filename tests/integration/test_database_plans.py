"""The plans: limits as data that everybody reads and no client writes."""

import pytest

from tests.integration.acting import Refused, anonymous, operator, server, sign_up
from tests.stack_fixture import Stack


def test_plans_hold_the_limits_of_the_product(stack: Stack) -> None:
    columns = "plan_type,priority,monthly_tests,web_slots,app_slots,shared_slots,concurrent_test_slots"
    limits = {tuple(plan.values()) for plan in anonymous(stack).select("plans", columns)}
    assert limits == {
        ("free", 1, 5, 0, 0, 1, 1),
        ("pro", 2, 25, 2, 2, 0, 4),
        ("chaos", 3, 200, 4, 4, 0, 8),
    }


def test_pro_offers_the_durations_of_the_product(stack: Stack) -> None:
    [pro] = anonymous(stack).select("plans", plan_type="eq.pro")
    assert pro["max_test_duration_minutes"] == 120
    assert pro["available_durations"] == [5, 10, 20, 30, 45, 70, 90, 110, 120]


def test_no_client_changes_a_plan(stack: Stack) -> None:
    for caller in (anonymous(stack), sign_up(stack).api, server(stack)):
        with pytest.raises(Refused) as refusal:
            caller.update("plans", {"monthly_tests": 999}, plan_type="eq.free")
        assert refusal.value.code == "42501"


def test_a_changed_limit_is_felt_by_everybody_on_the_plan(stack: Stack) -> None:
    person = sign_up(stack)
    for _ in range(4):
        person.submit()
    with operator(stack) as connection:
        connection.execute("begin")
        connection.execute(
            "update public.plans set shared_slots = 3, max_test_duration_minutes = 7 where plan_type = 'free'"
        )
        row = connection.execute(
            """
            select concurrent_test_slots, max_test_duration_minutes,
              (select count(*) from queue.jobs where owner_id = user_id and admitted) as slots_given
            from public.profiles where user_id = %s
            """,
            [person.user_id],
        ).fetchone()
        connection.execute("rollback")
    assert row == {"concurrent_test_slots": 3, "max_test_duration_minutes": 7, "slots_given": 3}
