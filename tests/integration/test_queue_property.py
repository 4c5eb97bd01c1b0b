"""What holds of the queue whatever happens, and in whatever order: checked while many connections act at random."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.integration.acting import bug, completed
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")

Connection = psycopg.Connection[tuple[Any, ...]]

PLANS = ("free", "pro", "chaos")
SLOTS = {"free": Counter(web=1, app=1), "pro": Counter(web=2, app=2), "chaos": Counter(web=4, app=4)}
RUNNING_LIMIT = 8
STEPS = 120

# One statement sees one moment, so all of this has to agree in it; each row is a contradiction.
CONTRADICTIONS = """
with leased as (select * from queue.jobs where leased_by is not null),
running as (
  select owner_id, count(*) filter (where lane = 'web') as web, count(*) filter (where lane = 'app') as app
  from leased group by owner_id
)
select 'runs without a place, or a place is kept by what does not run', coalesce(leased.id, places.job_id)::text
from leased full join (select * from queue.places where job_id is not null) as places on places.job_id = leased.id
where leased.id is null or places.job_id is null
union all
select 'more run than may', count(*)::text from leased having count(*) > (select running_limit from queue.settings)
union all
select 'more of one owner run than the plan allows', owner_id::text
from running join public.profiles on user_id = owner_id join public.plans using (plan_type)
where owner_id <> all (%(changing)s)
  and greatest(web - web_slots, 0) + greatest(app - app_slots, 0) > shared_slots
union all
select 'status and job disagree', tests.id || ' ' || status
from public.tests left join queue.jobs on jobs.test_id = tests.id
where case
  when jobs.id is null then status not in ('completed', 'failed', 'cancelled')
  when leased_by is null then status <> 'queued'
  else status not in ('running', 'processing_results')
end
union all
select 'an attempt is missing or too many', jobs.id::text
from queue.jobs
where attempt <> (leased_by is not null)::integer + (select count(*) from queue.attempts where job_id = jobs.id)
union all
select 'ended more than once or without a word', tests.id::text
from public.tests
where (status in ('completed', 'failed', 'cancelled'))::integer <> (
  select count(*) from public.test_events
  where test_id = tests.id and event = 'test.status_change'
    and payload ->> 'new_status' in ('completed', 'failed', 'cancelled')
)
union all
select 'report and status disagree', tests.id::text
from public.tests
where (status = 'completed') <> exists (select from public.test_reports where test_id = tests.id)
union all
select 'bugs are miscounted', tests.id::text
from public.tests where bug_count <> (select count(*) from public.bug_reports where test_id = tests.id)
union all
select 'the month is miscounted', user_id::text
from public.profiles
where user_id = any (%(everybody)s) and tests_this_month_count <> (
  select count(*) from private.quota_ledger where quota_ledger.user_id = profiles.user_id and given_back_at is null
)
union all
select 'given back although it counts, or the other way round', tests.id || ' ' || status
from public.tests join private.quota_ledger on test_id = tests.id
where case
  when given_back_at is null then
    status = 'cancelled' and not exists (select from queue.attempts where test_id = tests.id)
  else status not in ('failed', 'cancelled')
