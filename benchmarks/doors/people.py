"""People with an account, a session and a history, each at an address of their own."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import LiteralString

import httpx
import psycopg

from stack.addresses import StackAddresses

PASSWORD = "correct horse battery"
SIGN_UPS_AT_ONCE = 4
TESTS_EACH = 100
EVENTS_A_TEST = 5

# Written past the triggers, which would take an hour to say what we know: each was submitted, run and completed.
HISTORY: tuple[LiteralString, ...] = (
    "set session_replication_role = replica",
    """
    create temporary table past as
    select gen_random_uuid() as test_id, owners.user_id, number,
      now() - make_interval(mins => number * 11 / owners.all_of_them) as submitted_at
    from generate_series(1, %(tests)s) as number
    join (
      select user_id, row_number() over (order by user_id) - 1 as place, count(*) over ()::integer as all_of_them
      from public.profiles where user_id = any (%(users)s::uuid[])
    ) as owners on owners.place = number %% owners.all_of_them
    """,
    """
    insert into public.tests (
      id, user_id, test_name, test_type, test_source_url, requested_duration_minutes, status, progress,
      plan_type_at_submission, submitted_at, started_at, completed_at, bug_count
    )
    select test_id, user_id, 'Shop number ' || number, 'web_url', 'https://shop-' || number % 97 || '.example.com/', 5,
      case when number % 20 = 0 then 'failed' else 'completed' end, 100,
      'chaos', submitted_at, submitted_at, submitted_at + interval '5 min', number % 7
    from past
    """,
    """
    insert into public.test_events (test_id, sequence, event, payload, created_at)
    select test_id, sequence, 'test.progress',
      jsonb_build_object(
        'test_id', test_id, 'progress', sequence * 15, 'status', 'running', 'message', 'Looking around'
      ),
      submitted_at + make_interval(mins => sequence)
    from past cross join generate_series(1, 5) as sequence
    """,
    """
    insert into public.bug_reports (test_id, severity, title, description, reproduction_steps, created_at)
    select test_id, (array['low', 'medium', 'high', 'critical'])[1 + number % 4], 'A button does nothing',
      'A click changes nothing.', 'Open the page', submitted_at
    from past where number % 2 = 0
    """,
    """
    insert into private.bug_tallies (test_id, user_id, critical, high, medium, low)
    select test_id, user_id, (number % 4 = 3)::integer, (number % 4 = 2)::integer, 0, (number % 4 = 0)::integer
    from past where number % 2 = 0
    """,
    "insert into private.quota_ledger (test_id, user_id, reserved_at) select test_id, user_id, submitted_at from past",
    "drop table past",
)
TABLES = ("public.tests", "public.test_events", "public.bug_reports", "private.bug_tallies", "private.quota_ledger")


@dataclass(frozen=True)
class Person:
    """Somebody signed in; `http` speaks to the functions from an address that is theirs alone."""

    user_id: str
    email: str
    http: httpx.AsyncClient
    tests: list[str] = field(default_factory=list[str])


@asynccontextmanager
async def people(stack: StackAddresses, number: int, tests_each: int = TESTS_EACH) -> AsyncGenerator[list[Person]]:
    """People on the largest plan, each with as many finished tests."""
    async with AsyncExitStack() as connections:
        turn = asyncio.Semaphore(SIGN_UPS_AT_ONCE)
        found = await asyncio.gather(*(_arrive(stack, connections, turn, place) for place in range(number)))
        ids = [person.user_id for person in found]
        with psycopg.connect(stack.superuser_database_url) as connection:
            connection.execute(
                "update public.profiles set plan_type = 'chaos', subscription_status = 'ACTIVE' "
                "where user_id = any (%s::uuid[])",
                [ids],
            )
        add_history(stack, ids, number * tests_each)
        yield list(found)


def add_history(stack: StackAddresses, users: Sequence[str], tests: int) -> None:
    """Write finished tests with their events and bugs, spread evenly over these users."""
    with psycopg.connect(stack.superuser_database_url) as connection:
        for statement in HISTORY:
            connection.execute(statement, {"tests": tests, "users": list(users)} if "%(users)s" in statement else None)
    with psycopg.connect(stack.superuser_database_url, autocommit=True) as connection:
        for table in TABLES:
            connection.execute(f"vacuum (analyze) {table}")


def somebody_else(stack: StackAddresses, number: int) -> list[str]:
    """Accounts that nobody signs in to."""
    ids = [str(uuid.uuid4()) for _ in range(number)]
    with psycopg.connect(stack.superuser_database_url) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into auth.users (id, email) values (%s, %s)", [(one, f"{one}@example.com") for one in ids]
        )
    return ids


async def _arrive(stack: StackAddresses, connections: AsyncExitStack, turn: asyncio.Semaphore, place: int) -> Person:
    # Linux answers for all of 127.0.0.0/8, so limits that count by address see a hundred of them.
    transport = httpx.AsyncHTTPTransport(local_address=f"127.0.{1 + place // 250}.{1 + place % 250}")
    http = await connections.enter_async_context(
        httpx.AsyncClient(base_url=f"{stack.url}/functions/v1", transport=transport, timeout=60)
    )
    email = f"bench-{uuid.uuid4().hex[:12]}@example.com"
    async with turn:
        answer = await http.post(
            f"{stack.url}/auth/v1/signup",
            headers={"apikey": stack.publishable_key},
            json={"email": email, "password": PASSWORD},
        )
    signed_up = answer.raise_for_status().json()
    http.headers["authorization"] = f"Bearer {signed_up['access_token']}"
    return Person(signed_up["user"]["id"], email, http)
