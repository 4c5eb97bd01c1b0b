"""The profile and the plan through the API."""

from typing import Any

import pytest
from supabase import create_client
from supabase.lib.client_options import SyncClientOptions

from tests.integration.acting import Person, operator, server, sign_up
from tests.integration.api_caller import ApiCaller, ApiRefused, api_of, api_with_key
from tests.stack_fixture import Stack


@pytest.fixture(scope="module")
def person(stack: Stack) -> Person:
    return sign_up(stack, "pro")


@pytest.fixture(scope="module")
def api(stack: Stack, person: Person) -> ApiCaller:
    return api_of(stack, person)


def test_the_profile_has_the_contracts_fields(api: ApiCaller, person: Person) -> None:
    profile = api.get("/user/profile")
    assert profile.pop("created_at").endswith("Z")
    assert profile == {
        "user_id": person.user_id,
        "email": person.email,
        "full_name": "Ann Other",
        "company_name": None,
        "industry": "Other",
        "plan_type": "pro",
        "subscription_status": "ACTIVE",
        "tests_this_month_count": 0,
        "concurrent_test_slots": 4,
        "phone_number": None,
        "country": None,
    }


def test_a_change_answers_what_was_sent_and_leaves_the_rest(stack: Stack) -> None:
    somebody = sign_up(stack)
    api = api_of(stack, somebody)
    sent = {"full_name": "John Smith", "company_name": "New Company Inc", "industry": "Finance"}
    answer = api.call("PUT", "/user/profile", json=sent)
    assert answer == {
        "success": True,
        "data": {"user_id": somebody.user_id} | sent,
        "message": "Profile updated successfully",
    }
    cleared = api.call("PUT", "/user/profile", json={"company_name": None, "industry": " ", "country": " Perú "})[
        "data"
    ]
    assert cleared == {"user_id": somebody.user_id, "company_name": None, "industry": None, "country": "Perú"}
    profile = api.get("/user/profile")
    assert {name: profile[name] for name in ("full_name", "company_name", "industry", "country")} == {
        "full_name": "John Smith",
        "company_name": None,
        "industry": None,
        "country": "Perú",
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"plan_type": "chaos"}, "body.plan_type"),
        ({"email": "x@example.com", "full_name": "Ann"}, "body.email"),
        ({"tests_this_month_count": 0}, "body.tests_this_month_count"),
        ({"full_name": "x" * 201}, "body.full_name"),
        ({"full_name": "😀" * 201}, "body.full_name"),
        ({"full_name": "two\nlines"}, "body.full_name"),
        ({"full_name": "a\0b"}, "body.full_name"),
        ({"phone_number": "1" * 41}, "body.phone_number"),
        ({"country": 49}, "body.country"),
        ({}, "body"),
        ([], "body"),
        ("John", "body"),
    ],
)
def test_a_wrong_change_is_refused_by_field_and_changes_nothing(api: ApiCaller, change: Any, field: str) -> None:
    before = api.get("/user/profile")
    with pytest.raises(ApiRefused) as refusal:
        api.call("PUT", "/user/profile", json=change)
    assert refusal.value.status == 422
    assert field in refusal.value.fields
    assert api.get("/user/profile") == before


def test_the_same_limits_hold_for_the_official_client(stack: Stack, api: ApiCaller, person: Person) -> None:
    client = create_client(
        stack.url, stack.publishable_key, SyncClientOptions(headers={"Authorization": f"Bearer {person.token}"})
    )
    assert client.rpc("my_profile").execute().data == api.get("/user/profile")
    assert client.rpc("my_plan").execute().data == api.get("/user/plan")
    for change in ({"full_name": "x" * 201}, {"country": "two\nlines"}):
        with pytest.raises(Exception, match=f"{next(iter(change))} "):
            client.table("profiles").update(change).eq("user_id", person.user_id).execute()
    longest = "😀" * 200
    api.call("PUT", "/user/profile", json={"company_name": longest})
    assert person.profile()["company_name"] == longest


def test_the_plan_tells_what_is_left_of_the_month(stack: Stack) -> None:
    somebody = sign_up(stack, "pro")
    api = api_of(stack, somebody)
    for _ in range(2):
        somebody.submit()
    server(stack).update(
        "profiles",
        {"paddle_customer_id": f"ctm_{somebody.user_id}", "current_billing_period_ends_at": "2099-07-01T00:00:00Z"},
        user_id=f"eq.{somebody.user_id}",
    )
    assert api.get("/user/plan") == {
        "plan_type": "pro",
        "subscription_status": "ACTIVE",
        "current_billing_period_ends_at": "2099-07-01T00:00:00Z",
        "tests_this_month_count": 2,
        "testsThisMonthRemaining": 23,
        "concurrent_test_slots": 4,
        "paddle_customer_id": f"ctm_{somebody.user_id}",
        "max_test_duration_minutes": 120,
        "available_durations": [5, 10, 20, 30, 45, 70, 90, 110, 120],
        "features": ["Priority Queue", "Concurrent Tests", "Detailed Reports"],
    }


def test_a_month_that_has_turned_counts_anew_before_the_daily_reset(stack: Stack) -> None:
    somebody = sign_up(stack)
    somebody.submit()
    with operator(stack) as connection:
        connection.execute(
            "update private.quota_ledger set reserved_at = now() - interval '40 days' where user_id = %s",
            [somebody.user_id],
        )
    api = api_of(stack, somebody)
    assert somebody.profile()["tests_this_month_count"] == 1
    assert api.get("/user/profile")["tests_this_month_count"] == 0
    assert api.get("/user/plan")["testsThisMonthRemaining"] == 5
    assert api.get("/tests/summary")["testsThisMonth"] == {"count": 0, "limit": 5}


def test_a_program_reads_the_profile_and_never_writes_it(stack: Stack) -> None:
    somebody = sign_up(stack, "chaos")
    program = api_with_key(stack, somebody)
    assert program.get("/v1/user/plan") == api_of(stack, somebody).get("/user/plan")
    assert program.get("/v1/user/profile")["email"] == somebody.email
    for path in ("/user/profile", "/v1/user/profile"):
        with pytest.raises(ApiRefused) as refusal:
            program.call("PUT", path, json={"full_name": "Mallory"})
        assert refusal.value.status == 403


def test_nobody_reads_a_profile_without_signing_in(stack: Stack) -> None:
    for path in ("/user/profile", "/user/plan", "/v1/user/plan"):
        with pytest.raises(ApiRefused) as refusal:
            ApiCaller(stack, None).get(path)
        assert refusal.value.status == 401
