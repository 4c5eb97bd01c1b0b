"""20 tests at once on 4 real worker processes: is every lease kept, all progress fresh, and what does it cost?

The run is simulated, so what is measured is the fleet itself: the workers and the keepers of their runs.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg
from rich.console import Console

from benchmarks.figures import Figure, at_most, percentile, told
from benchmarks.queue.contenders.ours import sign_up
from deffatest.parenthood import die_with_parent
from deffatest.settings import as_environment
from stack.addresses import StackAddresses

WORKERS = 4
TESTS_EACH = 5
USERS = 5  # with 4 slots each
MINUTES = 10
SECONDS = 60.0
LOOK_SECONDS = 0.25
START_SECONDS = 120.0
STOP_SECONDS = 30.0
MOST_PROGRESS_AGE_SECONDS = 1.5
MOST_CPU_PERCENT = 30.0

# Seconds since the owner of each running test was last told something.
AGES = """
select extract(epoch from clock_timestamp() - max(test_events.created_at))::float8
from public.tests join public.test_events on test_events.test_id = tests.id
where tests.status = 'running'
group by tests.id
"""
TELLING = """
select count(distinct test_id) from public.test_events join public.tests on tests.id = test_id
where event = 'test.progress' and status = 'running' and (payload ->> 'progress')::integer > 0
"""
LOST = "select (select count(*) from queue.attempts) + (select count(*) from queue.jobs where attempt > 1)"


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time since each process began, by what it is."""

    workers: float
    keepers: float
    runs: float
    database: float
    server: float


def measure(console: Console, stack: StackAddresses, folder: Path, seconds: float = SECONDS) -> list[Figure]:
    """Start the fleet, submit as many tests as it has places, and look on for a minute."""
    with ExitStack() as ending:
        connection = ending.enter_context(psycopg.connect(stack.superuser_database_url, autocommit=True))
        connection.execute("delete from queue.jobs")
        connection.execute("delete from queue.attempts")
        sign_up(connection, USERS, "chaos")
        fleet = [ending.enter_context(_worker(stack, folder, number)) for number in range(1, WORKERS + 1)]
        _submit(connection, WORKERS * TESTS_EACH)
        _wait_until_all_run(connection, fleet, folder)
        ages, shares = _look_on(connection, fleet, seconds)
        lost = _number(connection, LOST)
    fleet_share = shares.workers + shares.keepers
    console.print(f"  20 tests: progress at most {max(ages):.2f} s old, fleet {fleet_share:.0f} % of a core")
    return [
        at_most("20 tests at once: leases lost", lost, 0, ""),
        at_most("    oldest progress seen of any", max(ages), MOST_PROGRESS_AGE_SECONDS, "s"),
        told("    progress seen, p99", percentile(ages, 0.99), "s"),
        at_most("    workers and keepers together", fleet_share, MOST_CPU_PERCENT, "% of a core"),
        told("        the 4 workers", shares.workers, "% of a core"),
        told("        the 20 keepers", shares.keepers, "% of a core"),
        told("    the 20 simulated runs", shares.runs, "% of a core"),
        told("    PostgreSQL meanwhile", shares.database, "% of a core"),
        told("    the stack's server meanwhile", shares.server, "% of a core"),
    ]


@contextmanager
def _worker(stack: StackAddresses, folder: Path, number: int) -> Generator[psutil.Process]:
    place = folder / f"worker-{number}"
    place.mkdir(parents=True)
    settings = {"tests_at_once": TESTS_EACH, "runs_folder": place / "runs", "lanes": "web", "grace_seconds": 0}
    with (place / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.queue.simulated_worker"],
            env={**as_environment(settings), **stack.environment()},
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=partial(die_with_parent, signal.SIGTERM, os.getpid()),
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        for stop in (process.terminate, process.terminate, process.kill):
            stop()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
                break


def _submit(connection: psycopg.Connection, tests: int) -> None:
    connection.execute(
        """
        insert into public.tests (user_id, test_name, test_type, test_source_url, requested_duration_minutes)
        select user_id, 'Simulated', 'web_url', 'https://shop.example.com/', %s
        from (select user_id from public.profiles where plan_type = 'chaos' order by created_at desc limit %s) as users,
          generate_series(1, %s)
        """,
        [MINUTES, USERS, tests // USERS],
    )


def _wait_until_all_run(connection: psycopg.Connection, fleet: list[psutil.Process], folder: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while (telling := _number(connection, TELLING)) < WORKERS * TESTS_EACH:
        if time.monotonic() > give_up or not all(worker.is_running() for worker in fleet):
            raise RuntimeError(f"only {telling} of {WORKERS * TESTS_EACH} tests run; see the workers' logs in {folder}")
        time.sleep(1)


def _look_on(connection: psycopg.Connection, fleet: list[psutil.Process], seconds: float) -> tuple[list[float], Spent]:
    """The ages seen, and the share of a core (per cent) that each kind of process used."""
    server = [process for process in psutil.process_iter() if _is_of_stack(process)]
    before, began = _spent(fleet, server), time.monotonic()
    ages: list[float] = []
    while time.monotonic() - began < seconds:
        ages += [row[0] for row in connection.execute(AGES.encode())]
        time.sleep(LOOK_SECONDS)
    after, took = _spent(fleet, server), time.monotonic() - began
    share = 100 / took
    return ages, Spent(
        *(
            (getattr(after, kind) - getattr(before, kind)) * share
            for kind in ("workers", "keepers", "runs", "database", "server")
        )
    )


def _spent(fleet: list[psutil.Process], stack: list[psutil.Process]) -> Spent:
    used = {"workers": 0.0, "keepers": 0.0, "runs": 0.0, "database": 0.0, "server": 0.0}
    for worker in fleet:
        used["workers"] += _seconds(worker)
        for child in worker.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                kind = "keepers" if "worker.fleet.keeper" in child.cmdline() else "runs"
                used[kind] += _seconds(child)
    for process in stack:
        with suppress(psutil.NoSuchProcess):
            used["server" if process.name() == "deno" else "database"] += _seconds(process)
    return Spent(**used)


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _is_of_stack(process: psutil.Process) -> bool:
    """The processes that this benchmark's own stack consists of: children of ours, and PostgreSQL's children."""
    ours = os.getpid()
    with suppress(psutil.Error):
        return process.name() in ("deno", "postgres") and any(parent.pid == ours for parent in process.parents())
    return False


def _number(connection: psycopg.Connection, query: str) -> int:
    row: tuple[Any, ...] | None = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])
