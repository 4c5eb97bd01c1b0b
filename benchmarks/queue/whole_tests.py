"""Real tests through the queue: submitted, claimed, told of, completed, with every row and event that a user sees.

Only the run itself is left out.
"""

import statistics
import time
import uuid
from collections.abc import Callable
from itertools import count

import psycopg
from psycopg.types.json import Jsonb
from rich.console import Console

from benchmarks.figures import Figure, told
from benchmarks.queue.contender import Tally, rate, until_over
from benchmarks.queue.contenders.ours import LEASE_SECONDS, Ours
from benchmarks.queue.processes import together

SECONDS = 2.5
ROUNDS = 3
BACKLOG = 2_000
PROGRESS = "select queue.progress(%s, %s, %s, %s)"
CLAIM = "select job_id, attempt, payload ->> 'test_id' from queue.claim(%s, '{web}', %s)"
SETTLE = "select queue.settle(%s, %s, 'completed', %s)"


def measure(console: Console, ours: Ours, seconds: float = SECONDS) -> list[Figure]:
    """How many tests a second can be submitted, begun and completed, and how often they can say how far they are."""
    submitted: list[float] = []
    figures: list[Figure] = []
    for processes in (1, 4):
        whole: list[float] = []
        for _ in range(ROUNDS):
            submitted.append(submit(ours, BACKLOG))
            whole.append(rate(together(processes, lambda _, start: complete(ours, start, seconds))))
        figures.append(told(f"claim + complete, {_processes(processes)}", statistics.median(whole), "tests/s", whole))
    for processes in (1, 4):
        news: list[float] = []
        for _ in range(ROUNDS):
            submit(ours, processes)
            news.append(rate(together(processes, lambda _, start: tell(ours, start, seconds))))
        figures.append(told(f"progress, {_processes(processes)}", statistics.median(news), "calls/s", news))
    console.print("  " + ", ".join(f"{figure.name} {figure.shown}" for figure in figures))
    return [told("submit, 1 process", statistics.median(submitted), "tests/s", submitted), *figures]


def submit(ours: Ours, tests: int) -> float:
    """Put this many tests in line, each in a transaction of its own; tests a second."""
    with ours.admin() as connection:
        connection.execute("delete from queue.jobs")
        connection.execute("delete from private.quota_ledger")
        owners = [row[0] for row in connection.execute("select user_id from public.profiles order by user_id")]
        began = time.monotonic()
        for number in range(tests):
            connection.execute(
                "insert into public.tests (user_id, test_name, test_type, test_source_url, requested_duration_minutes)"
                " values (%s, 'Shop', 'web_url', 'https://shop.example.com/', 5)",
                [owners[number % len(owners)]],
            )
        took = time.monotonic() - began
        connection.execute("vacuum analyze queue.jobs, queue.places, public.tests")
    return tests / took


def complete(ours: Ours, start: Callable[[], None], seconds: float) -> Tally:
    """Claim tests and complete them with a report, one after the other."""
    name = f"bench-{uuid.uuid4().hex[:8]}"
    with psycopg.connect(ours.server.worker(ours.database), autocommit=True, prepare_threshold=None) as connection:

        def take() -> int:
            claimed = connection.execute(CLAIM, [name, LEASE_SECONDS]).fetchone()
            if claimed is None:
                return 0
            job_id, attempt, test_id = claimed
            connection.execute(SETTLE, [job_id, attempt, Jsonb(result(test_id))])
            return 1

        return until_over(take, start, seconds)


def tell(ours: Ours, start: Callable[[], None], seconds: float) -> Tally:
    """Claim one test and say how far it is, as fast as it goes."""
    with psycopg.connect(ours.server.worker(ours.database), autocommit=True, prepare_threshold=None) as connection:
        claimed = connection.execute(CLAIM, [f"bench-{uuid.uuid4().hex[:8]}", LEASE_SECONDS]).fetchone()
        assert claimed is not None

        said = count(1)

        def say() -> int:
            # Something new each time: what was told already is not told again.
            connection.execute(PROGRESS, [claimed[0], claimed[1], 50, f"Exploring page {next(said)}"])
            return 1

        return until_over(say, start, seconds)


def result(test_id: str) -> dict[str, object]:
    """What a worker sends for a test without bugs."""
    return {
        "bugs": [],
        "report": {"object_key": f"test-reports/{test_id}/full_report.zip", "summary": {"total": 0}},
        "report_address": f"https://api.example.com/tests/{test_id}/report/download",
    }


def _processes(count: int) -> str:
    return f"{count} process{'es' if count > 1 else ''}"
