"""20 workers that claim at once for 500 users, one of whom owns most of a long backlog; no slot may be exceeded."""

import statistics
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from rich.console import Console

from benchmarks.figures import Figure, against, at_most, percentile, told
from benchmarks.queue.contender import SINGLE, Tally, rate
from benchmarks.queue.contenders.bare import Bare
from benchmarks.queue.contenders.ours import CLAIM, FIRST_OF_EACH, LEASE_SECONDS, OWNERS, SETTLE, Ours, lengthen_lines
from benchmarks.queue.processes import together

CLAIMERS = 20
BACKLOG = 50_000
HEAVY_SHARE = 0.8
SECONDS = 8.0
ROUNDS = 3
LOOK_SECONDS = 0.05

# In an owner's lane: what runs, and how much the plan allows to run.
EXCEEDED = """
select count(*) from (
  select jobs.owner_id
  from queue.jobs
  join public.profiles on profiles.user_id = jobs.owner_id
  join public.plans on plans.plan_type = profiles.plan_type
  where jobs.leased_by is not null and jobs.lane = 'web'
  group by jobs.owner_id, plans.web_slots, plans.shared_slots
  having count(*) > plans.web_slots + plans.shared_slots
) as owners
"""
RUNNING = "select count(*) from queue.jobs where leased_by is not null"


@dataclass(frozen=True)
class Claimer:
    """What one worker got done, and how long each claim took (ms)."""

    tally: Tally
    claims_ms: list[float]
    jobs: list[tuple[uuid.UUID, int]]


@dataclass(frozen=True)
class Watcher:
    """What the one who looks on saw."""

    looks: int
    exceeded: int
    most_running: int


def measure(console: Console, ours: Ours, bare: Bare, seconds: float = SECONDS, backlog: int = BACKLOG) -> list[Figure]:
    """Three rounds beside a queue that has no limits to keep."""
    rates: list[float] = []
    unlimited: list[float] = []
    claims_ms: list[float] = []
    watched: list[Watcher] = []
    twice = 0
    for _ in range(ROUNDS):
        fill(ours, backlog)
        claimers, watcher = _round(ours, seconds)
        rates.append(rate([claimer.tally for claimer in claimers]))
        claims_ms += [took for claimer in claimers for took in claimer.claims_ms]
        watched.append(watcher)
        given = Counter(job for claimer in claimers for job in claimer.jobs)
        twice += sum(1 for times in given.values() if times > 1)
        bare.fill(backlog)
        unlimited.append(rate(together(CLAIMERS, lambda _, start: bare.work(SINGLE, start, seconds))))
    looks = sum(watcher.looks for watcher in watched)
    console.print(f"  20 claimers: {statistics.median(rates):,.0f} jobs/s, {looks} looks at the slots")
    return [
        told("20 claimers, 500 users, one with 80 %", statistics.median(rates), "jobs/s", rates),
        against("    bare (no limits to keep)", rates, unlimited, "jobs/s"),
        told("    claim, median", percentile(claims_ms, 0.5), "ms"),
        told("    claim, p99", percentile(claims_ms, 0.99), "ms"),
        told("    most tests running at once", max(watcher.most_running for watcher in watched), ""),
        told("    looks at the slots while it ran", looks, ""),
        at_most("    looks that saw a slot exceeded", sum(watcher.exceeded for watcher in watched), 0, ""),
        at_most("    attempts given to two workers", twice, 0, ""),
    ]


def fill(ours: Ours, backlog: int) -> None:
    """Most of the backlog is one owner's, the rest everybody else's."""
    heavy = int(backlog * HEAVY_SHARE)
    ours.fill(max(backlog - heavy, OWNERS * FIRST_OF_EACH))
    with ours.admin() as connection:
        row = connection.execute("select owner_id from queue.jobs where not admitted limit 1").fetchone()
        assert row is not None
        lengthen_lines(connection, heavy // one_owners_waiting(connection, row[0]), row[0])
        connection.execute("vacuum analyze queue.jobs")


def one_owners_waiting(connection: psycopg.Connection, owner: uuid.UUID) -> int:
    """How many of an owner's jobs wait for a slot."""
    row = connection.execute("select count(*) from queue.jobs where owner_id = %s and not admitted", [owner]).fetchone()
    assert row is not None
    return row[0]


def _round(ours: Ours, seconds: float) -> tuple[list[Claimer], Watcher]:
    def work(number: int, start: Callable[[], None]) -> Claimer | Watcher:
        if number == CLAIMERS:
            return watch(ours, start, seconds)
        return claim(ours, start, seconds)

    answers = together(CLAIMERS + 1, work)
    return [answer for answer in answers if isinstance(answer, Claimer)], _only_watcher(answers)


def claim(ours: Ours, start: Callable[[], None], seconds: float) -> Claimer:
    """Claim and settle probes until the time is over; when no slot is free, try again."""
    name = f"bench-{uuid.uuid4().hex[:8]}"
    took_ms: list[float] = []
    jobs: list[tuple[uuid.UUID, int]] = []
    with psycopg.connect(ours.server.worker(ours.database), autocommit=True) as connection:
        start()
        began = ended = time.monotonic()
        while (asked := time.monotonic()) - began < seconds:
            claimed: tuple[Any, ...] | None = connection.execute(CLAIM, [name, LEASE_SECONDS]).fetchone()
            took_ms.append((time.monotonic() - asked) * 1000)
            if claimed is not None:
                connection.execute(SETTLE, claimed)
                jobs.append((claimed[0], claimed[1]))
                ended = time.monotonic()
    return Claimer(Tally(len(jobs), began, ended), took_ms, jobs)


def watch(ours: Ours, start: Callable[[], None], seconds: float) -> Watcher:
    """Look again and again whether anybody has more running than their plan allows."""
    seen = Watcher(0, 0, 0)
    with ours.admin() as connection:
        start()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            exceeded = connection.execute(EXCEEDED).fetchone()
            running = connection.execute(RUNNING).fetchone()
            assert exceeded is not None and running is not None
            seen = replace(
                seen,
                looks=seen.looks + 1,
                exceeded=seen.exceeded + (exceeded[0] > 0),
                most_running=max(seen.most_running, running[0]),
            )
            time.sleep(LOOK_SECONDS)
    return seen


def _only_watcher(answers: list[Claimer | Watcher]) -> Watcher:
    [watcher] = [answer for answer in answers if isinstance(answer, Watcher)]
    return watcher
