"""pgmq, as its own Python client ships it: SQL functions in a schema, one table a queue."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from pgmq.install import get_embedded_install_sql

from benchmarks.queue.contender import Style, Tally, until_over
from benchmarks.queue.server import Server

DATABASE = "queue_pgmq"
QUEUE = "probes"
HIDDEN_SECONDS = 30


@dataclass(frozen=True)
class Pgmq:
    """Reads messages, which hides them for a while, and deletes them when done."""

    address: str

    @classmethod
    def create(cls, server: Server) -> "Pgmq":
        server.create(DATABASE)
        pgmq = cls(server.admin(DATABASE))
        with psycopg.connect(pgmq.address, autocommit=True) as connection:
            connection.execute(get_embedded_install_sql().encode())
            connection.execute("select pgmq.create(%s)", [QUEUE])
        return pgmq

    @property
    def name(self) -> str:
        return "pgmq"

    def fill(self, jobs: int) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("select pgmq.purge_queue(%s)", [QUEUE])
            connection.execute(
                "select count(*) from pgmq.send_batch(%s, array_fill('{}'::jsonb, array[%s]))", [QUEUE, jobs]
            )
            connection.execute("vacuum analyze pgmq.q_probes")

    def work(self, style: Style, start: Callable[[], None], seconds: float) -> Tally:
        with psycopg.connect(self.address, autocommit=True) as connection:

            def take() -> int:
                claimed = [
                    row[0]
                    for row in connection.execute(
                        "select msg_id, message from pgmq.read(%s, %s, %s)", [QUEUE, HIDDEN_SECONDS, style.at_once]
                    )
                ]
                connection.execute("select pgmq.delete(%s, %s::bigint[])", [QUEUE, claimed])
                return len(claimed)

            return until_over(take, start, seconds)
