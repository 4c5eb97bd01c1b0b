"""Our hold on one claimed job: news go out at most once a second, heartbeats in between, a cancel or a loss comes back.

A lost database does not end it: what could not be written is kept and written when the database answers again. Whether
the job is still ours is then for
the attempt number to say, and nobody else.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar

from deffatest.database import BackOff
from deffatest.errors import DatabaseUnavailable
from deffatest.logging import logger
from deffatest.run_record import Bug
from worker.fleet.queue import ClaimedJob, Hold, Queue

WRITE_SECONDS = 1.0  # at most one write a second for each test
DEAF_SECONDS = 1.5  # how soon a cancel is seen by asking, while notifications do not reach us
HEARTBEATS_A_LEASE = 4

T = TypeVar("T")

log = logger(__name__)


class Lease:
    """Say what happens with `tell`, `found` and `processing`; `gone` gets CANCEL or LOST when the job is not ours to go
    on with."""

    def __init__(
        self,
        queue: Queue,
        job: ClaimedJob,
        lease_seconds: float,
        hears: Callable[[], bool],
        unanswered: Callable[[], object] = lambda: None,
    ) -> None:
        """`hears` tells whether notifications reach us at present; `unanswered` is told of each sign of life that the
        database did not answer."""
        self._queue = queue
        self._job = job
        self._heartbeat_seconds = lease_seconds / HEARTBEATS_A_LEASE
        self._hears = hears
        self._unanswered = unanswered
        self._percent = 0
        self._message = ""
        self._status: Literal["processing_results"] | None = None
        self._bugs: dict[str, Bug] = {}
        self._has_news = False
        self._asked = False
        self._changed = asyncio.Event()
        self.gone: asyncio.Future[Hold] = asyncio.get_running_loop().create_future()
        self._writing = asyncio.Lock()

    def tell(self, percent: int, message: str) -> None:
        """How far the test is; only the newest is written."""
        self._percent, self._message = max(percent, self._percent), message
        self._news()

    def found(self, bug: Bug) -> None:
        """A bug was proved, or more is known of it."""
        self._bugs[bug.fingerprint] = bug
        self._news()

    def processing(self, message: str) -> None:
        """Exploring is over; the report is being made."""
        self._status = "processing_results"
        self.tell(self._percent, message)

    def look(self) -> None:
        """Ask now whether the job is still ours: there was a hint that it is not."""
        self._asked = True
        self._changed.set()

    async def keep(self) -> None:
        """Write news and heartbeats until the job is gone; run this beside the work."""
        back_off = BackOff()
        last = time.monotonic()
        while not self.gone.done():
            await self._wait(last)
            last, self._asked = time.monotonic(), False
            try:
                await self._write()
                back_off.reset()
            except DatabaseUnavailable as error:
                self._unanswered()
                log.warning(
                    "the database does not answer; the test goes on", reason=str(error), bugs_kept=len(self._bugs)
                )
                await back_off.pause()

    async def confirm(self) -> None:
        """Wait until the database says that the job is still ours; not back before that, and never when it is not.

        For what no attempt number can fence: an object in the storage is replaced by whoever writes it last.
        """
        self._see(await self.insist(lambda: self._queue.heartbeat(self._job)))
        if self.gone.done():
            await asyncio.Event().wait()  # until whoever waits for `gone` cancels us

    async def insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make one last call, again and again until the database answers it."""
        back_off = BackOff()
        while True:
            try:
                async with self._writing:
                    return await call()
            except DatabaseUnavailable as error:
                log.warning("the database does not answer; waiting to settle", reason=str(error))
                await back_off.pause()

    async def _wait(self, last: float) -> None:
        """Until a hint, until there may be and is news to write, or until the next heartbeat is due."""
        while not self._asked:
            left = last + self._pause() - time.monotonic()
            if left <= 0:
                return
            self._changed.clear()
            try:
                async with asyncio.timeout(left):
                    await self._changed.wait()
            except TimeoutError:
                return

    def _pause(self) -> float:
        if self._has_news:
            return WRITE_SECONDS
        return self._heartbeat_seconds if self._hears() else min(DEAF_SECONDS, self._heartbeat_seconds)

    async def _write(self) -> None:
        async with self._writing:
            if not self._has_news:
                return self._see(await self._queue.heartbeat(self._job))
            bugs, status, self._bugs, self._status, self._has_news = self._bugs, self._status, {}, None, False
            try:
                self._see(
                    await self._queue.progress(self._job, self._percent, self._message, list(bugs.values()), status)
                )
            except BaseException:
                self._bugs, self._status, self._has_news = {**bugs, **self._bugs}, self._status or status, True
                raise

    def _see(self, hold: Hold) -> None:
        if hold is not Hold.HELD and not self.gone.done():
            self.gone.set_result(hold)

    def _news(self) -> None:
        self._has_news = True
        self._changed.set()
