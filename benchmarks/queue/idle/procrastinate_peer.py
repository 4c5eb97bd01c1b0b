"""procrastinate's worker, which listens too; jobs are deferred through its synchronous connector."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from procrastinate import App, SyncPsycopgConnector

from benchmarks.queue.contenders.procrastinate_peer import TASK, Procrastinate


@dataclass(frozen=True)
class IdleProcrastinate:
    """Its settings are those it comes with."""

    peer: Procrastinate

    @property
    def name(self) -> str:
        return "procrastinate"

    @contextmanager
    def enqueueing(self) -> Generator[Callable[[], None]]:
        with App(connector=SyncPsycopgConnector(conninfo=self.peer.address)).open() as app:
            probe = app.configure_task(TASK)

            def enqueue() -> None:
                probe.defer()

            yield enqueue

    async def wait_for_work(self, started: Callable[[], None], ready: Callable[[], None]) -> None:
        self.peer.fill(0)

        async def probe() -> None:
            started()

        app = self.peer.app(probe)
        async with app.open_async():
            working = asyncio.create_task(app.run_worker_async(install_signal_handlers=False))
            while not await _listens(app):  # noqa: ASYNC110  (it says nowhere that it listens; the database knows)
                await asyncio.sleep(0.05)
            ready()
            await working


async def _listens(app: App) -> bool:
    answer = await app.connector.execute_query_one_async(
        "select exists (select from pg_stat_activity where datname = current_database() and query ilike 'listen%%')"
    )
    return bool(answer["exists"])
