"""How wrong the queue is about a test's place and start: what it said at submission against what came.

A busy half hour in half a minute: a minute that a test asks for takes half a second. The queue learns how long tests
take from the tests before, so it does not know that time runs faster, and its words are judged as in real time.
"""

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb
from rich.console import Console

from benchmarks.figures import Figure, percentile, told
from benchmarks.queue.contenders.ours import LEASE_SECONDS, sign_up
from benchmarks.queue.whole_tests import result
from benchmarks.recorded_runs import recorded_shares
from stack.addresses import StackAddresses

SECONDS_A_MINUTE = 0.5
PEOPLE = {"free": 120, "pro": 40, "chaos": 10}
MINUTES = {"free": (1, 5), "pro": (5, 10, 20), "chaos": (5, 10, 20, 30)}
PLACES = 20
WARM_UP_SECONDS = 15.0
LOAD_SECONDS = 35.0
SUBMISSIONS_A_SECOND = 7.0  # more than 20 places get done, so that a line forms
REFRESH_SECONDS = 5.0
IDLE_SECONDS = 0.1
SHORTEST_WAIT_SECONDS = 2.0  # times are told in whole seconds
SEED = 7

SUBMIT = "select public.submit_test('Forecast', 'web_url', 'https://shop.example.com/', %s, %s)"
CLAIM = """
select job_id, attempt, payload ->> 'test_id', (payload ->> 'requested_duration_minutes')::integer
from queue.claim(%s, '{web}', %s)
"""
SETTLE = "select queue.settle(%s, %s, 'completed', %s)"
# A plan's head start is time waited, and here time runs faster.
HASTEN = "update queue.settings set starvation_seconds = ceil(starvation_seconds * %s)"
BUSY = """
select extract(epoch from sum(ended_at - claimed_at) / extract(epoch from max(ended_at) - min(claimed_at)))::float8
from queue.attempts where outcome = 'completed'
"""
STARTED = "select id, submitted_at, started_at from public.tests where started_at is not null"


@dataclass(frozen=True)
class Said:
    """What somebody was told when they submitted."""

    position: int
    start: datetime


@dataclass(frozen=True)
class Came:
    """What came: when the test was submitted and when it started."""

    submitted: datetime
    started: datetime


def measure(console: Console, stack: StackAddresses) -> list[Figure]:
    """Load the queue beyond its places, and compare."""
    with psycopg.connect(stack.superuser_database_url, autocommit=True) as connection:
        connection.execute("delete from queue.jobs where leased_by is null")
        people = _people(connection)
        connection.execute(HASTEN, [SECONDS_A_MINUTE / 60])
        said = asyncio.run(_load(stack, people))
        connection.execute(HASTEN, [60 / SECONDS_A_MINUTE])
        busy = connection.execute(BUSY).fetchone()
        assert busy is not None
        came = {row[0]: Came(row[1], row[2]) for row in connection.execute(STARTED)}
    waited = {test: said[test] for test in said if test in came and _wait(came[test]) >= SHORTEST_WAIT_SECONDS}
    off = [abs((said.start - came[test].started).total_seconds()) / _wait(came[test]) for test, said in waited.items()]
    places = [abs(said.position - _position(came, test)) for test, said in waited.items()]
    waits = [_wait(came[test]) for test in waited]
    console.print(f"  {len(waited)} tests waited {percentile(waits, 0.5):.0f} s (median)")
    return [
        told(f"places in use on average, of {PLACES}", busy[0], ""),
        told("tests that had to wait", len(waited), ""),
        told("    their wait, median", percentile(waits, 0.5), "s"),
        told("    their wait, p90", percentile(waits, 0.9), "s"),
        told("error of the start told, median", percentile(off, 0.5) * 100, "% of the wait"),
        told("    p90", percentile(off, 0.9) * 100, "% of the wait"),
        told("error of the place told, median", percentile(places, 0.5), "places"),
        told("    p90", percentile(places, 0.9), "places"),
    ]


