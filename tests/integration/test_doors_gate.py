"""The gate that every request to the functions passes: who calls, how often, once, recorded, also when things break."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections import Counter
from typing import Any

import httpx
import psycopg
import pytest

from stack.layout import StackFolder
from stack.state import load
from tests.integration.acting import Person, operator, sign_up
from tests.integration.fleet import wait_until
from tests.integration.knocking import Visitor, code_of
from tests.stack_fixture import Stack

READ = "api/tests/history"
SUBMIT = "api/tests/submit"
NOWHERE = "auth/nowhere"
AN_ADDRESS = {"test_name": "Shop", "test_type": "web_url", "test_source_url": "https://shop.example.com/"}


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack)


@pytest.fixture
def visitor(stack: Stack, person: Person) -> Visitor:
    """A person who has signed in."""
    return Visitor(stack, person.token)


def rows(stack: Stack, query: Any, *parameters: object) -> list[dict[str, Any]]:
    with operator(stack) as connection:
        found = connection.execute(query, parameters)
        return found.fetchall() if found.description else []


# Who calls ------------------------------------------------------------------------------------------------------------


def test_signing_out_is_felt_at_once(stack: Stack, visitor: Visitor) -> None:
    assert visitor.ask("GET", READ).status_code == 200
    headers = {"apikey": stack.publishable_key, "Authorization": f"Bearer {visitor.credential}"}
    httpx.post(f"{stack.url}/auth/v1/logout", headers=headers).raise_for_status()
    assert code_of(visitor.ask("GET", READ)) == (401, "session_ended")


@pytest.mark.parametrize("change", ["banned_until = now() + interval '1 hour'", "deleted_at = now()"])
def test_an_account_that_is_banned_or_deleted_has_no_session(
    stack: Stack, person: Person, visitor: Visitor, change: str
) -> None:
    with psycopg.connect(stack.database_url) as connection:
        connection.execute(f"update auth.users set {change} where id = %s", [person.user_id])  # pyright: ignore[reportArgumentType, reportCallIssue]  (of this file)
    assert code_of(visitor.ask("GET", READ)) == (401, "session_ended")


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def signed(claims: dict[str, Any], secret: str, algorithm: str = "HS256") -> str:
    text = f"{encoded({'alg': algorithm, 'typ': 'JWT'})}.{encoded(claims)}"
    digest = {"HS256": "sha256", "HS512": "sha512"}.get(algorithm)
    mac = hmac.new(secret.encode(), text.encode(), digest).digest() if digest else b""
    return f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def forgeries(stack: Stack, token: str) -> dict[str, str]:
    """Tokens that look like somebody's and are not, by what is wrong with them; "right" is the control."""
    state = load(StackFolder(stack.folder).state)
    assert state is not None
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    header, _, signature = token.split(".")
    without_session = {name: value for name, value in claims.items() if name != "session_id"}
    ours = state.jwt_secret
    return {
        "right": signed(claims, ours),
        "expired": signed(claims | {"exp": int(time.time()) - 1}, ours),
        "not yet": signed(claims | {"nbf": int(time.time()) + 3600}, ours),
        "without end": signed({name: value for name, value in claims.items() if name != "exp"}, ours),
        "of another project": signed(claims, "another project's secret, of some length"),
        "for somebody else": f"{header}.{encoded(claims | {'sub': str(uuid.uuid4())})}.{signature}",
        "unsigned": signed(claims, ours, "none"),
        "by another algorithm": signed(claims, ours, "HS512"),
        "of a server": signed(claims | {"role": "service_role"}, ours),
        "for another audience": signed(claims | {"aud": "somebody"}, ours),
        "without session": signed(without_session, ours),
        "with words for an id": signed(claims | {"session_id": "1 or 1=1"}, ours),
        "no token": "a.b.c",
        "a publishable key": stack.publishable_key,
        "a secret key": stack.secret_key,
    }


def test_only_a_token_of_this_project_that_still_lives_is_taken(stack: Stack, person: Person) -> None:
    kinds = forgeries(stack, person.token)
    assert Visitor(stack, kinds.pop("right")).ask("GET", READ).status_code == 200
    answers = {kind: code_of(Visitor(stack, token).ask("GET", READ)) for kind, token in kinds.items()}
    assert answers == dict.fromkeys(kinds, (401, "unauthorized"))


