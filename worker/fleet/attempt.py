"""One attempt at a claimed test, from its order to its report: run in a child process, written down, uploaded,
settled."""

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from deffatest.errors import DatabaseRefused, SealBroken, StorageError
from deffatest.logging import logger
from deffatest.masking import mask_text
from deffatest.run_record import EarlierTests, RunRecord, read_run
from deffatest.settings import Settings, run_environment
from deffatest.storage import Storage
from deffatest.tracing import Tracing
from worker.bundle.site_server import host_of
from worker.fleet.confined import Confined
from worker.fleet.delivery import belongs_to, completed_result, files_to_upload, upload
from worker.fleet.keeper import Verdict
from worker.fleet.lease import Lease
from worker.fleet.metrics import Metrics
from worker.fleet.outcomes import Cancelled, Completed, GiveBack, Lost, Outcome, TargetFailed, TryAgain
from worker.fleet.queue import ClaimedJob, Hold, Queue
from worker.fleet.run_folders import RunFolders, is_no_room
from worker.fleet.run_group import RunGroups
from worker.login import Login
from worker.model_access import model_access
from worker.order import BugFound, Bundle, Failed, Progress, RunOrder, messages

EXPLORED_PERCENT = 95  # the rest is for writing and uploading the report
LAST_WORDS = 20
KEEPER_MEMORY_MB = 64
LEAST_ROOM_MB = 8  # what fails while less than this is free failed for that

NO_ROOM = TryAgain("There was no room left for the test's files on our side.", "disk_full")

log = logger(__name__)


@dataclass(frozen=True)
class Programs:
    """What is run on a run folder: first the test, then the report."""

    run: tuple[str, ...] = (sys.executable, "-m", "worker.run")
    report: tuple[str, ...] = (sys.executable, "-m", "reporter")


@dataclass
class Ended:
    """How a child process ended and what it said last."""

    verdict: Verdict | None
    failed: Failed | None = None
    last_words: deque[str] = field(default_factory=lambda: deque[str](maxlen=LAST_WORDS))

    @property
    def well(self) -> bool:
        """Whether it ended by itself and says that all is well."""
        return self.verdict is not None and self.verdict.ending == "exited" and self.verdict.code == 0


@dataclass(frozen=True)
class Means:
    """What all attempts of a worker share."""

    settings: Settings
    queue: Queue
    storage: Storage
    programs: Programs
    folders: RunFolders
    groups: RunGroups | None
    """None where the machine lets us make no control groups."""
    metrics: Metrics
    tracing: Tracing


