"""One process of the fleet: waits for work, carries out as many tests at once as it is told, and stops cleanly."""

import asyncio
import os
import secrets
import signal
import socket
import time

from deffatest.database import BackOff, Database, Listener
from deffatest.errors import DatabaseRefused, DatabaseUnavailable, SettingsError
from deffatest.logging import about_test, logger
from deffatest.settings import Settings
from deffatest.storage import Storage
from deffatest.tracing import start_tracing
from worker.fleet.attempt import Attempt, Means, Programs
from worker.fleet.confined import adopt_strays
from worker.fleet.health import Health
from worker.fleet.lease import Lease
from worker.fleet.machine import capacity, this_machine
from worker.fleet.measuring import watched
from worker.fleet.metrics import Metrics
from worker.fleet.outcomes import TryAgain
from worker.fleet.queue import CANCEL_CHANNEL, JOBS_CHANNEL, ClaimedJob, ClaimedProbe, Queue
from worker.fleet.run_folders import open_run_folders
from worker.fleet.run_group import own_run_groups

FIRST_ANSWER_SECONDS = 30.0  # how long to wait for the database when the worker starts
LAST_ANSWER_SECONDS = 5.0  # how long to try to give tests back when the worker stops; after that their leases run out
DEAF_POLL_SECONDS = 1.0  # how often to look for work while notifications do not reach us
SWEEP_SECONDS = 60.0  # how often to look for files of workers that are gone
NEEDED = ("database_url", "supabase_url", "s3_endpoint", "s3_access_key", "s3_secret_key", "s3_bucket")

log = logger(__name__)


