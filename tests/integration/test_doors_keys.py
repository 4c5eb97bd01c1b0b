"""Programs that come with an API key: which keys work, what they may do, how often, and signed requests."""

import hashlib
import hmac
import json
import re
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from deffatest.sealing import Sealing
from tests.integration.acting import Person, operator, server, sign_up
from tests.integration.knocking import Visitor, code_of
from tests.stack_fixture import Stack

ROOT = Path(__file__).resolve().parents[2]
READ = "api/tests/history"

Sign = Callable[[str, str, str, bytes], Mapping[str, str]]


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack, "chaos")


@pytest.fixture
def key(person: Person) -> dict[str, Any]:
    return person.api.call("generate_api_key")


@pytest.fixture
def program(stack: Stack, key: dict[str, Any]) -> Visitor:
    return Visitor(stack, key["api_key"])


def run(stack: Stack, query: Any, *parameters: object) -> list[dict[str, Any]]:
    with operator(stack) as connection:
        found = connection.execute(query, parameters)
        return found.fetchall() if found.description else []


def test_a_key_opens_the_door_as_its_owner(stack: Stack, person: Person, program: Visitor) -> None:
    person.submit(test_name="Mine")
    sign_up(stack, "chaos").submit(test_name="Somebody else's")
    answer = program.ask("GET", READ)
    assert answer.status_code == 200
    assert "Mine" in answer.text
    assert "Somebody" not in answer.text


def test_a_key_works_while_it_is_on_not_expired_and_there(
    stack: Stack, person: Person, key: dict[str, Any], program: Visitor
) -> None:
    this = f"eq.{key['id']}"

    person.api.update("api_keys", {"is_active": False}, returning="id", id=this)
    assert code_of(program.ask("GET", READ)) == (401, "api_key_off")
    person.api.update("api_keys", {"is_active": True}, returning="id", id=this)
    assert program.ask("GET", READ).status_code == 200

    run(stack, "update public.api_keys set expires_at = now() where id = %s", key["id"])
    assert code_of(program.ask("GET", READ)) == (401, "api_key_expired")
    run(stack, "update public.api_keys set expires_at = now() + interval '1 hour' where id = %s", key["id"])
    assert program.ask("GET", READ).status_code == 200

    person.api.delete("api_keys", returning="id", id=this)
    assert code_of(program.ask("GET", READ)) == (401, "api_key_unknown")


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"plan_type": "pro"}, (401, "api_access_lost")),
        ({"subscription_status": "CANCELED"}, (401, "api_access_lost")),
        ({"subscription_status": "PAUSED"}, (401, "api_access_lost")),
        ({"subscription_status": "PAST_DUE"}, None),
        ({"subscription_status": "TRIALING"}, None),
    ],
)
def test_a_key_works_as_long_as_its_owner_has_the_plan(
    stack: Stack, person: Person, program: Visitor, change: dict[str, str], answer: tuple[int, str] | None
) -> None:
    server(stack).update("profiles", change, user_id=f"eq.{person.user_id}")
    response = program.ask("GET", READ)
    assert (code_of(response) if response.is_error else None) == answer


def test_a_key_manages_no_keys_even_its_own(key: dict[str, Any], program: Visitor) -> None:
    for method, path in [
        ("GET", "api/v1/api-keys"),
        ("POST", "api/v1/api-keys/generate"),
        ("DELETE", f"api/v1/api-keys/revoke/{key['id']}"),
        ("POST", f"api/v1/api-keys/signing/{key['id']}"),
    ]:
        assert code_of(program.ask(method, path)) == (403, "person_needed")


def test_a_key_has_its_own_limit_below_its_owners(
    stack: Stack, person: Person, key: dict[str, Any], program: Visitor
) -> None:
    person.api.update("api_key_details", {"requests_per_minute": 3}, returning="key_id", key_id=f"eq.{key['id']}")
    answers = program.ask_at_once(8, "GET", READ)
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [429] * 5
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["ratelimit-limit"] == "3"
    assert 'comment="key"' in refused.headers["ratelimit-policy"]
    # What the key may not, its owner still may: refused requests of a key do not count for the account.
    answer = Visitor(stack, person.token).ask("GET", READ)
    assert answer.headers["ratelimit-remaining"] == str(600 - 3 - 1)


def test_last_use_is_known_to_the_minute_without_a_write_each_time(
    stack: Stack, key: dict[str, Any], program: Visitor
) -> None:
    state = "select last_used_at, xmin::text as version from public.api_key_details where key_id = %s"
    [before] = run(stack, state, key["id"])
    assert before["last_used_at"] is None
    program.ask("GET", READ)
    [first] = run(stack, state, key["id"])
    assert first["last_used_at"] is not None
    program.ask("GET", READ)
    assert run(stack, state, key["id"]) == [first]
    run(
        stack,
        "update public.api_key_details set last_used_at = now() - interval '2 minutes' where key_id = %s",
        key["id"],
    )
    program.ask("GET", READ)
    [later] = run(stack, state, key["id"])
    assert later["last_used_at"] > first["last_used_at"]


def test_details_are_the_owners_alone(stack: Stack, key: dict[str, Any]) -> None:
    other = sign_up(stack, "chaos")
    this = f"eq.{key['id']}"
    assert other.api.select("api_key_details", key_id=this) == []
    assert other.api.update("api_key_details", {"requests_per_minute": 1}, returning="key_id", key_id=this) == []


# Signed requests ------------------------------------------------------------------------------------------------------