def _people(connection: psycopg.Connection) -> dict[str, list[UUID]]:
    people: dict[str, list[UUID]] = {}
    for plan in ("chaos", "pro"):
        people[plan] = _new(connection, PEOPLE[plan])
        connection.execute("update public.profiles set plan_type = %s where user_id = any (%s)", [plan, people[plan]])
    people["free"] = _new(connection, PEOPLE["free"])
    return people


def _new(connection: psycopg.Connection, count: int) -> list[UUID]:
    before = {row[0] for row in connection.execute("select user_id from public.profiles")}
    sign_up(connection, count, "free")
    return [row[0] for row in connection.execute("select user_id from public.profiles") if row[0] not in before]


async def _load(stack: StackAddresses, people: dict[str, list[UUID]]) -> dict[UUID, Said]:
    over = asyncio.Event()
    places = [asyncio.create_task(_place(stack, number, over)) for number in range(PLACES)]
    learning = asyncio.create_task(_learn(stack, over))
    try:
        await _submit(stack, people, WARM_UP_SECONDS)
        said = await _submit(stack, people, LOAD_SECONDS)
        await _until_empty(stack)
        return said
    finally:
        over.set()
        await asyncio.gather(*places, learning)


async def _submit(stack: StackAddresses, people: dict[str, list[UUID]], seconds: float) -> dict[UUID, Said]:
    """Submit at chance times; who is out of tests for the month is passed over."""
    chance = random.Random(SEED)
    everybody = [(plan, person) for plan, members in people.items() for person in members]
    said: dict[UUID, Said] = {}
    async with await _connect(stack.superuser_database_url) as connection:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            await asyncio.sleep(chance.expovariate(SUBMISSIONS_A_SECOND))
            plan, person = chance.choice(everybody)
            try:
                cursor = await connection.execute(SUBMIT, [chance.choice(MINUTES[plan]), person])
            except psycopg.Error as error:
                if error.sqlstate != "PT402":
                    raise
                everybody.remove((plan, person))
                continue
            row: Any = await cursor.fetchone()
            answer = row[0]
            said[UUID(answer["test_id"])] = Said(
                answer["queue_position"], datetime.fromisoformat(answer["estimated_start_time"])
            )
    return said


async def _place(stack: StackAddresses, number: int, over: asyncio.Event) -> None:
    """One test at a time: claimed, run for its scaled time, completed."""
    chance, shares = random.Random(SEED + number), recorded_shares()
    async with await _connect(stack.worker_database_url) as connection:
        while not over.is_set():
            cursor = await connection.execute(CLAIM, [f"forecast-{number}", LEASE_SECONDS])
            claimed: Any = await cursor.fetchone()
            if claimed is None:
                await asyncio.sleep(IDLE_SECONDS)
                continue
            job_id, attempt, test_id, minutes = claimed
            await asyncio.sleep(minutes * SECONDS_A_MINUTE * chance.choice(shares))
            await connection.execute(SETTLE, [job_id, attempt, Jsonb(result(test_id))])


async def _learn(stack: StackAddresses, over: asyncio.Event) -> None:
    """What the scheduler does: learn from the tests that have completed."""
    async with await _connect(stack.superuser_database_url) as connection:
        while not over.is_set():
            await connection.execute("select queue.refresh_estimates()")
            try:
                async with asyncio.timeout(REFRESH_SECONDS):
                    await over.wait()
            except TimeoutError:
                continue


async def _until_empty(stack: StackAddresses) -> None:
    async with await _connect(stack.superuser_database_url) as connection:
        while True:
            row: Any = await (await connection.execute("select count(*) from queue.jobs")).fetchone()
            if row[0] == 0:
                return
            await asyncio.sleep(IDLE_SECONDS)


async def _connect(address: str) -> psycopg.AsyncConnection[tuple[Any, ...]]:
    return await psycopg.AsyncConnection.connect(address, autocommit=True, prepare_threshold=None)


def _wait(came: Came) -> float:
    return (came.started - came.submitted).total_seconds()


def _position(came: dict[UUID, Came], test: UUID) -> int:
    """How many tests started from its submission until its own start, itself among them."""
    own = came[test]
    return sum(1 for other in came.values() if own.submitted < other.started <= own.started)
