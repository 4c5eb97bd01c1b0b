"""The least a queue on PostgreSQL can be: one table, SKIP LOCKED, no slots, no fairness, no record of what was done.

What a queue that keeps promises costs is read off against it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from benchmarks.queue.contender import Style, Tally, until_over
from benchmarks.queue.server import Server

DATABASE = "queue_bare"
CHANNEL = "bare_jobs"

SCHEMA = """
create table jobs (
  id bigint generated always as identity primary key,
  payload jsonb not null default '{}',
  state text not null default 'waiting'
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
create index waiting_jobs on jobs (id) where state = 'waiting';
"""

CLAIM = """
update jobs set state = 'running'
where id = any (array (select id from jobs where state = 'waiting' order by id limit %s for update skip locked))
returning id, payload
"""
COMPLETE = "update jobs set state = 'done' where id = any (%s)"
COMPLETE_AND_CLAIM = f"with done as ({COMPLETE}) {CLAIM}"


@dataclass(frozen=True)
class Bare:
    """Claims in one transaction, completes in another; or completes the last jobs and claims the next in one."""

    address: str
    in_one_transaction: bool = False

    @classmethod
    def create(cls, server: Server) -> "Bare":
        server.create(DATABASE)
        bare = cls(server.admin(DATABASE))
        with psycopg.connect(bare.address, autocommit=True) as connection:
            connection.execute(SCHEMA)
        return bare

    @property
    def name(self) -> str:
        return "bare, one transaction" if self.in_one_transaction else "bare"

    def fill(self, jobs: int) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("truncate jobs")
            connection.execute("insert into jobs (payload) select '{}' from generate_series(1, %s)", [jobs])
            connection.execute("vacuum analyze jobs")

    def work(self, style: Style, start: Callable[[], None], seconds: float) -> Tally:
        with psycopg.connect(self.address, autocommit=True) as connection:
            held: list[int] = []

            def take() -> int:
                claimed = [row[0] for row in connection.execute(CLAIM, [style.at_once])]
                connection.execute(COMPLETE, [claimed])
                return len(claimed)

            def take_in_one() -> int:
                nonlocal held
                held = [row[0] for row in connection.execute(COMPLETE_AND_CLAIM, [held, style.at_once])]
                return len(held)

            return until_over(take_in_one if self.in_one_transaction else take, start, seconds)