def documented_sign() -> Sign:
    """The example of docs/doors.md, as it stands there."""
    page = (ROOT / "docs" / "doors.md").read_text()
    [example] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    return names["signed_headers"]


@pytest.fixture
def secret(stack: Stack, person: Person, key: dict[str, Any]) -> str:
    """The signing secret of the key, whose requests have to be signed from now on."""
    answer = Visitor(stack, person.token).ask("POST", f"api/v1/api-keys/signing/{key['id']}")
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["signing_secret"]


def test_a_request_signed_as_documented_is_taken_once(program: Visitor, secret: str) -> None:
    sign = documented_sign()
    headers = sign(secret, "GET", f"/{READ}?limit=1", b"")
    assert program.ask("GET", f"{READ}?limit=1", headers=headers).status_code == 200
    assert code_of(program.ask("GET", f"{READ}?limit=1", headers=headers)) == (401, "signature_replayed")

    body = json.dumps({"test_name": "Shop", "test_type": "web_url", "test_source_url": "https://shop.example.com/"})
    headers = {"Content-Type": "application/json", **sign(secret, "POST", "/api/tests/submit", body.encode())}
    assert program.ask("POST", "api/tests/submit", headers=headers, content=body).is_success


def test_a_signed_request_that_is_sent_many_times_at_once_is_taken_once(program: Visitor, secret: str) -> None:
    headers = documented_sign()(secret, "GET", f"/{READ}", b"")
    answers = program.ask_at_once(10, "GET", READ, headers=headers)
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 9


def test_a_stolen_key_without_its_secret_opens_nothing(program: Visitor, secret: str) -> None:
    assert code_of(program.ask("GET", READ)) == (401, "signature_needed")
    headers = documented_sign()("ss-deffatest-guessed", "GET", f"/{READ}", b"")
    assert code_of(program.ask("GET", READ, headers=headers)) == (401, "signature_wrong")
    right = documented_sign()(secret, "GET", f"/{READ}", b"")
    assert program.ask("GET", READ, headers=right).status_code == 200


def test_a_signature_is_for_one_method_address_body_and_time(program: Visitor, secret: str) -> None:
    sign = documented_sign()
    signed = sign(secret, "GET", f"/{READ}", b"")
    changed: list[httpx.Response] = [
        program.ask("GET", f"{READ}?limit=2", headers=signed),
        program.ask("GET", "api/tests/live", headers=signed),
        program.ask("GET", READ, headers={**signed, "X-Deffatest-Nonce": secrets.token_hex(16)}),
        program.ask("GET", READ, headers={**signed, "X-Deffatest-Time": str(int(time.time()) + 1)}),
        program.ask(
            "POST", "api/tests/submit", headers=sign(secret, "POST", "/api/tests/submit", b"{}"), json={"a": 1}
        ),
    ]
    assert [code_of(answer) for answer in changed] == [(401, "signature_wrong")] * 5


@pytest.mark.parametrize("shift", [-301, 301])
def test_a_signature_is_good_for_five_minutes(program: Visitor, secret: str, shift: int) -> None:
    moment, nonce = str(int(time.time()) + shift), secrets.token_hex(16)
    text = "\n".join(["v1", "GET", f"/{READ}", moment, nonce, hashlib.sha256(b"").hexdigest()])
    headers = {
        "X-Deffatest-Time": moment,
        "X-Deffatest-Nonce": nonce,
        "X-Deffatest-Signature": hmac.new(secret.encode(), text.encode(), "sha256").hexdigest(),
    }
    assert code_of(program.ask("GET", READ, headers=headers)) == (401, "signature_expired")


def test_a_signing_secret_is_kept_sealed_and_shown_once(
    stack: Stack, person: Person, key: dict[str, Any], secret: str
) -> None:
    [kept] = run(stack, "select sealed from doors.signing_secrets where key_id = %s", key["id"])
    assert secret not in kept["sealed"]
    sealing = Sealing.parse(stack.addresses.encryption_keys)
    assert sealing.open(kept["sealed"], f"doors.signing_secrets/{key['id']}") == secret
    [details] = person.api.select("api_key_details", key_id=f"eq.{key['id']}")
    assert details["signs_since"] is not None
    assert secret not in json.dumps(details)


def test_an_owner_makes_a_new_secret_or_stops_signatures(
    stack: Stack, person: Person, key: dict[str, Any], program: Visitor, secret: str
) -> None:
    owner, path = Visitor(stack, person.token), f"api/v1/api-keys/signing/{key['id']}"
    newer = owner.ask("POST", path).json()["data"]["signing_secret"]
    sign = documented_sign()
    assert code_of(program.ask("GET", READ, headers=sign(secret, "GET", f"/{READ}", b""))) == (401, "signature_wrong")
    assert program.ask("GET", READ, headers=sign(newer, "GET", f"/{READ}", b"")).status_code == 200

    assert owner.ask("DELETE", path).status_code == 200
    assert program.ask("GET", READ).status_code == 200
    assert code_of(owner.ask("DELETE", path)) == (404, "no_signing_secret")


def test_nobody_signs_for_somebody_elses_key(stack: Stack, key: dict[str, Any]) -> None:
    other = Visitor(stack, sign_up(stack, "chaos").token)
    assert code_of(other.ask("POST", f"api/v1/api-keys/signing/{key['id']}")) == (404, "api_key_not_found")
    assert code_of(other.ask("DELETE", f"api/v1/api-keys/signing/{key['id']}")) == (404, "no_signing_secret")
    assert code_of(other.ask("POST", f"api/v1/api-keys/signing/{uuid.uuid4()}")) == (404, "api_key_not_found")
