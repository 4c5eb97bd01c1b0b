"""One turn of one service, alone among all schedulers."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from psycopg.types.json import Jsonb

from deffatest.database import connect, translated
from scheduler.service import Counts, Service, Tools


async def take_turn(service: Service, tools: Tools) -> Counts | None:
    """Run a service once and note it in the database; None when it is already running elsewhere.

    Raises DatabaseError or StorageError when it could not do its work; what it did until then stays done.
    """
    async with alone(tools.address, service.name) as is_alone:
        if not is_alone:
            return None
        async with tools.apart() as own:
            counts = await service.run_once(own)
            await own.database.rows("select upkeep.record_run(%s, %s)", (service.name, Jsonb(counts)))
        return counts


@asynccontextmanager
async def alone(address: str, name: str) -> AsyncGenerator[bool]:
    """Hold the lock of this name for as long as the block runs; False when another process, or this one, has it.

    The lock belongs to a connection of its own: it cannot outlive the process, however that ends.
    """
    connection = await connect(address, f"deffatest scheduler: {name}")
    try:
        async with translated():
            cursor = await connection.execute(
                "select pg_try_advisory_lock(hashtextextended('deffatest scheduler ' || %s, 0))", [name]
            )
            row = await cursor.fetchone()
        yield bool(row and row[0])
    finally:
        await connection.close()
