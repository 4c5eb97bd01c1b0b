"""Profiles: made at sign-up, seen by their owner, and changed by them in the personal columns alone."""

import pytest

from tests.integration.acting import Person, Refused, anonymous, operator, server, sign_up
from tests.stack_fixture import Stack

FORGERIES = {
    "email": "boss@example.com",
    "plan_type": "chaos",
    "api_key": "mine",
    "created_at": "2020-01-01",
    "paddle_customer_id": "ctm_1",
    "paddle_subscription_id": "sub_1",
    "current_billing_period_ends_at": "2030-01-01",
    "subscription_status": "ACTIVE",
    "tests_this_month_count": -1000,
    "last_monthly_reset_date": "2020-01-01",
    "concurrent_test_slots": 999,
    "max_test_duration_minutes": 999,
    "plan_price_amount": 0,
    "plan_price_currency": "EUR",
}


@pytest.fixture(scope="module")
def forger(stack: Stack) -> Person:
    """Somebody who tries everything and is refused each time."""
    return sign_up(stack)


@pytest.fixture(scope="module")
def forger_without_profile(stack: Stack) -> Person:
    forger = sign_up(stack)
    delete_profile(stack, forger)
    return forger


def delete_profile(stack: Stack, person: Person) -> None:
    with operator(stack) as connection:
        connection.execute("delete from public.profiles where user_id = %s", [person.user_id])


def test_signing_up_makes_a_profile_on_the_free_plan(stack: Stack) -> None:
    person = sign_up(stack)
    profile = person.profile()
    assert profile["user_id"] == person.user_id
    assert profile["email"] == person.email
    assert profile["full_name"] == "Ann Other"
    assert profile["plan_type"] == "free"
    assert profile["subscription_status"] == "FREE"
    assert (profile["concurrent_test_slots"], profile["max_test_duration_minutes"]) == (1, 5)


def test_a_profile_holds_no_key_in_clear(stack: Stack) -> None:
    assert sign_up(stack).profile()["api_key"] is None


def test_nobody_sees_the_profile_of_another(stack: Stack) -> None:
    ann, bob = sign_up(stack), sign_up(stack)
    assert bob.api.select("profiles", user_id=f"eq.{ann.user_id}") == []
    with pytest.raises(Refused) as refusal:
        anonymous(stack).select("profiles")
    assert refusal.value.code == "42501"


def test_personal_columns_are_the_owners_to_change(stack: Stack) -> None:
    person = sign_up(stack)
    personal = {
        "full_name": "Ann Smith",
        "company_name": "Acme",
        "industry": "Finance",
        "phone_number": "+1234567890",
        "country": "Iceland",
    }
    [changed] = person.api.update("profiles", personal, user_id=f"eq.{person.user_id}")
    assert changed | personal == changed


@pytest.mark.parametrize("column", FORGERIES)
def test_nobody_promotes_themselves(forger: Person, column: str) -> None:
    before = forger.profile()
    with pytest.raises(Refused) as refusal:
        forger.api.update("profiles", {column: FORGERIES[column]}, user_id=f"eq.{forger.user_id}")
    assert (refusal.value.status, refusal.value.code) == (403, "42501")
    assert forger.profile() == before


def test_nobody_changes_the_profile_of_another(stack: Stack) -> None:
    ann, bob = sign_up(stack), sign_up(stack)
    assert bob.api.update("profiles", {"full_name": "Mallory"}, user_id=f"eq.{ann.user_id}") == []
    assert ann.profile()["full_name"] == "Ann Other"


@pytest.mark.parametrize("column", FORGERIES)
def test_a_profile_that_is_inserted_cannot_be_forged(forger_without_profile: Person, column: str) -> None:
    with pytest.raises(Refused) as refusal:
        forger_without_profile.api.insert(
            "profiles", {"user_id": forger_without_profile.user_id, column: FORGERIES[column]}
        )
    assert refusal.value.code == "42501"


def test_a_lost_profile_can_be_inserted_again_as_it_was_at_sign_up(stack: Stack) -> None:
    person = sign_up(stack)
    delete_profile(stack, person)
    [profile] = person.api.insert("profiles", {"user_id": person.user_id, "full_name": "Ann"})
    assert (profile["email"], profile["plan_type"], profile["api_key"]) == (person.email, "free", None)


def test_nobody_inserts_a_profile_for_another(stack: Stack) -> None:
    ann, bob = sign_up(stack), sign_up(stack)
    delete_profile(stack, ann)
    with pytest.raises(Refused) as refusal:
        bob.api.insert("profiles", {"user_id": ann.user_id})
    assert refusal.value.code == "42501"


@pytest.mark.parametrize(("plan", "slots", "minutes"), [("free", 1, 5), ("pro", 4, 120), ("chaos", 8, 360)])
def test_limits_follow_the_plan_that_billing_sets(stack: Stack, plan: str, slots: int, minutes: int) -> None:
    profile = sign_up(stack, plan).profile()
    assert (profile["concurrent_test_slots"], profile["max_test_duration_minutes"]) == (slots, minutes)


def test_not_even_a_server_sets_what_follows_from_the_plan(stack: Stack) -> None:
    person = sign_up(stack)
    with pytest.raises(Refused) as refusal:
        server(stack).update("profiles", {"concurrent_test_slots": 50}, user_id=f"eq.{person.user_id}")
    assert refusal.value.code == "42501"


def test_an_unknown_plan_is_refused_by_the_names_of_those_there_are(stack: Stack) -> None:
    person = sign_up(stack)
    with pytest.raises(Refused) as refusal:
        server(stack).update("profiles", {"plan_type": "gold"}, user_id=f"eq.{person.user_id}")
    assert refusal.value.status == 422
    assert "free, pro, chaos" in refusal.value.hint


def test_the_address_follows_the_one_that_signs_in(stack: Stack) -> None:
    person = sign_up(stack)
    with operator(stack) as connection:
        connection.execute("update auth.users set email = 'new@example.com' where id = %s", [person.user_id])
    assert person.profile()["email"] == "new@example.com"