def test_a_session_of_somebody_else_is_not_ones_own(stack: Stack, person: Person) -> None:
    state = load(StackFolder(stack.folder).state)
    assert state is not None
    claims = json.loads(base64.urlsafe_b64decode(person.token.split(".")[1] + "=="))
    mixed = signed(claims | {"sub": sign_up(stack).user_id}, state.jwt_secret)
    assert code_of(Visitor(stack, mixed).ask("GET", READ)) == (401, "session_ended")


# How often ------------------------------------------------------------------------------------------------------------


def forgive(stack: Stack, seconds: int, subject: str) -> None:
    """As if so much time had passed."""
    rows(stack, "update doors.counters set second = second - %s where subject like %s", seconds, f"%{subject}")


def test_an_address_may_ask_ten_times_a_minute_however_many_ask_at_once(stack: Stack) -> None:
    visitor = Visitor(stack)
    answers = visitor.ask_at_once(50, "POST", NOWHERE)
    assert Counter(code_of(answer) for answer in answers) == {(404, "no_such_endpoint"): 10, (429, "rate_limited"): 40}
    for refused in (answer for answer in answers if answer.status_code == 429):
        assert 1 <= int(refused.headers["retry-after"]) <= 61
        assert refused.headers["ratelimit-remaining"] == "0"
    assert code_of(Visitor(stack).ask("POST", NOWHERE)) == (404, "no_such_endpoint")


def test_a_limit_holds_for_every_sixty_seconds_and_no_longer(stack: Stack) -> None:
    visitor = Visitor(stack)
    seen = [visitor.ask("POST", NOWHERE) for _ in range(10)]
    assert [int(answer.headers["ratelimit-remaining"]) for answer in seen] == list(range(9, -1, -1))
    assert {answer.headers["ratelimit-limit"] for answer in seen} == {"10"}
    assert {answer.headers["ratelimit-policy"] for answer in seen} == {'10;w=60;comment="address"'}
    forgive(stack, 50, visitor.address)
    refused = visitor.ask("POST", NOWHERE)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 11
    forgive(stack, 11, visitor.address)
    assert visitor.ask("POST", NOWHERE).status_code == 404


def test_what_a_caller_says_of_its_address_changes_nothing(stack: Stack) -> None:
    visitor = Visitor(stack)
    claims = [{"X-Forwarded-For": f"198.51.100.{number}, 10.0.0.{number}"} for number in range(12)]
    answers = [visitor.ask("POST", NOWHERE, headers=claim).status_code for claim in claims]
    assert answers == [404] * 10 + [429] * 2


def test_an_account_has_its_plans_limit_from_wherever_it_asks(stack: Stack, visitor: Visitor) -> None:
    here = visitor.ask_at_once(40, "GET", READ)
    there = Visitor(stack, visitor.credential).ask_at_once(40, "GET", READ)
    assert Counter(answer.status_code for answer in here + there) == {200: 60, 429: 20}
    refused = next(answer for answer in there if answer.status_code == 429)
    assert code_of(refused) == (429, "rate_limited")
    assert refused.headers["ratelimit-limit"] == "60"
    neighbour = Visitor(stack, sign_up(stack).token, visitor.address)
    assert neighbour.ask("GET", READ).status_code == 200


def test_wrong_credentials_count_too(stack: Stack) -> None:
    visitor = Visitor(stack, "sk-deffatest-" + "a" * 32)
    rows(stack, "update doors.limits set per_address = 3 where name = 'api'")
    try:
        answers = [code_of(visitor.ask("GET", READ)) for _ in range(4)]
    finally:
        rows(stack, "update doors.limits set per_address = 1200 where name = 'api'")
    assert answers == [(401, "api_key_unknown")] * 3 + [(429, "rate_limited")]


def test_addresses_of_one_ipv6_customer_are_counted_together(stack: Stack) -> None:
    networks = [
        row["network"]
        for row in rows(
            stack,
            "select doors.network_of(address) as network from unnest(%s::text[]) as address",
            ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "203.0.113.9", "unknown"],
        )
    ]
    assert networks == ["2001:db8:1:2::/64", "2001:db8:1:2::/64", "2001:db8:1:3::/64", "203.0.113.9", "unknown"]


# Once -----------------------------------------------------------------------------------------------------------------


def count_tests(stack: Stack, person: Person) -> int:
    return len(rows(stack, "select id from public.tests where user_id = %s", person.user_id))


