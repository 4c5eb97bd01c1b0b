"""The least there can be: NOTIFY in the inserting transaction, a listener that claims when it hears it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from benchmarks.queue.contenders.bare import CHANNEL, CLAIM, COMPLETE, Bare

ENQUEUE = f"with job as (insert into jobs default values returning id) select pg_notify('{CHANNEL}', '') from job"


@dataclass(frozen=True)
class IdleBare:
    """Two connections, as ours: one listens, one claims."""

    bare: Bare

    @property
    def name(self) -> str:
        return "bare"

    @contextmanager
    def enqueueing(self) -> Generator[Callable[[], None]]:
        with psycopg.connect(self.bare.address, autocommit=True) as connection:
            yield lambda: connection.execute(ENQUEUE).close()

    async def wait_for_work(self, started: Callable[[], None], ready: Callable[[], None]) -> None:
        self.bare.fill(0)
        connect = psycopg.AsyncConnection.connect
        async with (
            await connect(self.bare.address, autocommit=True) as listening,
            await connect(self.bare.address, autocommit=True) as claiming,
        ):
            await listening.execute(f"listen {CHANNEL}")
            ready()
            async for _ in listening.notifies():
                claimed = await (await claiming.execute(CLAIM, [1])).fetchall()
                if claimed:
                    started()
                    await claiming.execute(COMPLETE, [[claimed[0][0]]])
