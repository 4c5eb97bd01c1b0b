"""What a service of the scheduler is: the page to read before any file of `services/`."""

import copy
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, LiteralString

from deffatest.database import Database
from deffatest.settings import Settings
from deffatest.storage import Storage

ANSWER_SECONDS = 120.0  # a batch of an archive is one statement over many rows

Counts = dict[str, int]
"""What one turn of a service did or saw, by name."""


class Tools:
    """What services work with; one for a whole process."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError when there is no address of the database."""
        settings.need("scheduler_database_url")
        self.settings = settings
        self.address = settings.scheduler_database_url.get_secret_value()
        self.database = self._new_database()

    @cached_property
    def storage(self) -> Storage:
        """The object storage. Raises SettingsError when it is not configured."""
        return Storage(self.settings)

    def _new_database(self) -> Database:
        return Database(self.address, "deffatest scheduler", ANSWER_SECONDS)

    @asynccontextmanager
    async def apart(self) -> AsyncGenerator["Tools"]:
        """The same with a connection of its own, so that a long statement of one service holds up no other."""
        own = copy.copy(self)
        own.database = self._new_database()
        try:
            yield own
        finally:
            await own.database.close()

    async def values(self, query: LiteralString, *parameters: object) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in await self.database.rows(query, parameters)]

    async def value(self, query: LiteralString, *parameters: object) -> Any:
        """The first column of the only row."""
        [value] = await self.values(query, *parameters)
        return value


RunOnce = Callable[[Tools], Awaitable[Counts]]


@dataclass(frozen=True)
class Service:
    """One thing that is done again and again. `run_once` is safe to run twice, and in two processes at once."""

    name: str
    says: str
    every_seconds: float
    counts: Sequence[str]
    """The names of what `run_once` counts."""
    run_once: RunOnce
    uses_storage: bool = False
    measures: bool = False
    """The counts are measurements of a moment, which cannot be added up."""
    wakes_on: str = ""
    """A channel of PostgreSQL: a notification there means that there is something to do before its time."""
