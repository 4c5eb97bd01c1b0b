"""Our queue: probes, which are jobs without a test, through the same functions, slots and order as tests."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from benchmarks.queue.contender import Style, Tally, until_over
from benchmarks.queue.server import MIGRATED, Server

DATABASE = "queue_ours"
OWNERS = 500
FIRST_OF_EACH = 5  # one more than the plan has slots: four may be claimed, one waits behind them
LEASE_SECONDS = 60

PLACES = 2_500  # more than the owners have slots, so that the slots are what limits

CLAIM = "select job_id, attempt from queue.claim(%s, '{web}', %s)"
SETTLE = "select queue.settle(%s, %s, 'completed', '{}')"
SETTLE_AND_CLAIM = "select job_id, attempt from queue.settle_and_claim(%s, %s, 'completed', '{}', %s, '{web}', %s)"
# By owner, so that two that end many at once come to the owners in the same order.
CLAIM_MANY = """
select job_id, attempt from queue.claim_many(%s, '{web}', %s, %s) order by payload ->> 'user_id', job_id
"""
SETTLE_MANY = """
select queue.settle(job_id, attempt, 'completed', '{}') from unnest(%s::uuid[], %s::integer[]) as jobs (job_id, attempt)
"""


ENQUEUE_FOR_ALL = """
select count(queue.enqueue_probe(user_id, 'web')) from (
  select user_id from public.profiles, generate_series(1, %s) as round order by round, user_id
) as owners
"""
LENGTHEN = """
insert into queue.jobs
select (jsonb_populate_record(jobs, jsonb_build_object(
  'id', private.time_ordered_id(), 'enqueued_at', jobs.enqueued_at + make_interval(secs => round)
))).*
from queue.jobs, generate_series(1, %s) as round
where not admitted and (%s::uuid is null or owner_id = %s)
"""


@dataclass(frozen=True)
class Ours:
    """500 owners on the largest plan; the limit of all running tests is lifted, the owners' slots hold.

    Claims in one call and settles in another; or settles the last job and claims the next in one.
    """

    server: Server
    database: str
    in_one_transaction: bool = False

    @classmethod
    def create(cls, server: Server, database: str = DATABASE) -> "Ours":
        server.create(database, template=MIGRATED)
        ours = cls(server, database)
        with ours.admin() as connection:
            connection.execute("update queue.settings set running_limit = %s", [PLACES])
            sign_up(connection, OWNERS, "chaos")
        return ours

    @property
    def name(self) -> str:
        return "deffatest, one transaction" if self.in_one_transaction else "deffatest"

    def admin(self) -> psycopg.Connection:
        return psycopg.connect(self.server.admin(self.database), autocommit=True)

    def fill(self, jobs: int) -> None:
        with self.admin() as connection:
            connection.execute("truncate queue.jobs, queue.attempts")
            connection.execute("update queue.places set job_id = null where job_id is not null")
            each = -(-jobs // OWNERS)
            # From one owner to the next, as users come, and not one owner's all at once.
            connection.execute(ENQUEUE_FOR_ALL, [min(each, FIRST_OF_EACH)])
            lengthen_lines(connection, each - FIRST_OF_EACH)
            connection.execute("vacuum analyze queue.jobs, queue.places, queue.attempts")

    def work(self, style: Style, start: Callable[[], None], seconds: float) -> Tally:
        name = f"bench-{uuid.uuid4().hex[:8]}"
        # As the driver comes, like the peers' connections: what is used a few times is prepared.
        with psycopg.connect(self.server.worker(self.database), autocommit=True) as connection:
            held: tuple[Any, ...] | None = None

            def take() -> int:
                claimed = connection.execute(CLAIM, [name, LEASE_SECONDS]).fetchone()
                if claimed is None:
                    return 0
                connection.execute(SETTLE, claimed)
                return 1

            def take_in_one() -> int:
                nonlocal held
                if held is None:
                    held = connection.execute(CLAIM, [name, LEASE_SECONDS]).fetchone()
                else:
                    held = connection.execute(SETTLE_AND_CLAIM, [*held, name, LEASE_SECONDS]).fetchone()
                    held = held if held and held[0] else None
                return 1 if held else 0

            def take_many() -> int:
                claimed = connection.execute(CLAIM_MANY, [name, style.at_once, LEASE_SECONDS]).fetchall()
                connection.execute(SETTLE_MANY, [[row[0] for row in claimed], [row[1] for row in claimed]])
                return len(claimed)

            single = take_in_one if self.in_one_transaction else take
            return until_over(take_many if style.at_once > 1 else single, start, seconds)


def lengthen_lines(connection: psycopg.Connection, more: int, owner: uuid.UUID | None = None) -> None:
    """Put this many more probes behind the last that waits, in everybody's line or in one owner's.

    Copied from it, because a hundred thousand calls would take longer than what is measured.
    """
    if more > 0:
        with connection.transaction():
            connection.execute("set local session_replication_role = replica")
            connection.execute(LENGTHEN, [more, owner, owner])


def sign_up(connection: psycopg.Connection, people: int, plan: str) -> None:
    """Make accounts on a plan, as Auth makes them; their slots follow by trigger."""
    connection.execute(
        """
        insert into auth.users (id, email)
        select gen_random_uuid(), format('%s-%s@example.com', gen_random_uuid(), number)
        from generate_series(1, %s) as number
        """.replace("format('%s-%s", "format('%%s-%%s"),
        [people],
    )
    connection.execute("update public.profiles set plan_type = %s where plan_type = 'free'", [plan])
