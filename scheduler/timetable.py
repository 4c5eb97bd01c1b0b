"""The scheduler as a process: every service at its times, until told to stop.

Times are kept by APScheduler. A turn that is due while the last one still runs is left out, and turns that were missed
are made up for by one. What the database knows of earlier turns decides when the first one is due, so restarts
neither skip a daily service nor repeat it. A service that is notified takes its turn at once.
"""

import asyncio
import random
import signal
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]  (it ships none)
from apscheduler.triggers.interval import IntervalTrigger  # pyright: ignore[reportMissingTypeStubs]  (it ships none)

from deffatest.database import BackOff, Listener
from deffatest.errors import DatabaseRefused, DatabaseUnavailable, DeffatestError, SettingsError
from deffatest.health_server import Pages, Readiness, serving
from deffatest.logging import logger
from deffatest.settings import Settings
from scheduler.metrics import Metrics
from scheduler.service import Service, Tools
from scheduler.services import all_services, find_service
from scheduler.turn import take_turn

FIRST_ANSWER_SECONDS = 30.0  # how long to wait for the database at the start
SPREAD_SECONDS = 10.0  # first turns come within this time, so that a restart is no burst
JITTER = 0.1  # of the interval, so that several schedulers do not meet at every turn
RETRY_SECONDS = 300.0  # a service that failed is tried again after its interval, but at the latest then

log = logger(__name__)


def schedule(settings: Settings) -> dict[Service, float]:
    """Every service that is switched on, and how often it runs, in seconds.

    Raises SettingsError when DEFFATEST_SCHEDULE names what is not there or no number.
    """
    every = {service: service.every_seconds for service in all_services().values()}
    for word in settings.schedule:
        name, _, seconds = word.partition("=")
        try:
            every[find_service(name)] = float(seconds)
        except (ValueError, SettingsError) as error:
            raise SettingsError(
                f"DEFFATEST_SCHEDULE: {word!r} is not NAME=SECONDS with one of {', '.join(all_services())}."
            ) from error
    if wrong := [service.name for service, seconds in every.items() if not 0 <= seconds < float("inf")]:
        raise SettingsError(f"DEFFATEST_SCHEDULE: a time cannot be negative or endless: {', '.join(wrong)}.")
    return {service: seconds for service, seconds in every.items() if seconds > 0}


