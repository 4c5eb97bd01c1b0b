"""A hundred people with the dashboard open: each does one thing after the other, with a moment's thought between."""

import asyncio
import json
import os
import random
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
from rich.console import Console

from benchmarks.doors.people import PASSWORD, Person, people
from benchmarks.figures import Figure, at_least, at_most, percentile, told
from stack.addresses import StackAddresses
from stack.layout import DENO, DENO_CACHE, ROOT

HASHING = Path(__file__).with_name("password_hash.ts")
PEOPLE = 100
SECONDS = 60.0
THINKING = (0.5, 1.5)
SEED = 7


@dataclass(frozen=True)
class Deed:
    """Something people do, how often of a hundred times, and how long they may wait for it at the 95th percentile."""

    name: str
    share: int
    most_ms: float
    ask: Callable[[Person, random.Random], Awaitable[httpx.Response]]


@dataclass
class Waits:
    """Milliseconds of each deed, and the answers that were not the right ones."""

    of: dict[str, list[float]] = field(default_factory=lambda: defaultdict[str, list[float]](list))
    wrong: list[str] = field(default_factory=list[str])


def _get(path: str) -> Callable[[Person, random.Random], Awaitable[httpx.Response]]:
    return lambda person, _: person.http.get(path)


async def _history(person: Person, chance: random.Random) -> httpx.Response:
    asked = chance.choice([{}, {"filterByStatus": "failed"}, {"search": "number 3"}, {"offset": 20}])
    return await person.http.get("/api/tests/history", params={"limit": 10, "sortBy": "newest", **asked})


async def _status(person: Person, chance: random.Random) -> httpx.Response:
    return await person.http.get(f"/api/tests/{chance.choice(person.tests)}/status")


async def _submit(person: Person, chance: random.Random) -> httpx.Response:
    address = f"https://shop-{chance.randrange(97)}.example.com/"
    asked = {"test_name": "Shop", "test_type": "web_url", "test_source_url": address, "requested_duration_minutes": 15}
    return await person.http.post("/api/tests/submit", json=asked)


READS = (
    Deed("summary", 25, 200, _get("/api/tests/summary")),
    Deed("live tests", 20, 200, _get("/api/tests/live")),
    Deed("history", 20, 200, _history),
    Deed("status", 30, 100, _status),
)
MIX = (*READS, Deed("submit", 5, 500, _submit))


async def measure(
    console: Console, stack: StackAddresses, people_at_once: int = PEOPLE, seconds: float = SECONDS
) -> list[Figure]:
    """The mix of a dashboard, with somebody signing in every second beside it."""
    async with people(stack, people_at_once) as everybody:
        hash_ms = _password_hash(stack, everybody[0])
        await learn_tests(everybody)
        ends = time.monotonic() + seconds
        waits = Waits()
        signing_in = asyncio.create_task(_sign_in(everybody, ends, waits))
        await asyncio.gather(*(_live(person, MIX, ends, waits, place) for place, person in enumerate(everybody)))
        await signing_in
    return _figures(console, waits, people_at_once, seconds, hash_ms)


def _password_hash(stack: StackAddresses, person: Person) -> float:
    """Milliseconds of one check of a password as the local Auth does it, and nothing else."""
    with psycopg.connect(stack.superuser_database_url) as connection:
        row = connection.execute("select encrypted_password from auth.users where id = %s", [person.user_id]).fetchone()
    assert row is not None
    output = subprocess.run(
        [DENO, "run", "--allow-all", "--frozen", "--quiet", "--config", ROOT / "deno.json", HASHING, PASSWORD, row[0]],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "DENO_DIR": str(DENO_CACHE), "DENO_NO_UPDATE_CHECK": "1"},
    ).stdout
    return statistics.median(json.loads(output))


async def read_only(everybody: Sequence[Person], seconds: float, seed: int) -> Waits:
    """The reads of a dashboard alone."""
    ends = time.monotonic() + seconds
    waits = Waits()
    await asyncio.gather(*(_live(person, READS, ends, waits, seed + place) for place, person in enumerate(everybody)))
    return waits


async def learn_tests(everybody: Sequence[Person]) -> None:
    """Everybody opens their list once; what is measured is a server at work, and people who know their tests."""
    for person in everybody:
        answer = await person.http.get("/api/tests/history", params={"limit": 50})
        person.tests.extend(test["id"] for test in answer.raise_for_status().json()["data"])


async def _live(person: Person, deeds: Sequence[Deed], ends: float, waits: Waits, seed: int) -> None:
    chance = random.Random(SEED * 1000 + seed)
    await asyncio.sleep(chance.uniform(0, THINKING[1]))  # they did not all sit down at the same moment
    while time.monotonic() < ends:
        [deed] = chance.choices(deeds, [deed.share for deed in deeds])
        await _timed(waits, deed.name, deed.ask(person, chance))
        await asyncio.sleep(chance.uniform(*THINKING))


async def _sign_in(everybody: Sequence[Person], ends: float, waits: Waits) -> None:
    for person in everybody:
        began = time.monotonic()
        if began >= ends:
            return
        credentials = {"email": person.email, "password": PASSWORD}
        await _timed(waits, "login", person.http.post("/auth/login", json=credentials))
        await asyncio.sleep(max(0.0, began + 1 - time.monotonic()))


async def _timed(waits: Waits, name: str, asked: Awaitable[httpx.Response]) -> None:
    began = time.monotonic()
    try:
        answer = await asked
    except httpx.HTTPError as error:
        waits.wrong.append(f"{name}: {error!r}")
        return
    waits.of[name].append((time.monotonic() - began) * 1000)
    if answer.status_code not in (200, 201, 202):
        waits.wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")


def _figures(console: Console, waits: Waits, people: int, seconds: float, hash_ms: float) -> list[Figure]:
    for line in waits.wrong[:10]:
        console.print(f"  {line}", markup=False)
    answered = sum(len(times) for times in waits.of.values())
    figures = [
        told(f"{people} people, requests answered", answered / seconds, "a second"),
        at_most("    answers that were errors", len(waits.wrong), 0, ""),
    ]
    for deed in MIX:
        times = waits.of[deed.name]
        figures += [
            told(f"{deed.name}, p50 of {len(times)}", percentile(times, 0.5), "ms"),
            at_most("    p95", percentile(times, 0.95), deed.most_ms, "ms"),
        ]
    logins = waits.of["login"]
    return [
        *figures,
        told("the password's hash alone", hash_ms, "ms"),
        told(f"login, p50 of {len(logins)}", percentile(logins, 0.5), "ms"),
        at_most("    p95 without the hash", percentile(logins, 0.95) - hash_ms, 250, "ms"),
        at_least("logins measured", len(logins), min(30, seconds / 2), ""),
    ]
