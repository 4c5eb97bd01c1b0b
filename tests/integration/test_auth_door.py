"""Signing in through the function `auth` and directly, on the real stack: one set of rules behind both."""

import base64
import json
import subprocess
import tomllib
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any, LiteralString
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.rows import DictRow
from supabase import create_client
from typer.testing import CliRunner

from stack.commands import app as stack_command
from stack.layout import CONFIGURATION
from tests.integration.acting import operator, sign_up
from tests.integration.auth_door import __file__ as SCRIPTS
from tests.integration.fleet import wait_until
from tests.integration.realtime.running import Path, deno
from tests.stack_fixture import Stack

PASSWORD = "correct horse battery"
WRONG = "wrong horse battery"

_last_parts = count(10)


@dataclass(frozen=True)
class Client:
    """Somebody at an address of their own, so that nobody uses up another's requests."""

    stack: Stack
    address: str
    http: httpx.Client

    def post(self, path: str, body: object = None, token: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.http.post(f"{self.stack.url}/functions/v1/auth/{path}", json=body, headers=headers)

    def login(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("login", {"email": email, "password": password})

    def login_directly(self, email: str, password: str = PASSWORD) -> httpx.Response:
        """As supabase-js does."""
        return self.http.post(
            f"{self.stack.url}/auth/v1/token?grant_type=password",
            headers={"apikey": self.stack.publishable_key},
            json={"email": email, "password": password},
        )

    def read_a_report(self, token: str) -> tuple[int, str]:
        """The answer of the function `api` to a question about a test that is not there."""
        address = f"{self.stack.url}/functions/v1/api/tests/{uuid.uuid4()}/report"
        response = self.http.get(address, headers={"Authorization": f"Bearer {token}"})
        return response.status_code, response.json()["error"]["code"]


def client_at(stack: Stack, address: str) -> Client:
    return Client(stack, address, httpx.Client(transport=httpx.HTTPTransport(local_address=address), timeout=60))


def new_address() -> str:
    number = next(_last_parts)
    return f"127.0.{number // 250}.{number % 250}"


@pytest.fixture
def client(stack: Stack) -> Iterator[Client]:
    client = client_at(stack, new_address())
    yield client
    client.http.close()


@pytest.fixture
def database(stack: Stack) -> Iterator[psycopg.Connection[DictRow]]:
    with closing(operator(stack)) as connection:
        yield connection


AGEING: list[LiteralString] = [
    """
    update sign_in.guards set
      failed_at = failed_at - %(time)s::interval,
      locked_until = locked_until - %(time)s::interval,
      known_until = known_until - %(time)s::interval
    """,
    "update sign_in.attempts set begun_at = begun_at - %(time)s::interval",
    "update auth.sessions set created_at = created_at - %(time)s::interval",
    "update auth.refresh_tokens set updated_at = updated_at - %(time)s::interval",
]


@dataclass(frozen=True)
class Clock:
    """Time passes by moving what was written down into the past."""

    database: psycopg.Connection[DictRow]

    def passes(self, time: str) -> None:
        for statement in AGEING:
            self.database.execute(statement, {"time": time})


@pytest.fixture
def clock(database: psycopg.Connection[DictRow]) -> Clock:
    return Clock(database)


@dataclass(frozen=True)
class Rules:
    """The rules as the function asks them, for tries of one e-mail address from one network."""

    database: psycopg.Connection[Any]
    clock: Clock
    email: str = field(default_factory=lambda: f"{uuid.uuid4()}@example.com")
    address: str = "203.0.113.9"

    def start(self) -> tuple[uuid.UUID | None, int | None]:
        row = self.database.execute(
            "select * from sign_in.start_attempt(%s, %s)", [self.email, self.address]
        ).fetchone()
        assert row is not None
        return row

    def fail(self, times: int = 1) -> None:
        """Fail so often, each time after any wait."""
        for _ in range(times):
            attempt, _ = self.start()
            assert attempt is not None
            self.database.execute("select sign_in.finish_attempt(%s, 'failed')", [attempt])
            self.clock.passes("10 seconds")

    def wait(self) -> int:
        """Seconds until a password may be tried; 0 for now, and then it was not tried."""
        attempt, wait = self.start()
        if attempt is not None:
            self.database.execute("select sign_in.finish_attempt(%s, 'withdrawn')", [attempt])
        return wait or 0


@pytest.fixture
def rules(stack: Stack, clock: Clock) -> Iterator[Rules]:
    """As `deffatest_door`."""
    with psycopg.connect(stack.addresses.door_database_url, autocommit=True) as connection:
        yield Rules(connection, clock)


def data(response: httpx.Response, status: int = 200) -> Any:
    assert response.status_code == status, response.text
    assert response.json()["success"] is True
    return response.json()["data"]


def error(response: httpx.Response) -> tuple[int, str]:
    assert response.json()["success"] is False
    return response.status_code, response.json()["error"]["code"]


def mail_to(stack: Stack, email: str) -> Any:
    """The latest mail; it is sent after the request was answered."""
    mailbox = stack.folder / "mailbox.jsonl"

    def found() -> list[dict[str, Any]]:
        mails = [json.loads(line) for line in mailbox.read_text().splitlines()] if mailbox.exists() else []
        return [mail for mail in mails if mail["to"] == email]

    return wait_until(found, f"there is mail to {email}")[-1]


# The contract -------------------------------------------------------------------------------------------------------


def test_somebody_registers_signs_in_refreshes_and_signs_out_as_the_contract_says(client: Client) -> None:
    email = f"{uuid.uuid4()}@example.com"

    registered = client.post("register", {"email": email.upper(), "password": PASSWORD, "full_name": "John Doe"})
    user_id = data(registered, 201)["user_id"]
    assert registered.json() == {
        "success": True,
        "data": {"user_id": user_id, "email": email},
        "message": "Registration successful",
    }

    tokens = data(client.login(email))
    assert set(tokens) == {"access_token", "refresh_token", "expires_at", "user"}
    assert tokens["user"] == {"id": user_id, "email": email, "full_name": "John Doe"}

    refreshed = data(client.post("refresh", {"refresh_token": tokens["refresh_token"]}))
    assert refreshed["refresh_token"] != tokens["refresh_token"]
    assert refreshed["user"] == tokens["user"]

    signed_out = client.post("logout", token=refreshed["access_token"])
    assert signed_out.json() == {"success": True, "message": "Logged out successfully"}


def test_an_access_token_lives_fifteen_minutes(client: Client, stack: Stack) -> None:
    tokens = data(client.login(sign_up(stack).email))
    claims = json.loads(base64.urlsafe_b64decode(tokens["access_token"].split(".")[1] + "=="))
    assert claims["exp"] - claims["iat"] == 15 * 60
    assert claims["exp"] == tokens["expires_at"]


def test_registering_an_address_again_tells_nothing_and_changes_nothing(client: Client, stack: Stack) -> None:
    person = sign_up(stack)

    again = client.post("register", {"email": person.email, "password": WRONG, "full_name": "Somebody Else"})

    assert data(again, 201)["email"] == person.email
    assert again.json()["data"]["user_id"] != person.user_id
    assert again.json()["message"] == "Registration successful"
    assert data(client.login(person.email))["user"]["full_name"] == "Ann Other"
    assert "verify" in mail_to(stack, person.email)["link"], "its owner gets a way in"


def test_an_eleventh_request_in_a_minute_is_refused(client: Client) -> None:
    answers = [client.post("refresh", {"refresh_token": "unknown"}) for _ in range(11)]
    assert [error(answer) for answer in answers] == [(401, "refresh_token_invalid")] * 10 + [(429, "rate_limited")]
    assert int(answers[-1].headers["retry-after"]) <= 61


# The lock -----------------------------------------------------------------------------------------------------------


def test_five_failures_by_either_way_lock_both_for_fifteen_minutes(client: Client, stack: Stack, clock: Clock) -> None:
    email = sign_up(stack).email
    for fail in (client.login, client.login_directly, client.login, client.login_directly, client.login):
        assert fail(email, WRONG).status_code in (400, 401)
        clock.passes("10 seconds")

    locked = client.login(email)
    assert error(locked) == (429, "too_many_failures")
    assert 880 < int(locked.headers["retry-after"]) <= 890
    # The words of a wrong password: asked directly, a lock must not say that the account exists.
    assert client.login_directly(email).json() == client.login_directly(email, WRONG).json()

    clock.passes("14 minutes 40 seconds")
    assert client.login(email).status_code == 429
    clock.passes("10 seconds")
    assert client.login(email).status_code == 200


def test_an_address_without_an_account_locks_in_the_same_words(client: Client, stack: Stack, rules: Rules) -> None:
    def answers(email: str) -> list[Any]:
        replace(rules, email=email).fail(4)
        seen: list[Any] = []
        for answer in (client.login(email, WRONG), client.login(email, WRONG)):
            said = answer.json()
            said["error"].pop("request_id")
            seen.append([answer.status_code, said["error"].pop("hint")[:9], said, sorted(answer.headers)])
        return seen

    known = answers(sign_up(stack).email)
    assert known == answers(f"{uuid.uuid4()}@example.com")
    assert [status for status, *_ in known] == [401, 429]


def test_twenty_guesses_at_once_are_five_looks_and_five_failures(
    stack: Stack, database: psycopg.Connection[DictRow]
) -> None:
    email = sign_up(stack).email
    clients = [client_at(stack, new_address()) for _ in range(20)]

    def guess(client: Client) -> httpx.Response:
        return client.login(email, WRONG)

    with ThreadPoolExecutor(20) as threads:
        answers = Counter(error(answer) for answer in threads.map(guess, clients))

    assert answers == {(401, "invalid_credentials"): 5, (429, "too_many_failures"): 15}
    [guard] = database.execute(
        "select failures, locked_until > now() as locked from sign_in.guards where account = sign_in.account_of(%s)",
        [email],
    ).fetchall()
    assert guard == {"failures": 5, "locked": True}
    assert client_at(stack, new_address()).login_directly(email).status_code == 400


def test_guesses_of_strangers_do_not_keep_the_owner_out_who_signed_in_from_there_before(
    client: Client, stack: Stack, rules: Rules
) -> None:
    email = sign_up(stack).email
    assert client.login(email).status_code == 200
    replace(rules, email=email).fail(5)

    stranger = client_at(stack, new_address())
    assert error(stranger.login(email)) == (429, "too_many_failures")
    assert stranger.login_directly(email).status_code == 400
    # What a stranger says of where they are is not believed.
    forged = {"X-Forwarded-For": client.address, "Sb-Forwarded-For": client.address}
    stranger.http.headers.update(forged)
    assert error(stranger.login(email)) == (429, "too_many_failures")
    assert stranger.login_directly(email).status_code == 400

    assert client.login(email).status_code == 200
    assert client.login_directly(email).status_code == 200


def test_failures_at_home_lock_at_home_and_elsewhere(client: Client, stack: Stack, rules: Rules) -> None:
    email = sign_up(stack).email
    assert client.login_directly(email).status_code == 200
    replace(rules, email=email, address=client.address).fail(5)

    assert error(client.login(email)) == (429, "too_many_failures")
    assert error(client_at(stack, new_address()).login(email)) == (429, "too_many_failures")


# The hook, as Auth asks it --------------------------------------------------------------------------------------------

SetHook = Callable[[str], None]


@pytest.fixture
def set_hook(database: psycopg.Connection[DictRow]) -> Iterator[SetHook]:
    """Another hook in the place of ours, given as what it does."""
    name = "sign_in.password_verification_attempt(jsonb)"
    row = database.execute("select pg_get_functiondef(%s::regprocedure) as ours", [name]).fetchone()
    assert row is not None

    def replace_by(does: str) -> None:
        database.execute(
            sql.SQL(
                "create or replace function sign_in.password_verification_attempt(event jsonb) returns jsonb"
                " language plpgsql security definer set search_path = '' as {}"
            ).format(sql.Literal(f"begin {does} end"))
        )

    yield replace_by
    database.execute(row["ours"].encode())


@pytest.mark.parametrize(
    ("does", "status"),
    [
        ('return \'{"decision": "continue"}\';', 200),
        ('return \'{"decision": "reject", "message": "Not today"}\';', 400),
        ('return \'{"error": {"http_code": 403, "message": "Closed"}}\';', 403),
        ('return \'{"error": {"http_code": 403, "message": ""}}\';', 200),
        ("raise exception 'broken';", 500),
        ("perform pg_sleep(3); return '{}';", 500),
    ],
    ids=["continue", "reject", "error", "error without a message", "raises", "takes too long"],
)
def test_a_right_password_gets_a_session_only_when_the_hook_says_so(
    client: Client, stack: Stack, database: psycopg.Connection[DictRow], set_hook: SetHook, does: str, status: int
) -> None:
    person = sign_up(stack)
    set_hook(does)
    assert client.login_directly(person.email).status_code == status
    sessions = database.execute("select id from auth.sessions where user_id = %s", [person.user_id]).fetchall()
    assert len(sessions) == (2 if status == 200 else 1), "the one of signing up, and the new one"


def test_a_password_that_a_broken_hook_kept_auth_from_judging_is_no_failure(
    client: Client, stack: Stack, database: psycopg.Connection[DictRow], set_hook: SetHook
) -> None:
    email = sign_up(stack).email
    set_hook("raise exception 'broken';")
    assert error(client.login(email, WRONG)) == (503, "unavailable")
    query = "select from sign_in.guards where account = sign_in.account_of(%s)"
    assert database.execute(query, [email]).fetchall() == []


# The rules themselves, where the function asks them -------------------------------------------------------------------


@pytest.fixture
def long_waits(database: psycopg.Connection[DictRow]) -> Iterator[None]:
    """Minutes instead of seconds, so that the tests' own seconds do not count."""
    database.execute("update sign_in.settings set first_wait = '1 minute', locked_for = '1 day'")
    yield
    database.execute("update sign_in.settings set first_wait = default, locked_for = default")


@pytest.mark.usefixtures("long_waits")
def test_after_the_second_failure_each_wait_is_twice_the_one_before(rules: Rules, clock: Clock) -> None:
    waits: list[int] = []
    for _ in range(5):
        attempt, _ = rules.start()
        rules.database.execute("select sign_in.finish_attempt(%s, 'failed')", [attempt])
        waits.append(round(rules.wait() / 60))
        clock.passes("5 minutes")
    assert waits == [0, 1, 2, 4, 24 * 60]


def test_after_a_lock_the_count_begins_anew(rules: Rules, clock: Clock) -> None:
    rules.fail(5)
    clock.passes("15 minutes")
    rules.fail()
    assert rules.wait() == 0


def test_guessing_on_does_not_make_a_lock_longer(rules: Rules, clock: Clock) -> None:
    rules.fail(5)
    left = rules.wait()
    clock.passes("5 minutes")
    assert rules.wait() <= left - 5 * 60


def test_a_right_password_clears_the_counters(rules: Rules, stack: Stack) -> None:
    person = sign_up(stack)
    known = replace(rules, email=person.email)
    for _ in range(2):
        known.fail(4)
        attempt, _ = known.start()
        known.database.execute("select sign_in.finish_attempt(%s, 'succeeded', %s)", [attempt, person.user_id])
    assert known.wait() == 0


def test_failures_of_a_quarter_of_an_hour_ago_are_forgotten(rules: Rules, clock: Clock) -> None:
    rules.fail(4)
    clock.passes("15 minutes")
    rules.fail()
    assert rules.wait() == 0


def test_an_attempt_that_nobody_finished_was_a_failure(rules: Rules, clock: Clock) -> None:
    for _ in range(5):
        attempt, _ = rules.start()
        assert attempt is not None
    assert rules.wait() == 1, "no more than five are looked at together"
    clock.passes("61 seconds")
    assert rules.wait() > 14 * 60


def test_one_household_of_ipv6_is_one_network(rules: Rules, stack: Stack) -> None:
    person = sign_up(stack)
    home = replace(rules, email=person.email, address="2001:db8:1:2::1")
    attempt, _ = home.start()
    home.database.execute("select sign_in.finish_attempt(%s, 'succeeded', %s)", [attempt, person.user_id])
    replace(rules, email=person.email).fail(5)

    assert replace(home, address="2001:db8:1:2:aaaa:bbbb:cccc:dddd").wait() == 0
    assert replace(home, address="2001:db8:1:3::1").wait() > 14 * 60


def test_made_up_addresses_do_not_fill_the_table(rules: Rules, database: psycopg.Connection[DictRow]) -> None:
    database.execute("delete from sign_in.guards")
    made_up = [replace(rules, email=f"{uuid.uuid4()}@example.com") for _ in range(5)]
    for one in made_up:
        one.fail()
    database.execute("update sign_in.guards set kept_until = now() - interval '1 second' where known_until is null")
    rules.fail()
    left = database.execute(
        """
        select count(*) as left
        from sign_in.guards
        join unnest(%s::text[]) as made_up (email) on account = sign_in.account_of(email)
        """,
        [[one.email for one in made_up]],
    ).fetchone()
    assert left == {"left": 0}


def test_the_rules_agree_with_the_configuration_of_auth(database: psycopg.Connection[DictRow]) -> None:
    auth = tomllib.loads(CONFIGURATION.read_text())["auth"]
    rules = database.execute("select * from sign_in.settings").fetchone()
    assert rules is not None
    assert auth["sessions"]["timebox"] == f"{rules['session_lasts'] // timedelta(hours=1)}h"
    assert timedelta(seconds=auth["refresh_token_reuse_interval"]) == rules["token_reuse"]
    assert auth["hook"]["password_verification_attempt"]["enabled"]


# Passwords ----------------------------------------------------------------------------------------------------------


def test_the_mail_of_a_reset_leads_to_a_new_password_and_out_of_a_lock(
    client: Client, stack: Stack, rules: Rules
) -> None:
    person = sign_up(stack)
    replace(rules, email=person.email).fail(5)

    asked = client.post("reset-password", {"email": person.email})
    assert asked.json() == {"success": True, "message": "Password reset email sent"}
    assert client.post("reset-password", {"email": f"{uuid.uuid4()}@example.com"}).json() == asked.json()

    link = mail_to(stack, person.email)["link"]
    assert link in CliRunner().invoke(stack_command, ["mail", "--folder", str(stack.folder)]).output
    landed = urlsplit(httpx.get(link).headers["location"])
    token = parse_qs(landed.fragment)["access_token"][0]
    updated = client.post("update-password", {"password": "a brand new horse"}, token=token)
    assert updated.json() == {"success": True, "message": "Password updated successfully"}

    assert client.login(person.email).status_code == 401
    assert client.login(person.email, "a brand new horse").status_code == 200


def test_a_new_password_ends_every_other_session_at_once(client: Client, stack: Stack) -> None:
    email = sign_up(stack).email
    here, elsewhere = (data(client.login(email))["access_token"] for _ in range(2))
    assert client.read_a_report(elsewhere) == (404, "test_not_found")

    assert client.post("update-password", {"password": "a brand new horse"}, token=here).status_code == 200

    assert client.read_a_report(elsewhere) == (401, "session_ended")
    assert client.read_a_report(here) == (404, "test_not_found")


def test_a_session_of_yesterday_needs_the_current_password_for_a_new_one(
    client: Client, stack: Stack, clock: Clock
) -> None:
    person = sign_up(stack)
    clock.passes("25 hours")
    new = {"password": "a brand new horse"}

    assert error(client.post("update-password", new, person.token)) == (403, "reauthentication_needed")
    wrong = client.post("update-password", new | {"current_password": WRONG}, person.token)
    assert error(wrong) == (401, "invalid_credentials")
    right = client.post("update-password", new | {"current_password": PASSWORD}, person.token)
    assert right.status_code == 200
    assert client.read_a_report(person.token) == (404, "test_not_found")


# Sessions -----------------------------------------------------------------------------------------------------------


def test_a_session_that_was_signed_out_is_refused_at_once_and_may_be_signed_out_again(
    client: Client, stack: Stack
) -> None:
    tokens = data(client.login(sign_up(stack).email))
    assert client.read_a_report(tokens["access_token"]) == (404, "test_not_found")

    for _ in range(2):
        assert client.post("logout", token=tokens["access_token"]).status_code == 200

    assert client.read_a_report(tokens["access_token"]) == (401, "session_ended")
    refused = client.post("refresh", {"refresh_token": tokens["refresh_token"]})
    assert error(refused) == (401, "refresh_token_invalid")


def test_signing_out_everywhere_ends_all_sessions_of_the_person_alone(client: Client, stack: Stack) -> None:
    person, other = sign_up(stack), sign_up(stack)
    tokens = [data(client.login(person.email))["access_token"] for _ in range(2)]

    assert client.post("logout?scope=global", token=tokens[0]).status_code == 200

    assert [client.read_a_report(token) for token in tokens] == [(401, "session_ended")] * 2
    assert client.read_a_report(other.token) == (404, "test_not_found")


def test_a_refresh_token_is_good_for_once_and_using_it_again_ends_the_session(
    client: Client, stack: Stack, clock: Clock
) -> None:
    def refresh(token: str) -> httpx.Response:
        return client.post("refresh", {"refresh_token": token})

    first = data(client.login(sign_up(stack).email))
    second = data(refresh(first["refresh_token"]))
    # Two tabs may refresh at once.
    assert data(refresh(first["refresh_token"]))["refresh_token"] == second["refresh_token"]

    clock.passes("11 seconds")
    assert error(refresh(first["refresh_token"])) == (401, "refresh_token_used")
    assert error(refresh(second["refresh_token"])) == (401, "refresh_token_invalid")
    assert client.read_a_report(second["access_token"]) == (401, "session_ended")


def test_a_session_lasts_seven_days(client: Client, stack: Stack, clock: Clock) -> None:
    tokens = data(client.login(sign_up(stack).email))
    clock.passes("6 days 23 hours")
    tokens = data(client.post("refresh", {"refresh_token": tokens["refresh_token"]}))
    clock.passes("2 hours")
    assert error(client.post("refresh", {"refresh_token": tokens["refresh_token"]})) == (401, "session_expired")


# Official clients -----------------------------------------------------------------------------------------------------


def test_supabase_py_goes_on_with_the_tokens_of_our_door(client: Client, stack: Stack) -> None:
    person = sign_up(stack)
    tokens = data(client.login(person.email))
    supabase = create_client(stack.url, stack.publishable_key)

    supabase.auth.set_session(tokens["access_token"], tokens["refresh_token"])
    table: Any = supabase.table("profiles")
    assert table.select("email").execute().data == [{"email": person.email}]

    refreshed = supabase.auth.refresh_session()
    assert refreshed.session is not None
    assert client.read_a_report(refreshed.session.access_token) == (404, "test_not_found")
    supabase.auth.sign_out()
    assert client.read_a_report(refreshed.session.access_token) == (401, "session_ended")


def test_supabase_js_goes_on_with_the_tokens_of_our_door_and_meets_the_same_lock(
    client: Client, stack: Stack, rules: Rules
) -> None:
    person = sign_up(stack)
    tokens = data(client.login(person.email))
    replace(rules, email=person.email).fail(5)
    script = Path(SCRIPTS).parent / "supabase_js.ts"
    command, environment = deno(stack, script, json.dumps(tokens), person.email, PASSWORD)

    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)

    saw = json.loads(ran.stdout)
    assert saw["user"] == saw["profile"] == person.email
    assert saw["refusals"] == [[400, "invalid_credentials", "Invalid login credentials"]] * 2
    assert client.read_a_report(saw["refreshed"]) == (401, "session_ended"), "it has signed out"
