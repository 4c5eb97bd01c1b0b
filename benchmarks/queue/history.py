"""The same queue young and grown: what a million finished tests and a long backlog cost each claim."""

import statistics

from rich.console import Console

from benchmarks.figures import Figure, at_least, median_ratio, told
from benchmarks.queue.contender import SINGLE, rate
from benchmarks.queue.contenders.ours import Ours
from benchmarks.queue.processes import together

FINISHED = 1_000_000
WAITING = 100_000
YOUNG_BACKLOG = 5_000
SECONDS = 2.0
ROUNDS = 5
LEAST_SHARE = 0.9  # "less than 10 % slower"

# Written past the triggers, which would take an hour to say what we know: each was submitted, run and completed.
FINISHED_TESTS = """
set session_replication_role = replica;
create temporary table finished as
select gen_random_uuid() as test_id, gen_random_uuid() as job_id, owners.user_id, number,
  now() - make_interval(secs => number * 7.0) as submitted_at
from generate_series(1, {finished}) as number
join (select user_id, row_number() over (order by user_id) - 1 as place from public.profiles) as owners
  on owners.place = number % (select count(*) from public.profiles);

insert into public.tests (
  id, user_id, test_name, test_type, test_source_url, requested_duration_minutes, status, progress,
  plan_type_at_submission, submitted_at, started_at, completed_at
)
select test_id, user_id, 'Shop', 'web_url', 'https://shop.example.com/', 5, 'completed', 100,
  'chaos', submitted_at, submitted_at, submitted_at + interval '5 min'
from finished;

insert into queue.attempts (job_id, attempt, test_id, worker, claimed_at, ended_at, outcome)
select job_id, 1, test_id, 'worker-' || number % 50, submitted_at, submitted_at + interval '5 min', 'completed'
from finished;

insert into private.quota_ledger (test_id, user_id, reserved_at) select test_id, user_id, submitted_at from finished;
drop table finished;
"""
TABLES = "public.tests, queue.attempts, private.quota_ledger, queue.jobs, queue.places"


def measure(
    console: Console, young: Ours, grown: Ours, finished: int = FINISHED, waiting: int = WAITING
) -> list[Figure]:
    """The two databases in turn, five times over."""
    grow(grown, finished, waiting)
    size = size_of(grown)
    figures: list[Figure] = []
    for processes in (1, 4):
        slow: list[float] = []
        fast: list[float] = []
        _rate(grown, processes)  # not counted: what was just written past is not in memory yet
        for _ in range(ROUNDS):
            young.fill(YOUNG_BACKLOG)
            fast.append(_rate(young, processes))
            slow.append(_rate(grown, processes))
        share = median_ratio(slow, fast)
        name = f"{processes} process{'es' if processes > 1 else ''}"
        console.print(f"  {name}: {statistics.median(fast):,.0f} young, {statistics.median(slow):,.0f} grown")
        figures += [
            told(f"{name}: young queue", statistics.median(fast), "jobs/s", fast),
            told(f"{name}: {finished:,} finished, {waiting:,} waiting", statistics.median(slow), "jobs/s", slow),
            at_least("    share of the young one's speed", share, LEAST_SHARE, ""),
        ]
    return [*figures, told("size of the grown database", size / 1e6, "MB")]


def grow(ours: Ours, finished: int, waiting: int) -> None:
    """Put in the past and the backlog."""
    ours.fill(waiting)
    with ours.admin() as connection:
        connection.execute(FINISHED_TESTS.format(finished=finished).encode())
        connection.execute("set session_replication_role = origin")
        connection.execute(f"vacuum analyze {TABLES}".encode())
        connection.execute("checkpoint")


def size_of(ours: Ours) -> int:
    """Bytes of the database."""
    with ours.admin() as connection:
        row = connection.execute("select pg_database_size(current_database())").fetchone()
        assert row is not None
        return row[0]


def _rate(ours: Ours, processes: int) -> float:
    return rate(together(processes, lambda _, start: ours.work(SINGLE, start, SECONDS)))
