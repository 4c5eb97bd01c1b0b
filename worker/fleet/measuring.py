"""Looks at what is there when somebody scrapes: the queue, the memory of runs, the disk.

No scrape waits for long: what is not known within a moment is left out, and what was looked at lately is not looked at
again.
"""

import asyncio
import shutil
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from deffatest.database import Database
from deffatest.errors import DatabaseError
from deffatest.health_server import Pages, serving
from deffatest.logging import logger
from deffatest.settings import Settings
from worker.fleet.health import Health
from worker.fleet.keeper import MEBIBYTE
from worker.fleet.metrics import Metrics
from worker.fleet.room import size_mb
from worker.process_memory import measure

FRESH_SECONDS = 5.0  # how long a look is good for
PATIENCE_SECONDS = 2.0  # how long a scrape waits for a look

log = logger(__name__)


class Measuring:
    """Keeps the gauges of `Metrics` up to date; `look` before each scrape."""

    def __init__(self, metrics: Metrics, database_address: str, runs_folder: Path) -> None:
        self._metrics = metrics
        # A connection of its own: a slow answer here holds up no claim and no heartbeat.
        self._database = Database(database_address, "deffatest worker measuring")
        self._runs_folder = runs_folder
        self._looked_at = -FRESH_SECONDS
        self._looking: asyncio.Task[None] | None = None
        self._complained = False

    async def look(self) -> None:
        """Look again if the last look is old; come back after a moment even when it is not over."""
        if self._looking is None and time.monotonic() - self._looked_at >= FRESH_SECONDS:
            self._looking = asyncio.create_task(self._look())
            self._looking.add_done_callback(self._looked)
        if self._looking is not None:
            await asyncio.wait({self._looking}, timeout=PATIENCE_SECONDS)

    async def close(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self._database.close()

    async def _look(self) -> None:
        await asyncio.gather(self._look_at_queue(), asyncio.to_thread(self._look_at_machine))

    def _looked(self, looking: asyncio.Task[None]) -> None:
        self._looking, self._looked_at = None, time.monotonic()
        if not looking.cancelled() and (error := looking.exception()) is not None:
            log.error("could not measure", exc_info=error)

    async def _look_at_queue(self) -> None:
        metrics = self._metrics
        metrics.queue_measured.set(0)
        try:
            rows = await self._database.rows(
                "select lane, plan_type, waiting, oldest_waiting_seconds, running from queue.measure()"
            )
        except DatabaseError as error:
            # Old numbers would pass for new ones.
            for gauge in (metrics.queue_waiting, metrics.queue_oldest, metrics.queue_running):
                gauge.clear()
            if not self._complained:
                log.warning("the queue cannot be measured", reason=str(error))
            self._complained = True
            return
        self._complained = False
        for lane, plan, waiting, oldest, running in rows:
            metrics.queue_waiting.labels(lane, plan).set(waiting)
            metrics.queue_oldest.labels(lane, plan).set(oldest or 0)
            metrics.queue_running.labels(lane, plan).set(running)
        metrics.queue_measured.set(1)

    def _look_at_machine(self) -> None:
        metrics = self._metrics
        memory = measure(psutil.Process().children(recursive=True))
        metrics.memory.labels("own").set(memory.own)
        metrics.memory.labels("browser").set(memory.browser)
        metrics.folder_bytes.set(size_mb(str(self._runs_folder)) * MEBIBYTE)
        disk = shutil.disk_usage(_existing(self._runs_folder))
        metrics.disk_free.set(disk.free)
        metrics.disk_size.set(disk.total)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there: it is made with the first run."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())


@asynccontextmanager
async def watched(settings: Settings, metrics: Metrics, health: Health) -> AsyncGenerator[None]:
    """Answer at the health address, if there is one, while the context lasts.

    Raises SettingsError when the address cannot be used.
    """
    if not settings.health_address:
        yield
        return
    measuring = Measuring(metrics, settings.database_url.get_secret_value(), settings.runs_folder)

    async def text() -> tuple[str, bytes]:
        await measuring.look()
        metrics.ready.set(not health.readiness().reasons)
        return metrics.text()

    try:
        async with serving(settings.health_address, Pages(health.readiness, text)):
            yield
    finally:
        await measuring.close()
