"""PostgreSQL, spoken to asynchronously, by connections that are made anew when they were lost.

`Database` answers queries; `Listener` hears notifications. Both need a session, so they use the direct address or a
session pooler.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import AsyncConnection, sql

from deffatest.errors import DatabaseRefused, DatabaseUnavailable
from deffatest.logging import logger

ANSWER_SECONDS = (
    15.0  # every call of ours is a short transaction; silence for so long means that the connection is gone
)
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0

log = logger(__name__)


class BackOff:
    """Pauses that double up to a limit, each cut by chance so that a fleet does not come back all at once."""

    def __init__(self, first: float = FIRST_PAUSE_SECONDS, longest: float = LONGEST_PAUSE_SECONDS) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def reset(self) -> None:
        """All is well again."""
        self._next = self._first

    async def pause(self) -> None:
        """Wait a while, longer each time."""
        await asyncio.sleep(self._next * random.uniform(0.5, 1.0))
        self._next = min(self._next * 2, self._longest)


class Database:
    """One connection, used by one query at a time; a lost one is replaced at the next query."""

    def __init__(self, address: str, name: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._address = address
        self._name = name
        self._answer_seconds = answer_seconds
        self._connection: AsyncConnection[tuple[Any, ...]] | None = None
        self._turn = asyncio.Lock()
        self.answers = False  # whether the last query was answered
        self.answered_at = 0.0  # when one last was, by time.monotonic()

    async def rows(self, query: LiteralString, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run one statement in a transaction of its own.

        Raises DatabaseUnavailable when there was no answer (the statement may or may not have been carried out) and
        DatabaseRefused.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(self._answer_seconds), translated():
                    if self._connection is None:
                        self._connection = await connect(self._address, self._name)
                    cursor = await self._connection.execute(query, parameters)
                    rows = await cursor.fetchall() if cursor.description else []
                self._answered()
                return rows
            except DatabaseRefused:
                self._answered()
                raise
            except TimeoutError as error:
                self.answers = False
                await self._drop()
                raise DatabaseUnavailable(f"PostgreSQL gave no answer for {self._answer_seconds:.0f} s.") from error
            except DatabaseUnavailable:
                self.answers = False
                await self._drop()
                raise
            except asyncio.CancelledError:
                await self._drop()
                raise

    async def close(self) -> None:
        """Hang up."""
        async with self._turn:
            await self._drop()

    def _answered(self) -> None:
        self.answers, self.answered_at = True, time.monotonic()

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


class Listener:
    """Hears notifications for as long as it runs; those sent while it was not connected are lost, so poll as well."""

    def __init__(self, address: str, name: str, heard: Callable[[str, str], None]) -> None:
        """`heard` gets the channel and the payload of each notification, and ("", "") after each new connection."""
        self._address = address
        self._name = name
        self._heard = heard
        self.connected = False

    async def run(self, *channels: str) -> None:
        """Listen until cancelled; reconnect whenever the connection is lost."""
        back_off = BackOff()
        while True:
            try:
                async with translated():
                    await self._listen(channels, back_off)
            except DatabaseUnavailable as error:
                log.warning("the listening connection was lost", reason=str(error))
            finally:
                self.connected = False
            await back_off.pause()

    async def _listen(self, channels: Sequence[str], back_off: BackOff) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            connection = await connect(self._address, self._name)
        try:
            for channel in channels:
                await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
            self.connected = True
            back_off.reset()
            self._heard("", "")
            async for notification in connection.notifies():
                self._heard(notification.channel, notification.payload)
        finally:
            await connection.close()


async def connect(address: str, name: str) -> AsyncConnection[tuple[Any, ...]]:
    """Open one connection that commits each statement; `name` is what the database's administrator sees.

    Raises DatabaseUnavailable when nobody answers or the login is refused.
    """
    async with translated():
        return await AsyncConnection.connect(
            address,
            autocommit=True,
            application_name=name,
            prepare_threshold=None,  # poolers do not keep prepared statements
            connect_timeout=5,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
        )


@asynccontextmanager
async def translated() -> AsyncGenerator[None]:
    """Turn psycopg's errors into ours, the cause kept."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise DatabaseUnavailable(f"PostgreSQL cannot be reached: {_first_line(error)}") from error
    except psycopg.Error as error:
        raise DatabaseRefused(f"PostgreSQL refused: {_first_line(error)}", error.sqlstate or "") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
