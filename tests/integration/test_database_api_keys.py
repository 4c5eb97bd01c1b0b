"""API keys: made by one function for active Chaos users, kept as hashes that no client reads or chooses."""

import hashlib
import re

import pytest

from tests.integration.acting import Refused, operator, server, sign_up
from tests.stack_fixture import Stack


def test_a_key_is_shown_once_and_kept_as_its_hash(stack: Stack) -> None:
    person = sign_up(stack, "chaos")
    made = person.api.call("generate_api_key")
    assert set(made) == {"id", "api_key", "name", "is_active", "created_at"}
    assert re.fullmatch(r"sk-deffatest-[a-z0-9]{32}", made["api_key"])
    assert made["name"] == "df_" + made["api_key"].removeprefix("sk-deffatest-")[:8]
    [kept] = server(stack).select("api_keys", id=f"eq.{made['id']}")
    assert kept["api_key_hash"] == hashlib.sha256(made["api_key"].encode()).hexdigest()
    assert kept["user_id"] == person.user_id


def test_no_two_keys_are_alike(stack: Stack) -> None:
    person = sign_up(stack, "chaos")
    assert len({person.api.call("generate_api_key")["api_key"] for _ in range(5)}) == 5


@pytest.mark.parametrize("plan", ["free", "pro"])
def test_a_smaller_plan_has_no_keys(stack: Stack, plan: str) -> None:
    with pytest.raises(Refused) as refusal:
        sign_up(stack, plan).api.call("generate_api_key")
    assert refusal.value.status == 403
    assert refusal.value.message == "API Access is only available for Chaos Mode users"


def test_a_plan_that_is_not_paid_has_no_keys(stack: Stack) -> None:
    person = sign_up(stack, "chaos")
    server(stack).update("profiles", {"subscription_status": "PAST_DUE"}, user_id=f"eq.{person.user_id}")
    with pytest.raises(Refused) as refusal:
        person.api.call("generate_api_key")
    assert refusal.value.status == 403


def test_an_account_without_a_profile_has_no_keys(stack: Stack) -> None:
    person = sign_up(stack)
    with operator(stack) as connection:
        connection.execute("delete from public.profiles where user_id = %s", [person.user_id])
    with pytest.raises(Refused) as refusal:
        person.api.call("generate_api_key")
    assert refusal.value.status == 403


def test_nobody_stores_a_hash_of_their_choice(stack: Stack) -> None:
    person = sign_up(stack, "chaos")
    with pytest.raises(Refused) as refusal:
        person.api.insert("api_keys", {"user_id": person.user_id, "name": "x", "api_key_hash": "0" * 64})
    assert refusal.value.code == "42501"
    key = person.api.call("generate_api_key")
    with pytest.raises(Refused) as refusal:
        person.api.update("api_keys", {"api_key_hash": "0" * 64}, id=f"eq.{key['id']}", returning="id")
    assert refusal.value.code == "42501"


@pytest.mark.parametrize("columns", ["*", "api_key_hash", "id,api_key_hash"])
def test_not_even_the_owner_reads_a_hash(stack: Stack, columns: str) -> None:
    person = sign_up(stack, "chaos")
    person.api.call("generate_api_key")
    with pytest.raises(Refused) as refusal:
        person.api.select("api_keys", columns)
    assert refusal.value.code == "42501"


def test_keys_are_listed_renamed_switched_off_and_deleted_by_their_owner_alone(stack: Stack) -> None:
    ann, bob = sign_up(stack, "chaos"), sign_up(stack, "chaos")
    key_id = ann.api.call("generate_api_key")["id"]
    change, columns, this = {"is_active": False, "name": "Nightly"}, "id,name,is_active", f"eq.{key_id}"

    assert bob.api.select("api_keys", columns) == []
    assert bob.api.update("api_keys", change, returning=columns, id=this) == []
    assert bob.api.delete("api_keys", returning="id", id=this) == []

    assert ann.api.update("api_keys", change, returning=columns, id=this) == [{"id": key_id, **change}]
    assert ann.api.select("api_keys", columns) == [{"id": key_id, **change}]
    assert ann.api.delete("api_keys", returning="id", id=this) == [{"id": key_id}]
    assert ann.api.select("api_keys", columns) == []