class Worker:
    """Call `work` once; `stop` once to end after the running tests, twice to give them back at once."""

    def __init__(self, settings: Settings, programs: Programs | None = None) -> None:
        """Raises SettingsError that names what is missing."""
        settings.need(*NEEDED)
        self._settings = settings
        self._programs = programs or Programs()
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
        address = settings.database_url.get_secret_value()
        self._database = Database(address, "deffatest worker")
        self._queue = Queue(self._database, self.name, settings.lease_seconds)
        self._storage = Storage(settings)
        self._capacity = capacity(settings, this_machine())
        self._listener = Listener(address, "deffatest worker listening", self._heard)
        self._metrics = Metrics()
        self._metrics.places.set(self._capacity.tests)
        self._tracing = start_tracing(settings.otlp_endpoint, "deffatest-worker", self.name)
        self._health = Health(self.name, self._database, self._listener, settings.lease_seconds)
        self._attempts: dict[asyncio.Task[None], Attempt] = {}
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._at_once = asyncio.Event()

    def stop(self) -> None:
        """Take no more tests; the second time, give back those that run."""
        if self._stopping.is_set():
            log.warning("stopping at once", tests=len(self._attempts))
            self._at_once.set()
        else:
            log.info("stopping", tests=len(self._attempts), grace_seconds=self._settings.grace_seconds)
            self._stopping.set()
            self._health.stopping = True
        self._wake.set()

    async def work(self) -> None:
        """Claim and carry out tests until stopped.

        Raises DatabaseUnavailable when the database never answered, DatabaseRefused when it has no queue for us, and
        SettingsError when the health address or the runs' folder cannot be used.
        """
        async with watched(self._settings, self._metrics, self._health):
            try:
                self._folders = await asyncio.to_thread(open_run_folders, self._settings.runs_folder, self.name)
            except OSError as error:
                raise SettingsError(f"DEFFATEST_RUNS_FOLDER: runs cannot put their files there: {error}") from error
            try:
                await self._work()
            finally:
                await asyncio.to_thread(self._folders.sweep)
                await asyncio.to_thread(self._folders.close)
                await asyncio.to_thread(self._tracing.close)

    async def _work(self) -> None:
        groups = own_run_groups()
        log.info("runs are bounded", by="control groups" if groups else "their keepers and the limits of processes")
        self._means = Means(
            *(self._settings, self._queue, self._storage, self._programs),
            *(self._folders, groups, self._metrics, self._tracing),
        )
        background: list[asyncio.Task[None]] = []
        try:
            await self._greet()
            background = [
                asyncio.create_task(self._listener.run(JOBS_CHANNEL, CANCEL_CHANNEL)),
                asyncio.create_task(self._reap()),
                asyncio.create_task(self._sweep()),
            ]
            for task in background:
                task.add_done_callback(lambda _: self._wake.set())
            while not self._stopping.is_set():
                self._wake.clear()
                await self._claim()
                await self._wait(background)
        finally:
            await self._finish()
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await self._database.close()
            log.info("worker stopped")

    async def _greet(self) -> None:
        """Make sure that the database is there and lets us in."""
        back_off = BackOff()
        give_up = time.monotonic() + FIRST_ANSWER_SECONDS
        while not self._stopping.is_set():
            try:
                await self._queue.reap()
                self._health.started = True
                log.info(
                    "worker ready",
                    worker=self.name,
                    tests_at_once=self._capacity.tests,
                    lanes=self._capacity.lanes,
                )
                return
            except DatabaseUnavailable as error:
                if time.monotonic() >= give_up:
                    raise
                log.warning("waiting for the database", reason=str(error))
                await back_off.pause()
            except DatabaseRefused as error:
                raise DatabaseRefused(
                    f"{error} The login in DEFFATEST_DATABASE_URL cannot use the queue: apply the migrations "
                    "(deffatest stack up, or supabase db push) and use the login deffatest_worker.",
                    error.code,
                ) from error

    async def _claim(self) -> None:
        """Take tests until all places are taken or nothing waits."""
        while (lanes := self._free_lanes()) and not self._stopping.is_set():
            if not self._has_room():
                return
            try:
                job = await self._queue.claim(lanes)
            except DatabaseUnavailable as error:
                log.warning("the database does not answer; looking for work again soon", reason=str(error))
                return
            if job is None:
                return
            if isinstance(job, ClaimedProbe):
                await self._answer_probe(job)
                continue
            self._metrics.claimed(job, self._settings.lease_seconds)
            self._start(job)

    def _free_lanes(self) -> list[str]:
        return self._capacity.free_lanes([attempt.job.lane for attempt in self._attempts.values()])

    def _has_room(self) -> bool:
        """Whether the disk has room for another run; a worker without it takes no tests and is not ready."""
        free = self._folders.free_mb()
        full = free < self._settings.free_disk_mb
        if full and not self._health.disk_full:
            log.error("the disk is too full to take tests", free_mb=free, needed_mb=self._settings.free_disk_mb)
        self._health.disk_full = full
        return not full

    async def _answer_probe(self, job: ClaimedProbe) -> None:
        """A probe asks whether jobs come through at all, and that it was claimed is the answer."""
        try:
            await self._queue.settle(job, "completed", {})
        except DatabaseUnavailable as error:
            log.warning("the database does not answer; the probe's lease runs out", reason=str(error))

    def _start(self, job: ClaimedJob) -> None:
        lease = Lease(
            self._queue,
            job,
            self._settings.lease_seconds,
            lambda: self._listener.connected,
            self._metrics.heartbeats_failed.inc,
        )
        attempt = Attempt(self._means, job, lease)
        task = asyncio.create_task(self._carry_out(attempt))
        self._attempts[task] = attempt
        self._metrics.running.labels(job.lane).inc()
        task.add_done_callback(self._ended)

    async def _carry_out(self, attempt: Attempt) -> None:
        job, test = attempt.job, attempt.job.payload
        about = {"test": test.test_id, "attempt": job.attempt, "lane": job.lane, "plan": test.plan_type}
        with about_test(test.test_id, job.attempt), self._tracing.span("attempt", about) as span:
            try:
                outcome = await attempt.carry_out()
                span.note({"outcome": type(outcome).__name__})
                if isinstance(outcome, TryAgain):
                    span.fail(outcome.code)
            except DatabaseRefused:
                log.exception("the test could be neither settled nor given back; its lease runs out")

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._metrics.running.labels(self._attempts.pop(task).job.lane).dec()
        self._wake.set()

    async def _wait(self, background: list[asyncio.Task[None]]) -> None:
        """Until there may be work, a place became free, or we are to stop; polling is the safety net."""
        for task in background:
            if task.done():
                task.result()
        has_place = bool(self._free_lanes())
        poll = (
            self._settings.poll_seconds
            if self._listener.connected
            else min(DEAF_POLL_SECONDS, self._settings.poll_seconds)
        )
        try:
            async with asyncio.timeout(poll if has_place else None):
                await self._wake.wait()
        except TimeoutError:
            return

    def _heard(self, channel: str, payload: str) -> None:
        if channel in (JOBS_CHANNEL, ""):
            self._wake.set()
        for attempt in self._attempts.values():
            if channel == "" or (channel == CANCEL_CHANNEL and payload == attempt.job.payload.test_id):
                attempt.lease.look()

    async def _reap(self) -> None:
        """Regularly have the queue take back tests whose worker fell silent."""
        while True:
            await asyncio.sleep(self._settings.lease_seconds / 2)
            try:
                if reaped := await self._queue.reap():
                    self._metrics.reaped.inc(reaped)
                    log.info("took back tests of silent workers", tests=reaped)
                    self._wake.set()
            except DatabaseUnavailable as error:
                log.warning("the database does not answer; taking back later", reason=str(error))

    async def _sweep(self) -> None:
        """Regularly delete the files of workers that were killed."""
        while True:
            await asyncio.to_thread(self._folders.sweep)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _finish(self) -> None:
        """Let running tests end within the grace time, give back the rest."""
        tasks = list(self._attempts)
        if not tasks:
            return
        hurried = asyncio.create_task(self._at_once.wait())
        all_ended = asyncio.create_task(asyncio.wait(tasks))
        await asyncio.wait(
            [all_ended, hurried], timeout=self._settings.grace_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        for attempt in self._attempts.values():
            attempt.give_back()
        await asyncio.wait([all_ended], timeout=LAST_ANSWER_SECONDS)
        for task in list(self._attempts):
            log.error("a test could not be given back; its lease runs out")
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        hurried.cancel()


async def run_worker(settings: Settings, programs: Programs | None = None) -> None:
    """Be a worker process: stop on SIGTERM and SIGINT, and leave no process behind."""
    adopt_strays()
    worker = Worker(settings, programs)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    await worker.work()