class Attempt:
    """Carries out one claimed job; `give_back` ends it early because this worker stops."""

    def __init__(self, means: Means, job: ClaimedJob, lease: Lease) -> None:
        self.job = job
        self.lease = lease
        self._means = means
        self._settings = means.settings
        self._queue = means.queue
        self._metrics = means.metrics
        self._tracing = means.tracing
        self._give_back = asyncio.Event()
        self._name = f"{job.payload.test_id}-{job.attempt}"
        self._folder = means.folders.own / self._name

    def give_back(self) -> None:
        """Stop, and let another worker have it."""
        self._give_back.set()

    async def carry_out(self) -> Outcome:
        """Do the work, end every process it needed, and tell the queue how it went."""
        log.info("test claimed", name=self.job.payload.test_name, source=self.job.payload.order().source)
        keeping = asyncio.create_task(self.lease.keep())
        try:
            outcome = await self._until_decided(keeping)
            outcome = await self._settle_or_release(outcome)
            log.info("test ended", outcome=type(outcome).__name__, **_why(outcome))
            return outcome
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await asyncio.to_thread(self._means.folders.remove, self._folder, keep=self._settings.keep_runs)

    async def _until_decided(self, keeping: asyncio.Task[None]) -> Outcome:
        """The outcome of the work, unless the job is gone or the worker stops before that."""
        working = asyncio.create_task(self._work())
        stopping = asyncio.create_task(self._give_back.wait())
        try:
            await asyncio.wait({working, stopping, keeping, self.lease.gone}, return_when=asyncio.FIRST_COMPLETED)
            if self.lease.gone.done():
                return Lost() if self.lease.gone.result() is Hold.LOST else Cancelled()
            if working.done():
                return working.result()
            if keeping.done():
                keeping.result()  # which raises: while the job is ours, keeping ends only by an error
            return GiveBack()
        except DatabaseRefused as error:
            log.exception("the database refused what the test reported")
            return TryAgain("Results could not be stored.", f"database_refused_{error.code}")
        except SealBroken as error:
            log.error("the test's login cannot be opened", reason=str(error))
            return TryAgain("The login for the test could not be opened on our side.", "login_not_opened")
        except StorageError as error:
            log.exception("the report could not be uploaded")
            return TryAgain("The report could not be stored.", _storage_code(error))
        except OSError as error:
            if is_no_room(error):
                log.error("the disk is full", reason=str(error))
                return NO_ROOM
            log.exception("the worker failed")
            return TryAgain("Something went wrong on our side.", "worker_failed")
        except Exception:
            # Whatever it was, this test goes back to the queue and the worker's other tests go on.
            log.exception("the worker failed")
            return TryAgain("Something went wrong on our side.", "worker_failed")
        finally:
            working.cancel()
            stopping.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)

    async def _work(self) -> Outcome:
        order = self._prepare(await self._login(), await self._queue.earlier_tests(self.job))
        if order.bundle is not None and (failure := await self._fetch_bundle(order.bundle)) is not None:
            return failure
        self.lease.tell(0, "Starting the test")
        ended = await self._explore(order)
        if (failure := self._judge(ended)) is not None:
            return failure
        try:
            record = read_run(self._folder)
        except (FileNotFoundError, ValidationError):
            log.exception("the run left no record", last_words=list(ended.last_words))
            return TryAgain("The test ended without a result.", "run_record_missing")
        if not belongs_to(record, order.test):
            return TryAgain("The test ended without a result.", "run_record_of_another_test")

        self.lease.processing("Writing the report")
        reported = await self._report()
        if not reported.well:
            if (used_up := self._what_was_used_up(reported.verdict)) is not None:
                return used_up
            log.error("no report could be written", verdict=reported.verdict, last_words=list(reported.last_words))
            return TryAgain("The report could not be written.", "report_failed")
        return await self._deliver(record)

    async def _explore(self, order: RunOrder) -> Ended:
        started = time.monotonic()
        with self._tracing.span("run") as span:
            seconds = order.seconds + self._settings.run_overtime_seconds
            ended = await self._confined(self._means.programs.run, seconds, self._hear, order.told())
            span.note(_as_attributes(ended))
        self._metrics.run_ended(self.job.lane, time.monotonic() - started, ended.verdict)
        return ended

    async def _report(self) -> Ended:
        started = time.monotonic()
        with self._tracing.span("report") as span:
            ended = await self._confined(self._means.programs.report, self._settings.report_seconds, _ignore)
            span.note(_as_attributes(ended))
        self._metrics.report.labels(self.job.lane).observe(time.monotonic() - started)
        return ended

    async def _deliver(self, record: RunRecord) -> Outcome:
        self.lease.tell(98, "Uploading the report")
        files = files_to_upload(self._folder, record)
        await self.lease.confirm()
        size, started = sum(path.stat().st_size for path in files.values()), time.monotonic()
        with self._tracing.span("upload", {"files": len(files), "bytes": size}):
            await upload(self._means.storage, files, self._settings.upload_seconds)
        self._metrics.uploaded(self.job.lane, time.monotonic() - started, size)
        address = f"{self._settings.supabase_url}/functions/v1/api/tests/{record.test.test_id}/report/download"
        return Completed(completed_result(self._folder, record, address))

    async def _login(self) -> Login | None:
        """How the test signs in; raises SealBroken when we cannot read it."""
        sealed = await self._queue.login(self.job)
        if sealed is None:
            return None
        if (sealing := self._settings.sealing) is None:
            raise SealBroken("This worker has no DEFFATEST_ENCRYPTION_KEYS.")
        return sealed.opened(sealing)

    async def _fetch_bundle(self, bundle: Bundle) -> Outcome | None:
        """Bring the uploaded site into the run folder; why it cannot be run, if so."""
        upload, path = self.job.payload.upload, self._folder / bundle.archive
        assert upload is not None and self.job.payload.test_file_path is not None
        try:
            await asyncio.to_thread(self._means.storage.get_file, self.job.payload.test_file_path, path)
        except StorageError as error:
            log.exception("the uploaded file could not be fetched")
            return TryAgain("The uploaded file could not be read on our side.", _storage_code(error))
        if await asyncio.to_thread(_sha256_of, path) != upload.sha256:
            log.error("the uploaded file is not the one that was inspected", key=self.job.payload.test_file_path)
            return TryAgain("The uploaded file is not the one that was inspected.", "upload_changed")
        return None

    def _prepare(self, login: Login | None, earlier: EarlierTests | None) -> RunOrder:
        """A fresh run folder that holds the order."""
        settings, payload = self._settings, self.job.payload
        bundle = payload.bundle(settings.bundle_files, settings.bundle_mb)
        model = model_access(settings)
        order = RunOrder(
            test=payload.order(),
            attempt=self.job.attempt,
            seconds=payload.requested_duration_minutes * 60,
            seed=int.from_bytes(sha256(payload.test_id.encode()).digest()[:4]),
            visitors=settings.visitors,
            allowed_private_targets=settings.allowed_private_targets,
            # What somebody uploads is theirs, and runs on our side alone.
            may_probe=[*payload.may_probe, *([host_of(bundle.name)] if bundle else [])],
            chromium=str(settings.chromium) if settings.chromium else None,
            browser_memory_mb=settings.browser_memory_mb,
            browser_ws=settings.browser_ws.get_secret_value() or None,
            browser_egress_host=settings.browser_egress_host,
            bundle=bundle,
            earlier=earlier,
            login_follows=login is not None,
            login=login,
            model_follows=model is not None,
            model=model,
        )
        self._means.folders.fresh(self._name)
        (self._folder / "order.json").write_text(order.model_dump_json(indent=2))
        return order

    async def _confined(
        self, program: tuple[str, ...], seconds: float, hear: Callable[[bytes, Ended], None], told: bytes = b""
    ) -> Ended:
        """Run a program on the run folder within limits, hearing each line it says; however we leave, nothing of it is
        left."""
        settings = self._settings
        process = await Confined.start(
            [*program, str(self._folder)],
            run_environment(settings, self.job.attempt),
            own_memory_mb=settings.run_memory_mb,
            browser_memory_mb=settings.browser_memory_mb,
            seconds=seconds,
            folder=self._folder,
            folder_mb=settings.run_folder_mb,
            processes=settings.run_processes,
            group=self._group(),
            told=told,
        )
        ended = Ended(None)
        hearing = asyncio.gather(_hear_all(process, ended, hear), _hear_errors(process, ended))
        ending = asyncio.create_task(process.ended())
        try:
            await asyncio.wait({hearing, ending}, return_when=asyncio.FIRST_COMPLETED)
            if hearing.done():
                hearing.result()
            if await ending is not None:
                await hearing  # everything has ended, so its last words are there
        finally:
            process.end()
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
            ended.verdict = await ending
        log.info("process ended", program=program[-1], verdict=ended.verdict)
        return ended

    def _group(self) -> Path | None:
        settings, groups = self._settings, self._means.groups
        if groups is None:
            return None
        # Last resort: the keeper, which can say what was used up, is to be first.
        memory = settings.run_memory_mb + settings.browser_memory_mb + KEEPER_MEMORY_MB
        return groups.make(f"{self._name}-{time.monotonic_ns()}", memory, settings.run_processes)

    def _hear(self, line: bytes, ended: Ended) -> None:
        try:
            message = messages.validate_json(line)
        except ValidationError:
            words = mask_text(line[:500].decode(errors="replace")).rstrip()
            log.warning("the run said what is no message", line=words)
            ended.last_words.append(words)
            return
        match message:
            case Progress():
                self.lease.tell(round(message.percent * EXPLORED_PERCENT / 100), message.message)
            case BugFound():
                self.lease.found(message.bug)
            case Failed():
                ended.failed = message

    def _judge(self, ended: Ended) -> Outcome | None:
        """What a run's end means; None when it left a record to go on with."""
        if (failed := ended.failed) is not None:
            kind = TargetFailed if failed.fault == "target" else TryAgain
            return kind(failed.reason, failed.code)
        verdict = ended.verdict
        if ended.well:
            return None
        log.warning("the run failed", verdict=verdict, last_words=list(ended.last_words))
        if (used_up := self._what_was_used_up(verdict)) is not None:
            return used_up
        match verdict:
            case Verdict(ending="time"):
                return TryAgain("The test did not end in its time and was stopped.", "run_out_of_time")
            case Verdict(ending="killed"):
                return TryAgain("The test was interrupted on our side.", f"run_killed_by_signal_{verdict.code}")
            case Verdict():
                return TryAgain("The test broke off because of an error on our side.", f"run_exit_{verdict.code}")
            case None:
                return TryAgain("The test was interrupted on our side.", "run_keeper_killed")

    def _what_was_used_up(self, verdict: Verdict | None) -> TryAgain | None:
        """The limit that a process was ended for, or a disk that is full."""
        match verdict:
            case Verdict(ending="memory"):
                browser = f"{verdict.browser_peak_mb} of {self._settings.browser_memory_mb} MB"
                rest = f"{verdict.own_peak_mb} of {self._settings.run_memory_mb} MB"
                return TryAgain(
                    f"The test was stopped because it used too much memory: its browser {browser}, the rest {rest}.",
                    "run_out_of_memory",
                )
            case Verdict(ending="room"):
                return TryAgain(
                    "The test was stopped because its files took too much room: "
                    f"{verdict.room_peak_mb} of {self._settings.run_folder_mb} MB.",
                    "run_folder_full",
                )
            case Verdict(ending="processes"):
                return TryAgain(
                    "The test was stopped because its browser started too many processes.", "run_too_many_processes"
                )
            case _:
                return NO_ROOM if self._means.folders.free_mb() < LEAST_ROOM_MB else None

    async def _settle_or_release(self, outcome: Outcome) -> Outcome:
        """Settle; a test whose result the database refuses is one that our side failed."""
        try:
            return await self._settle(outcome)
        except DatabaseRefused as error:
            log.exception("the database refused the outcome", outcome=type(outcome).__name__)
            return await self._settle(TryAgain("Results could not be stored.", f"database_refused_{error.code}"))

    async def _settle(self, outcome: Outcome) -> Outcome:
        """Tell the queue, insisting until the database answers; Lost when the job was not ours any more."""
        with self._tracing.span("settle") as span:
            became = await self._tell_queue(outcome)
            span.note({"outcome": became})
        self._metrics.ended(self.job, became, _why(outcome).get("code", ""))
        return Lost() if became == Hold.LOST else outcome

    async def _tell_queue(self, outcome: Outcome) -> str:
        """What became of the job: completed, failed, cancelled, requeued or lost."""
        job, insist = self.job, self.lease.insist
        match outcome:
            case Completed():
                settled = await insist(lambda: self._queue.settle(job, "completed", outcome.result))
                return "completed" if settled else Hold.LOST
            case TargetFailed():
                fault: Literal["target"] = "target"
                settled = await insist(
                    lambda: self._queue.settle(
                        job, "failed", {"reason": outcome.reason, "code": outcome.code, "fault": fault}
                    )
                )
                return "failed" if settled else Hold.LOST
            case Cancelled():
                settled = await insist(lambda: self._queue.settle(job, "cancelled", {}))
                return "cancelled" if settled else Hold.LOST
            case TryAgain():
                return await insist(lambda: self._queue.release(job, outcome.reason, outcome.code, counts=True))
            case GiveBack():
                return await insist(
                    lambda: self._queue.release(job, "The worker was stopped.", "worker_stopped", counts=False)
                )
            case Lost():
                return Hold.LOST


async def _hear_all(process: Confined, ended: Ended, hear: Callable[[bytes, Ended], None]) -> None:
    async for line in process.output():
        hear(line, ended)


async def _hear_errors(process: Confined, ended: Ended) -> None:
    """Standard error is for us alone: a run that ends well has kept its own log in its folder."""
    async for line in process.log():
        words = mask_text(line.decode(errors="replace")).rstrip()
        ended.last_words.append(words)
        log.debug("from the process", line=words)


def _ignore(_line: bytes, _ended: Ended) -> None:
    """The reporter says where the files are; we know."""


def _as_attributes(ended: Ended) -> dict[str, str | int]:
    """How a process ended, for its span."""
    return {"ending": "keeper killed"} if ended.verdict is None else asdict(ended.verdict)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _storage_code(error: StorageError) -> str:
    return {"StorageRefused": "storage_refused", "StorageUnavailable": "storage_unavailable"}.get(
        type(error).__name__, "storage_failed"
    )


def _why(outcome: Outcome) -> dict[str, str]:
    return {"code": outcome.code, "reason": outcome.reason} if isinstance(outcome, TargetFailed | TryAgain) else {}
