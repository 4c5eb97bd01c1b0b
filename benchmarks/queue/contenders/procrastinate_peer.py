"""procrastinate: its own worker runs tasks that do nothing, one at a time or as many beside each other as helps it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.schema import SchemaManager

from benchmarks.queue.contender import Style, Tally
from benchmarks.queue.server import Server

DATABASE = "queue_procrastinate"
TASK = "probe"
AT_ONCE = 10  # more do not help it


@dataclass(frozen=True)
class Procrastinate:
    """As it is when nothing is set, but for how many jobs it runs beside each other."""

    address: str

    @classmethod
    def create(cls, server: Server) -> "Procrastinate":
        server.create(DATABASE)
        peer = cls(server.admin(DATABASE))
        with psycopg.connect(peer.address, autocommit=True) as connection:
            connection.execute(SchemaManager.get_schema().encode())
        return peer

    @property
    def name(self) -> str:
        return "procrastinate"

    def fill(self, jobs: int) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("truncate procrastinate_jobs cascade")
            connection.execute(
                "insert into procrastinate_jobs (queue_name, task_name, args)"
                " select 'default', %s, '{}' from generate_series(1, %s)",
                [TASK, jobs],
            )
            connection.execute("vacuum analyze procrastinate_jobs")

    def work(self, style: Style, start: Callable[[], None], seconds: float) -> Tally:
        times: list[float] = []

        async def probe() -> None:
            times.append(time.monotonic())

        async def work() -> Tally:
            app = self.app(probe)
            async with app.open_async():
                start()
                began = time.monotonic()
                working = asyncio.create_task(
                    app.run_worker_async(
                        concurrency=AT_ONCE if style.at_once > 1 else 1,
                        wait=False,
                        install_signal_handlers=False,
                    )
                )
                await asyncio.wait({working}, timeout=seconds)
                done, ended = len(times), times[-1] if times else began
                working.cancel()
                with suppress(asyncio.CancelledError):
                    await working
                # From the first job on: what the worker does to come up is not the queue's speed.
                return Tally(max(done - 1, 0), times[0] if times else began, ended)

        return asyncio.run(work())

    def app(self, task: Callable[..., Awaitable[None]], **connection: Any) -> App:
        """procrastinate on this database, with this one task."""
        app = App(connector=PsycopgConnector(conninfo=self.address, **connection))
        app.task(name=TASK)(task)
        return app
