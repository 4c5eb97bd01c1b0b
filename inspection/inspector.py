"""One inspector: takes uploads one after the other, and says of each whether it may run.

It is safe to run several, and to kill any at any moment: what it held is another's when its lease runs out.
"""

import asyncio
import hashlib
import os
import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from deffatest.database import BackOff, Database, Listener
from deffatest.errors import DatabaseUnavailable, StorageError
from deffatest.health_server import Pages, Readiness, serving
from deffatest.logging import about_test, logger
from deffatest.settings import Settings
from deffatest.storage import Storage
from inspection.clamd import ScanUnavailable, scan
from inspection.desk import ARRIVED_CHANNEL, Desk, Upload
from inspection.examination import ExaminationFailed, examine
from inspection.verdict import Passed, Refused

MEBIBYTE = 1024 * 1024
NEEDED = ("inspector_database_url", "s3_endpoint", "s3_access_key", "s3_secret_key", "s3_bucket")
RETRY_SECONDS = 15  # after a failure of ours, how long an upload waits for its next inspection
DEAF_POLL_SECONDS = 1.0
HARMFUL = "malware_found"

log = logger(__name__)


class Inspector:
    """Call `work` once; `stop` ends it after the upload in hand, a second time at once."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError that names what is missing."""
        settings.need(*NEEDED)
        self._settings = settings
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
        address = settings.inspector_database_url.get_secret_value()
        self._database = Database(address, "deffatest inspector")
        self._desk = Desk(self._database, self.name, settings.lease_seconds)
        self._storage = Storage(settings)
        self._listener = Listener(address, "deffatest inspector listening", self._heard)
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._working: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """Take no more uploads; the second time, leave the one in hand to another inspector."""
        if self._stopping.is_set() and self._working is not None:
            self._working.cancel()
        self._stopping.set()
        self._wake.set()

    async def work(self) -> None:
        """Inspect until stopped. Raises DatabaseRefused when the database has no uploads for us."""
        if not self._settings.clamd:
            log.warning("uploads are not scanned for malware: DEFFATEST_CLAMD is not set")
        async with AsyncExitStack() as ending:
            if self._settings.health_address:
                await ending.enter_async_context(
                    serving(self._settings.health_address, Pages(self._ready, _no_metrics))
                )
            listening = asyncio.create_task(self._listener.run(ARRIVED_CHANNEL))
            try:
                log.info("inspector ready", inspector=self.name, scans=bool(self._settings.clamd))
                while not self._stopping.is_set():
                    self._wake.clear()
                    await self._work_off()
                    await self._wait()
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
                await self._database.close()
                log.info("inspector stopped")

    async def _work_off(self) -> None:
        """Inspect what waits, until nothing does."""
        try:
            await self._desk.reap()
            while not self._stopping.is_set() and (upload := await self._desk.claim()) is not None:
                with about_test(upload.test_id, upload.inspection):
                    self._working = asyncio.create_task(self._inspect(upload))
                    await asyncio.wait({self._working})
                    self._report(self._working)
        except DatabaseUnavailable as error:
            log.warning("the database does not answer; looking for uploads again soon", reason=str(error))

    def _report(self, ended: asyncio.Task[None]) -> None:
        if not ended.cancelled() and (error := ended.exception()) is not None:
            # Its lease runs out, another inspector tries, and after a few the upload is refused: others go on.
            log.error("the inspection failed; its lease runs out", exc_info=error)

    async def _wait(self) -> None:
        poll = self._settings.poll_seconds if self._listener.connected else DEAF_POLL_SECONDS
        try:
            async with asyncio.timeout(min(poll, self._settings.lease_seconds / 2)):
                await self._wake.wait()
        except TimeoutError:
            return

    def _heard(self, _channel: str, _payload: str) -> None:
        self._wake.set()

    def _ready(self) -> Readiness:
        return Readiness([] if self._database.answers else ["the database does not answer"], {"inspector": self.name})

    async def _inspect(self, upload: Upload) -> None:
        """Inspect one upload while its lease is kept, and hand in the verdict."""
        log.info("inspecting", file=upload.file_name, wanted=upload.test_type, bytes=upload.size)
        judging = asyncio.create_task(self._judge(upload))
        keeping = asyncio.create_task(self._keep(upload))
        try:
            await asyncio.wait({judging, keeping}, return_when=asyncio.FIRST_COMPLETED)
            if not judging.done():
                log.info("the upload is wanted no more")
                return
            hand_in = judging.result()
            await self._insist(hand_in)
        finally:
            for task in (judging, keeping):
                task.cancel()
            await asyncio.gather(judging, keeping, return_exceptions=True)

    async def _keep(self, upload: Upload) -> None:
        """Keep the lease; ends when it is not ours any more."""
        while True:
            await asyncio.sleep(self._settings.lease_seconds / 3)
            try:
                if not await self._desk.heartbeat(upload):
                    return
            except DatabaseUnavailable as error:
                log.warning("no sign of life could be given", reason=str(error))

    async def _insist(self, hand_in: Callable[[], Awaitable[bool]]) -> None:
        """Hand in the verdict, again and again until the database answers; a lost lease is told by its answer."""
        back_off = BackOff()
        while True:
            try:
                if not await hand_in():
                    log.info("the verdict came too late: the upload is another's, or wanted no more")
                return
            except DatabaseUnavailable as error:
                log.warning("the database does not answer; handing in the verdict again", reason=str(error))
                await back_off.pause()

    async def _judge(self, upload: Upload) -> Callable[[], Awaitable[bool]]:
        """What is to be told of the upload."""
        desk = self._desk
        try:
            folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="inspection-", dir=self._room(upload)))
            try:
                return await self._judge_in(folder, upload)
            finally:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        except ScanUnavailable as error:
            log.error("the scan for malware is not available", reason=str(error))
            return lambda: desk.put_back(upload, "The file waits for its scan for malware", RETRY_SECONDS)
        except (StorageError, ExaminationFailed, OSError) as error:
            log.exception("the upload could not be inspected", reason=str(error))
            return lambda: desk.put_back(upload, "The file waits for its inspection", RETRY_SECONDS)

    def _room(self, upload: Upload) -> Path:
        """Where files are put while they are inspected. Raises OSError when there is no room for this one."""
        folder = self._settings.inspections_folder
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < upload.size + self._settings.free_disk_mb * MEBIBYTE:
            raise OSError(f"{free} bytes are free in {folder}, too few for an upload of {upload.size}")
        return folder

    async def _judge_in(self, folder: Path, upload: Upload) -> Callable[[], Awaitable[bool]]:
        desk, path = self._desk, folder / "upload"
        size = await asyncio.to_thread(self._storage.size, upload.object_key)
        if size is None and await asyncio.to_thread(self._storage.size, upload.quarantine_key) is not None:
            return self._refuse_harmful(upload, "malware", None)  # the inspector that moved it told nobody any more
        if size is None:
            reason = "The file is not there any more. Send it in another test."
            return lambda: desk.refuse(upload, "upload_missing", reason, None)
        if size != upload.size or size > upload.max_bytes:
            reason = f"The file has {size} bytes, not the {upload.size} that were announced. Send it in another test."
            return lambda: desk.refuse(upload, "upload_size_mismatch", reason, None)
        await asyncio.to_thread(self._storage.get_file, upload.object_key, path)
        sha256 = await asyncio.to_thread(_sha256, path)
        # First the scan: a file that is harmful is kept apart, whatever else is wrong with it.
        if self._settings.clamd:
            finding = await scan(self._settings.clamd, path, self._settings.scan_seconds)
            if finding is not None and finding.by_limits:
                reason = "The file is too large or too deeply packed to be scanned for malware. Send a simpler one."
                return lambda: desk.refuse(upload, "not_scannable", reason, sha256)
            if finding is not None:
                return await self._quarantine(upload, finding.name, sha256)
        verdict = await examine(path, upload.test_type, self._settings)
        match verdict:
            case Passed():
                log.info("passed", details=verdict.details)
                return lambda: desk.passed(upload, verdict.found, sha256, size, verdict.details)
            case Refused():
                log.info("refused", code=verdict.code, reason=verdict.reason)
                return lambda: desk.refuse(upload, verdict.code, verdict.reason, sha256)

    async def _quarantine(self, upload: Upload, found: str, sha256: str) -> Callable[[], Awaitable[bool]]:
        """Put the file where no address of ours leads, then say so."""
        log.warning("malware found", name=found, sha256=sha256)
        await asyncio.to_thread(self._storage.move, upload.object_key, upload.quarantine_key)
        return self._refuse_harmful(upload, found, sha256)

    def _refuse_harmful(self, upload: Upload, found: str, sha256: str | None) -> Callable[[], Awaitable[bool]]:
        reason = (
            f"The scan for malware found {found} in the file, so it was not run and is kept apart. Check the machine "
            "that it was built on; if you are sure that the file is harmless, ask us to look at it."
        )
        return lambda: self._desk.refuse(upload, HARMFUL, reason, sha256, upload.quarantine_key)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _no_metrics() -> tuple[str, bytes]:
    return "text/plain; version=0.0.4", b""


async def run_inspector(settings: Settings) -> None:
    """Be an inspector: stop on SIGTERM and SIGINT."""
    inspector = Inspector(settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, inspector.stop)
    await inspector.work()