def test_a_submit_that_is_sent_ten_times_at_once_makes_one_test(stack: Stack, person: Person, visitor: Visitor) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    answers = visitor.ask_at_once(10, "POST", SUBMIT, headers=key, json=AN_ADDRESS)
    went_well = [answer for answer in answers if answer.is_success]
    others = [answer for answer in answers if not answer.is_success]
    assert went_well
    assert {code_of(answer) for answer in others} <= {(409, "request_under_way")}
    assert len({answer.text for answer in went_well}) == 1
    assert [answer.headers.get("idempotency-replayed") for answer in went_well].count(None) == 1
    assert count_tests(stack, person) == 1

    again = visitor.ask("POST", SUBMIT, headers=key, json=AN_ADDRESS)
    assert (again.status_code, again.text) == (went_well[0].status_code, went_well[0].text)
    assert again.headers["idempotency-replayed"] == "true"
    assert count_tests(stack, person) == 1


def test_a_key_that_was_used_for_another_request_is_refused(stack: Stack, person: Person, visitor: Visitor) -> None:
    key = {"Idempotency-Key": "nightly-1"}
    assert visitor.ask("POST", SUBMIT, headers=key, json=AN_ADDRESS).is_success
    other = visitor.ask("POST", SUBMIT, headers=key, json=AN_ADDRESS | {"test_name": "Other"})
    assert code_of(other) == (422, "idempotency_key_reused")
    assert count_tests(stack, person) == 1
    # Another person's key of the same name is another key.
    assert Visitor(stack, sign_up(stack).token).ask("POST", SUBMIT, headers=key, json=AN_ADDRESS).is_success


def test_a_refused_request_leaves_its_key_free(stack: Stack, person: Person, visitor: Visitor) -> None:
    key = {"Idempotency-Key": "nightly-2"}
    refused = visitor.ask("POST", SUBMIT, headers=key, json=AN_ADDRESS | {"requested_duration_minutes": 999})
    assert refused.status_code == 422
    assert visitor.ask("POST", SUBMIT, headers=key, json=AN_ADDRESS).is_success
    assert count_tests(stack, person) == 1


def test_an_answer_is_forgotten_after_its_day(stack: Stack, person: Person, visitor: Visitor) -> None:
    key = {"Idempotency-Key": "nightly-3"}
    first = visitor.ask("POST", SUBMIT, headers=key, json=AN_ADDRESS)
    rows(stack, "update doors.answered_requests set answered_at = now() - interval '25 hours'")
    second = visitor.ask("POST", SUBMIT, headers=key, json=AN_ADDRESS)
    assert "idempotency-replayed" not in second.headers
    assert first.json()["data"]["test_id"] != second.json()["data"]["test_id"]
    assert count_tests(stack, person) == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "a b"])
def test_a_key_is_some_visible_characters(visitor: Visitor, key: str) -> None:
    answer = visitor.ask("POST", SUBMIT, headers={"Idempotency-Key": key}, json=AN_ADDRESS)
    assert code_of(answer) == (400, "invalid_idempotency_key")


# Bodies ---------------------------------------------------------------------------------------------------------------


def test_a_body_is_never_larger_than_its_route_allows(visitor: Visitor) -> None:
    path = f"api/v1/api-keys/status/{uuid.uuid4()}"
    large = json.dumps({"is_active": True, "filling": "x" * 70_000}).encode()
    json_type = {"Content-Type": "application/json"}
    assert code_of(visitor.ask("PUT", path, headers=json_type, content=large)) == (413, "too_large")
    without_length = (large[start : start + 1000] for start in range(0, len(large), 1000))
    assert code_of(visitor.ask("PUT", path, headers=json_type, content=without_length)) == (413, "too_large")
    chunked = visitor.ask("PUT", path, headers=json_type, content=iter([b'{"is_active"', b": true}"]))
    assert code_of(chunked) == (404, "api_key_not_found")


# The record -----------------------------------------------------------------------------------------------------------


def recorded(stack: Stack, answer: httpx.Response) -> dict[str, Any]:
    [row] = rows(stack, "select * from doors.accesses where request_id = %s", answer.headers["x-request-id"])
    return row