end
"""


FAULT = {"reason": "No answer.", "code": "x", "fault": "target"}


def people(stack: Stack, plans: list[str]) -> dict[uuid.UUID, str]:
    """Accounts with these plans, made without Auth because there are many."""
    owners = {uuid.uuid4(): plan for plan in plans}
    with psycopg.connect(stack.database_url) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into auth.users (id, email) values (%s, %s)", [(owner, f"{owner}@example.com") for owner in owners]
        )
        cursor.executemany(
            "update public.profiles set plan_type = %s where user_id = %s",
            [(plan, owner) for owner, plan in owners.items() if plan != "free"],
        )
    return owners


class World:
    """Many who act at once, each with a connection and a chance of their own, and one who looks."""

    def __init__(self, stack: Stack, seed: int) -> None:
        self.stack = stack
        self.seed = seed
        self.owners = people(stack, [plan for plan in PLANS for _ in range(4)])
        self.changing = [owner for owner, plan in self.owners.items() if plan != "free"][::3]
        self.claims: list[tuple[uuid.UUID, int, str]] = []
        self.over = threading.Event()

    def contradictions(self, connection: Connection) -> list[tuple[Any, ...]]:
        parameters = {"changing": self.changing, "everybody": list(self.owners)}
        return connection.execute(CONTRADICTIONS, parameters).fetchall()

    def watch(self) -> int:
        """Look again and again until all is over; how often."""
        looks = 0
        with psycopg.connect(self.stack.database_url, autocommit=True) as connection:
            while not self.over.is_set():
                assert self.contradictions(connection) == [], f"seed {self.seed}"
                looks += 1
        return looks

    def act(self, number: int) -> None:
        """Do what this one does, at random, many times."""
        chance = random.Random(self.seed * 100 + number)
        role = (self.use, self.use, self.operate, *[self.work] * 7)[number]
        url = self.stack.database_url if number < 3 else self.stack.worker_database_url
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            mine: list[tuple[uuid.UUID, int, str]] = []
            for _ in range(STEPS):
                try:
                    role(connection, chance, mine)
                except psycopg.DatabaseError as refusal:
                    # No test is left this month, or the one to be cancelled has ended.
                    if refusal.sqlstate not in ("PT402", "PT409"):
                        raise

    def use(self, connection: Connection, chance: random.Random, _mine: object) -> None:
        """Submit, cancel, change plans, as people and their servers do."""
        match chance.choices(["submit", "submit_app", "cancel", "plan"], [6, 3, 2, 1])[0]:
            case "cancel":
                test = connection.execute("select test_id from queue.jobs order by random() limit 1").fetchone()
                if test:
                    connection.execute("select queue.cancel(%s)", test)
            case "plan":
                owner, plan = chance.choice(self.changing), chance.choice(["pro", "chaos"])
                connection.execute("update public.profiles set plan_type = %s where user_id = %s", [plan, owner])
            case action:
                owner = chance.choice(list(self.owners))
                submit(connection, owner, "app" if action == "submit_app" else "web")

    def operate(self, connection: Connection, chance: random.Random, _mine: object) -> None:
        """Let leases run out and back-offs pass, and take back what was lost."""
        match chance.choice(["expire", "back_off", "reap", "reap"]):
            case "expire":
                connection.execute(
                    "update queue.jobs set lease_expires_at = now() - interval '1 s'"
                    " where leased_by is not null and id in"
                    " (select id from queue.jobs where leased_by is not null order by random() limit 1)"
                )
            case "back_off":
                connection.execute("update queue.jobs set available_at = now() where backing_off")
            case _:
                connection.execute("select queue.reap()")

    def work(self, connection: Connection, chance: random.Random, mine: list[tuple[uuid.UUID, int, str]]) -> None:
        """Claim, write, end, crash, and come back too late, as workers do."""
        if not mine or chance.random() < 0.3:
            lanes = chance.choice([["web", "app"], ["web"], ["app"]])
            if chance.random() < 0.1:
                self.crash_in_a_claim(lanes)
                return
            claimed = connection.execute(
                "select job_id, attempt, payload ->> 'test_id' from queue.claim_many(%s, %s, %s)",
                [f"worker-{threading.get_ident()}", lanes, chance.choice([1, 1, 2])],
            ).fetchall()
            mine.extend(claimed)
            self.claims.extend(claimed)
            return
        action = chance.choice(["heartbeat", "progress", "complete", "complete", "fail", "release", "forget", "late"])
        if action == "late":
            self.write_late(connection, chance)
            return
        job_id, attempt, test_id = claim = chance.choice(mine)
        if action in ("heartbeat", "progress"):
            if step(connection, action, job_id, attempt, test_id, chance) == "lost":
                mine.remove(claim)
            return
        mine.remove(claim)
        if action != "forget":
            step(connection, action, job_id, attempt, test_id, chance)

    def crash_in_a_claim(self, lanes: list[str]) -> None:
        """The connection is gone before the claim is committed."""
        connection = psycopg.connect(self.stack.worker_database_url)
        connection.execute("select * from queue.claim('crashing', %s)", [lanes])
        connection.close()

    def write_late(self, connection: Connection, chance: random.Random) -> None:
        """A worker whose job is with somebody else, or has ended, is not obeyed."""
        if not self.claims:
            return
        job_id, attempt, test_id = chance.choice(self.claims)
        with psycopg.connect(self.stack.database_url, autocommit=True) as looking:
            current = looking.execute("select attempt from queue.jobs where id = %s", [job_id]).fetchone()
        if current is not None and current[0] > attempt:
            for action in ("heartbeat", "progress", "release", "fail"):
                assert step(connection, action, job_id, attempt, test_id, chance) == "lost"


def submit(connection: Connection, owner: uuid.UUID, lane: str) -> str:
    """Submit a test straight into the table; a file is there at once."""
    with connection.transaction():
        row = connection.execute(
            "insert into public.tests (user_id, test_name, test_type, test_source_url) values (%s, 'x', %s, %s)"
            " returning id",
            [owner, *(("web_url", "https://example.com") if lane == "web" else ("android_apk", None))],
        ).fetchone()
        assert row is not None
        if lane == "app":
            connection.execute("select queue.admit_upload(%s, %s)", [row[0], f"test-uploads/{row[0]}/app.apk"])
    return str(row[0])


def step(
    connection: Connection, action: str, job_id: uuid.UUID, attempt: int, test_id: str, chance: random.Random
) -> str:
    """One call of a worker; its answer."""
    bugs = [bug(test_id, number) for number in chance.sample(range(1, 5), 2)]
    fault = {"reason": "No answer.", "code": "x", "fault": chance.choice(["target", "platform"])}
    query, parameters = {
        "heartbeat": ("select queue.heartbeat(%s, %s)", []),
        "progress": (
            "select queue.progress(%s, %s, %s, 'Looking', %s, %s)",
            [chance.randint(0, 100), Jsonb(bugs), chance.choice([None, "processing_results"])],
        ),
        "complete": ("select queue.settle(%s, %s, 'completed', %s)", [Jsonb(completed(test_id, *bugs))]),
        "fail": ("select queue.settle(%s, %s, 'failed', %s)", [Jsonb(fault)]),
        "release": ("select queue.release(%s, %s, 'Broken.', 'x', 0, %s)", [chance.random() < 0.7]),
    }[action]
    row = connection.execute(query.encode(), [job_id, attempt, *parameters]).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_run_twice_lost_or_miscounted_whatever_happens(stack: Stack, seed: int) -> None:
    world = World(stack, seed)
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute("update queue.settings set running_limit = %s", [RUNNING_LIMIT])
        with ThreadPoolExecutor(11) as together:
            watching = together.submit(world.watch)
            try:
                list(together.map(world.act, range(10)))
            finally:
                world.over.set()
            assert watching.result() > 10
        assert world.contradictions(connection) == []
        everything_ends(stack, connection)
        assert world.contradictions(connection) == []
        [(claimed, twice)] = connection.execute(
            "select count(*), count(*) - count(distinct (job_id, attempt)) from queue.attempts"
        ).fetchall()
        assert claimed >= len(world.claims) > 30
        assert twice == 0
        assert len(set(world.claims)) == len(world.claims)


def everything_ends(stack: Stack, connection: Connection) -> None:
    """With workers that do their work, no test is left."""
    chance = random.Random(0)
    connection.execute("update queue.jobs set lease_expires_at = now() - interval '1 s' where leased_by is not null")
    with psycopg.connect(stack.worker_database_url, autocommit=True) as worker:
        worker.execute("select queue.reap()")
        connection.execute("update queue.jobs set available_at = now()")
        while claimed := worker.execute(
            "select job_id, attempt, payload ->> 'test_id' from queue.claim('last', '{web,app}')"
        ).fetchone():
            job_id, attempt, test_id = claimed
            assert step(worker, "complete", job_id, attempt, test_id, chance) == "settled"
    assert connection.execute("select id, status from public.tests where completed_at is null").fetchall() == []
    assert connection.execute("select count(*) from queue.jobs").fetchone() == (0,)
    assert connection.execute("select count(*) from queue.places where job_id is not null").fetchone() == (0,)


class Slots:
    """How many run now, as the workers see it: noted after each claim and taken off before each end."""

    def __init__(self, limits: dict[uuid.UUID, Counter[str]]) -> None:
        self._limits = limits
        self._running = {owner: Counter[str]() for owner in limits}
        self._lock = threading.Lock()
        self.most_at_once = 0
        self.exceeded: list[tuple[uuid.UUID, Counter[str]]] = []

    def take(self, owner: uuid.UUID, lane: str) -> None:
        with self._lock:
            self._running[owner][lane] += 1
            self.most_at_once = max(self.most_at_once, sum(running.total() for running in self._running.values()))
            if not self._running[owner] <= self._limits[owner]:
                self.exceeded.append((owner, self._running[owner].copy()))

    def give_back(self, owner: uuid.UUID, lane: str) -> None:
        with self._lock:
            self._running[owner][lane] -= 1


@pytest.fixture
def crowd(stack: Stack) -> Iterator[dict[uuid.UUID, str]]:
    """300 people of whom one has four fifths of all that waits."""
    owners = people(stack, [PLANS[number % 3] for number in range(300)])
    heavy = next(owner for owner, plan in owners.items() if plan == "chaos")
    with psycopg.connect(stack.database_url) as connection:
        for owner in owners:
            lane = random.choice(["web", "app"])
            connection.execute("select queue.enqueue_probe(%s, %s)", [owner, lane])
        connection.execute("select queue.enqueue_probe(%s, 'web') from generate_series(1, 1200)", [heavy])
    yield owners
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("delete from auth.users where id = any (%s)", [list(owners)])


def test_twenty_claimers_keep_to_every_limit_and_lose_nothing(stack: Stack, crowd: dict[uuid.UUID, str]) -> None:
    slots = Slots({owner: SLOTS[plan] for owner, plan in crowd.items()})
    done: Counter[uuid.UUID] = Counter()

    def work(number: int) -> None:
        with closing(psycopg.connect(stack.worker_database_url, autocommit=True)) as connection:
            while row := connection.execute(
                "select job_id, attempt, lane, (payload ->> 'user_id')::uuid from queue.claim(%s, '{web,app}')",
                [f"worker-{number}"],
            ).fetchone():
                job_id, attempt, lane, owner = row
                slots.take(owner, lane)
                done[job_id] += 1
                slots.give_back(owner, lane)
                connection.execute("select queue.settle(%s, %s, 'completed', '{}')", [job_id, attempt])

    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute("update queue.settings set running_limit = 12")
        with ThreadPoolExecutor(20) as together:
            # A claimer that found nothing while others were at work comes back, as workers do.
            while connection.execute("select exists (select from queue.jobs)").fetchone() == (True,):
                list(together.map(work, range(20)))
    assert slots.exceeded == []
    assert slots.most_at_once <= 12
    assert len(done) == 1500
    assert set(done.values()) == {1}


def race(*contenders: Callable[[], Any]) -> list[Any]:
    """All at the same moment; what each said, or the error it met."""
    start = threading.Barrier(len(contenders))

    def run(contender: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return contender()
        except psycopg.DatabaseError as error:
            return error.sqlstate

    with ThreadPoolExecutor(len(contenders)) as together:
        return list(together.map(run, contenders))


@pytest.mark.parametrize("end", ["complete", "fail", "release", "reap"])
def test_a_cancel_that_races_with_the_end_has_one_outcome(stack: Stack, end: str) -> None:
    [owner] = people(stack, ["chaos"])
    chance = random.Random(7)
    outcomes: Counter[str] = Counter()
    with (
        psycopg.connect(stack.database_url, autocommit=True) as user,
        psycopg.connect(stack.worker_database_url, autocommit=True) as worker,
    ):
        for _ in range(12):
            test_id = submit(user, owner, "web")
            claimed = worker.execute("select job_id, attempt from queue.claim('w', '{web}')").fetchone()
            assert claimed is not None
            if end == "reap":
                user.execute("update queue.jobs set lease_expires_at = now() - interval '1 s'")

            def finish(job_id: uuid.UUID = claimed[0], attempt: int = claimed[1], test_id: str = test_id) -> Any:
                time.sleep(chance.uniform(0, 0.002))
                if end == "reap":
                    return worker.execute("select queue.reap()").fetchone()
                return step(worker, end, job_id, attempt, test_id, random.Random(1))

            def cancel(test_id: str = test_id) -> Any:
                return user.execute("select queue.cancel(%s)", [test_id]).fetchone()

            _, cancelled = race(finish, cancel)
            row = user.execute("select status, bug_count from public.tests where id = %s", [test_id]).fetchone()
            assert row is not None
            status, bug_count = row
            if status == "running":
                # The owner asked while the reaper looked elsewhere: the next one sees to it.
                worker.execute("select queue.reap()")
                row = user.execute("select status, bug_count from public.tests where id = %s", [test_id]).fetchone()
                assert row is not None
                status, bug_count = row
            outcomes[status] += 1
            assert status in ("completed", "failed", "cancelled")
            assert (status == "cancelled") == (cancelled != "PT409"), "the owner was told what came of it"
            assert bug_count == (2 if status == "completed" else 0)
            ends = user.execute(
                "select payload ->> 'new_status' from public.test_events where test_id = %s"
                " and event = 'test.status_change' and payload ->> 'new_status' <> 'queued' order by sequence",
                [test_id],
            ).fetchall()
            assert [word for (word,) in ends if word not in ("running", "processing_results")] == [status]
        assert user.execute("select count(*) from queue.places where job_id is not null").fetchone() == (0,)
    assert outcomes["cancelled"] > 0


def test_a_test_submitted_in_the_moment_in_which_a_slot_becomes_free_gets_it(stack: Stack) -> None:
    [owner] = people(stack, ["free"])
    with (
        psycopg.connect(stack.database_url, autocommit=True) as user,
        psycopg.connect(stack.worker_database_url) as worker,
        ThreadPoolExecutor(1) as beside,
    ):
        submit(user, owner, "web")
        claimed = worker.execute("select job_id, attempt from queue.claim('w', '{web}')").fetchone()
        assert claimed is not None
        worker.commit()
        # The end is not committed yet: whoever asks now sees no free slot, and the end has seen nobody who waits.
        worker.execute("select queue.settle(%s, %s, 'failed', %s)", [*claimed, Jsonb(FAULT)])
        submitting = beside.submit(submit, user, owner, "web")
        with psycopg.connect(stack.database_url, autocommit=True) as looking:
            while (
                not submitting.done()
                and not looking.execute(
                    "select from pg_stat_activity "
                    "where wait_event_type = 'Lock' and query like 'insert into public.tests%'"
                ).fetchall()
            ):
                pass
        worker.commit()
        test_id = submitting.result()
        row = worker.execute("select payload ->> 'test_id' from queue.claim('w', '{web}')").fetchone()
        assert row == (test_id,)
        worker.commit()
