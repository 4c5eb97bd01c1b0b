"""The real worker, listening; a probe's handler starts where the worker answers it."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.queue.contenders.ours import Ours
from deffatest.logging import set_up_logging
from deffatest.settings import Settings
from worker.fleet.queue import ClaimedProbe
from worker.fleet.worker import Worker

ENQUEUE = "select queue.enqueue_probe(%s, 'web')"


class ProbedWorker(Worker):
    """The worker as it is; it says when a probe has reached it."""

    def __init__(self, settings: Settings, started: Callable[[], None]) -> None:
        super().__init__(settings)
        self._started = started

    @property
    def listens(self) -> bool:
        return self._listener.connected

    async def _answer_probe(self, job: ClaimedProbe) -> None:
        self._started()
        await super()._answer_probe(job)


@dataclass(frozen=True)
class IdleOurs:
    """A worker of the fleet on the database of the other measurements."""

    ours: Ours
    folder: Path

    @property
    def name(self) -> str:
        return "deffatest"

    @contextmanager
    def enqueueing(self) -> Generator[Callable[[], None]]:
        with self.ours.admin() as connection:
            owner = connection.execute("select user_id from public.profiles limit 1").fetchone()
            assert owner is not None
            yield lambda: connection.execute(ENQUEUE, owner).close()

    async def wait_for_work(self, started: Callable[[], None], ready: Callable[[], None]) -> None:
        set_up_logging("human", "error")
        self.ours.fill(0)
        worker = ProbedWorker(settings_of(self.ours, self.folder), started)
        working = asyncio.create_task(worker.work())
        while not worker.listens:
            await asyncio.sleep(0.05)
            if working.done():
                working.result()
        ready()
        await working


def settings_of(ours: Ours, folder: Path) -> Settings:
    """What a worker needs; probes touch neither storage nor the Data API."""
    stack = ours.server.stack
    return Settings.model_validate(
        {
            "database_url": ours.server.worker(ours.database),
            "supabase_url": stack.url,
            "s3_endpoint": stack.s3.endpoint,
            "s3_access_key": stack.s3.access_key,
            "s3_secret_key": stack.s3.secret_key,
            "s3_region": stack.s3.region,
            "s3_bucket": stack.s3.bucket,
            "runs_folder": folder / "runs",
            "log_level": "error",
        }
    )