def test_every_access_is_recorded_the_refused_ones_too(stack: Stack, person: Person, visitor: Visitor) -> None:
    seen = recorded(stack, visitor.ask("GET", READ, headers={"User-Agent": "curl/8 " + "x" * 500}))
    assert (seen["door"], seen["method"], seen["route"], seen["status"], seen["code"]) == (
        "api", "GET", "/tests/history", 200, None,
    )  # fmt: skip
    assert (str(seen["user_id"]), seen["key_id"], seen["address"]) == (person.user_id, None, visitor.address)
    assert seen["user_agent"].startswith("curl/8 ")
    assert len(seen["user_agent"]) == 200

    stranger = Visitor(stack, "sk-deffatest-" + "b" * 32)
    refused = recorded(stack, stranger.ask("GET", READ))
    assert (refused["status"], refused["code"], refused["user_id"]) == (401, "api_key_unknown", None)
    nowhere = recorded(stack, stranger.ask("GET", "api/secret-in-a-path?token=hunter2"))
    assert (nowhere["status"], nowhere["code"], nowhere["route"]) == (404, "no_such_endpoint", None)


def test_the_record_holds_no_secrets(stack: Stack, visitor: Visitor) -> None:
    visitor.ask("POST", SUBMIT, headers={"Idempotency-Key": "secret-key-1"}, json=AN_ADDRESS)
    visitor.ask("GET", f"{READ}?search=hunter2")
    [kept] = rows(stack, "select string_agg(accesses::text, ' ') as all from doors.accesses")
    assert visitor.credential
    for secret in (visitor.credential, visitor.credential.split(".")[2], "hunter2", "secret-key-1", "Bearer"):
        assert secret not in kept["all"]


def test_the_record_has_a_partition_a_month_made_ahead_and_dropped_in_time(stack: Stack) -> None:
    partitions = (
        "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'doors.accesses'::regclass "
        "order by 1"
    )
    row = "insert into doors.accesses (at, request_id, door, method, status, address, milliseconds) values "
    rows(stack, row + "(now(), 'now', 'api', 'GET', 200, '-', 1)")
    rows(stack, row + "('2025-01-15', 'old', 'api', 'GET', 200, '-', 1)")
    rows(stack, "select doors.make_partition('2025-01-01')")
    with psycopg.connect(stack.addresses.scheduler_database_url) as scheduler:
        [(made, dropped)] = scheduler.execute("select * from doors.turn_pages()").fetchall()
        assert made in (0, 3)  # another test may have had them made
        assert dropped == 1
        assert scheduler.execute("select * from doors.turn_pages()").fetchall() == [(0, 0)]
    assert len(rows(stack, partitions)) == 4
    assert rows(stack, "select request_id from doors.accesses where request_id in ('now', 'old')") == [
        {"request_id": "now"}
    ]
    assert rows(stack, "select request_id from doors.accesses_other") == []


def test_the_past_is_forgotten_by_the_clock(stack: Stack, visitor: Visitor) -> None:
    visitor.ask("GET", READ)
    forgive(stack, 120, visitor.address)
    with psycopg.connect(stack.addresses.scheduler_database_url) as scheduler:
        scheduler.execute("select doors.forget_the_past()")
    kept = rows(stack, "select subject from doors.counters where subject like %s", f"%{visitor.address}")
    assert kept == []


def test_the_door_may_do_nothing_but_what_was_made_for_it(stack: Stack) -> None:
    with psycopg.connect(stack.addresses.door_database_url, autocommit=True) as door:
        for query in ("table public.tests", "table doors.accesses", "table doors.counters", "set role service_role"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                door.execute(query)  # pyright: ignore[reportArgumentType, reportCallIssue]  (of this file)
        assert door.execute("show statement_timeout").fetchone() == ("8s",)


# When things break ----------------------------------------------------------------------------------------------------


def test_while_the_database_is_gone_the_answer_is_503_and_then_all_is_well(stack: Stack, visitor: Visitor) -> None:
    assert visitor.ask("GET", READ).status_code == 200
    stack.stop_postgres()
    try:
        answer = visitor.ask("GET", READ)
        assert code_of(answer) == (503, "unavailable")
        assert int(answer.headers["retry-after"]) >= 1
        assert "x-content-type-options" in answer.headers
    finally:
        stack.start_postgres()
    wait_until(lambda: visitor.ask("GET", READ).status_code == 200, "the door finds the database again")


def test_a_request_id_of_the_caller_is_kept_when_it_is_harmless(visitor: Visitor) -> None:
    digest = hashlib.sha256(visitor.address.encode()).hexdigest()[:20]
    assert visitor.ask("GET", READ, headers={"X-Request-Id": digest}).headers["x-request-id"] == digest
    assert visitor.ask("GET", READ, headers={"X-Request-Id": "<b>"}).headers["x-request-id"] != "<b>"