class Timetable:
    """Call `run` once; `stop` once to end after the turns under way, twice to end at once."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError that says what is missing or wrong."""
        self._every = schedule(settings)
        self._settings = settings
        self._tools = Tools(settings)
        if any(service.uses_storage for service in self._every):
            _ = self._tools.storage
        self._metrics = Metrics(list(self._every))
        # Its types are not declared.
        self._scheduler: Any = AsyncIOScheduler(timezone=UTC)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._at_work: set[str] = set()
        self._woken: set[str] = set()
        self._listener = Listener(self._tools.address, "deffatest scheduler listening", self._heard)
        self._stopping = asyncio.Event()
        self._at_once = asyncio.Event()
        self._reached = False

    def stop(self) -> None:
        """Start no more turns; the second time, do not wait for those under way."""
        if self._stopping.is_set():
            self._at_once.set()
        log.info("stopping", turns_under_way=len(self._under_way))
        self._stopping.set()

    async def run(self) -> None:
        """Run every service at its times until stopped.

        Raises DatabaseUnavailable when the database never answered, DatabaseRefused when it does not know us.
        """
        async with AsyncExitStack() as stack:
            if self._settings.health_address:
                pages = Pages(readiness=self._readiness, metrics=self._metrics.text)
                await stack.enter_async_context(serving(self._settings.health_address, pages))
            stack.push_async_callback(self._tools.database.close)
            if not await self._greet():
                return
            self._scheduler.start()
            listening = asyncio.create_task(self._listen())
            log.info("scheduler ready", services=[service.name for service in self._every])
            await self._stopping.wait()
            listening.cancel()
            self._scheduler.pause()
            await self._finish()
            self._scheduler.shutdown(wait=False)
        log.info("scheduler stopped")

    async def _greet(self) -> bool:
        """Wait for the database and put every service into the timetable; False when told to stop meanwhile."""
        back_off = BackOff()
        give_up = time.monotonic() + FIRST_ANSWER_SECONDS
        while not self._stopping.is_set():
            try:
                rows = await self._tools.database.rows("select service, succeeded_at from upkeep.read_runs()")
            except DatabaseUnavailable as error:
                if time.monotonic() >= give_up:
                    raise
                log.warning("waiting for the database", reason=str(error))
                await back_off.pause()
            except DatabaseRefused as error:
                raise DatabaseRefused(
                    f"{error} The login in DEFFATEST_SCHEDULER_DATABASE_URL cannot do the scheduler's work: apply the "
                    "migrations (deffatest stack up, or supabase db push) and use the login deffatest_scheduler.",
                    error.code,
                ) from error
            else:
                last: dict[str, datetime] = dict(rows)
                for service, seconds in self._every.items():
                    self._add(service, seconds, last.get(service.name))
                self._reached = True
                return True
        return False

    def _add(self, service: Service, seconds: float, last: datetime | None) -> None:
        now = datetime.now(UTC)
        soon = now + timedelta(seconds=random.uniform(0, min(seconds, SPREAD_SECONDS)))
        self._metrics.scheduled(service, seconds, last.timestamp() if last else None)
        self._scheduler.add_job(
            self._turn,
            IntervalTrigger(seconds=max(1, round(seconds)), jitter=max(1, round(seconds * JITTER)), timezone=UTC),
            args=[service, seconds],
            id=service.name,
            next_run_time=max(soon, last + timedelta(seconds=seconds)) if last else soon,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    async def _listen(self) -> None:
        """Hear of what cannot wait; missed notifications are made up for by the service's next turn."""
        if channels := {service.wakes_on for service in self._every if service.wakes_on}:
            await self._listener.run(*channels)

    def _heard(self, channel: str, _payload: str) -> None:
        for service in self._every:
            if service.wakes_on and channel in (service.wakes_on, ""):
                self._woken.add(service.name)
                if service.name not in self._at_work:
                    self._scheduler.modify_job(service.name, next_run_time=datetime.now(UTC))

    async def _turn(self, service: Service, seconds: float) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        self._at_work.add(service.name)
        try:
            await self._take_turn(service, seconds)
            # Who was notified during a turn may have looked already: another turn is due.
            while service.name in self._woken and not self._stopping.is_set():
                await self._take_turn(service, seconds)
        finally:
            self._under_way.discard(task)
            self._at_work.discard(service.name)

    async def _take_turn(self, service: Service, seconds: float) -> None:
        self._woken.discard(service.name)
        started = time.monotonic()
        try:
            counts = await take_turn(service, self._tools)
        except DeffatestError as error:
            self._reached = not isinstance(error, DatabaseUnavailable)
            self._metrics.failed(service)
            log.error("a service could not do its work", service=service.name, reason=str(error))
            self._retry(service, seconds)
        except BaseException:
            self._metrics.failed(service)
            self._retry(service, seconds)
            raise
        else:
            self._reached = True
            if counts is None:
                self._metrics.elsewhere(service)
                log.debug("already running elsewhere", service=service.name)
            else:
                self._metrics.done(service, counts, time.monotonic() - started)
                say = log.debug if service.measures or not any(counts.values()) else log.info
                say("done", service=service.name, **counts)

    def _retry(self, service: Service, seconds: float) -> None:
        if not self._stopping.is_set() and seconds > RETRY_SECONDS:
            again = datetime.now(UTC) + timedelta(seconds=RETRY_SECONDS)
            self._scheduler.modify_job(service.name, next_run_time=again)

    async def _finish(self) -> None:
        """Let the turns under way end; cut off, they end as if the process had been killed, which is safe."""
        turns = list(self._under_way)
        if not turns:
            return
        all_ended = asyncio.create_task(asyncio.wait(turns))
        hurried = asyncio.create_task(self._at_once.wait())
        await asyncio.wait([all_ended, hurried], return_when=asyncio.FIRST_COMPLETED)
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)
        hurried.cancel()

    def _readiness(self) -> Readiness:
        reasons = [] if self._reached else ["the database does not answer"]
        if self._stopping.is_set():
            reasons.append("the scheduler is stopping")
        return Readiness(reasons)


async def run_scheduler(settings: Settings) -> None:
    """Be a scheduler process: stop on SIGTERM and SIGINT."""
    timetable = Timetable(settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, timetable.stop)
    await timetable.run()
