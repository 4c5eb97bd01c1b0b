"""Guards our hold on a job: news at most once a second, nothing lost while the database is away, cancels seen."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from deffatest.database import Database
from deffatest.errors import DatabaseRefused, DatabaseUnavailable
from deffatest.run_record import Bug
from tests.stand_ins.steered_run import make_bug
from worker.fleet.lease import Lease
from worker.fleet.queue import ClaimedJob, Hold, Queue, finding


class QueueOnPaper(Queue):
    """Stands in for the queue: writes down each call, and answers what the test says."""

    def __init__(self) -> None:
        super().__init__(Database("postgresql://nowhere", "test"), "worker", 30)
        self.calls: list[tuple[Any, ...]] = []
        self.times: list[float] = []
        self.answers: list[Hold | Exception] = []
        self.called = asyncio.Event()

    def _answer(self, *call: Any) -> Hold:
        self.calls.append(call)
        self.times.append(asyncio.get_running_loop().time())
        self.called.set()
        answer = self.answers.pop(0) if self.answers else Hold.HELD
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def heartbeat(self, job: ClaimedJob) -> Hold:
        assert job is JOB
        return self._answer("heartbeat")

    async def progress(
        self, job: ClaimedJob, percent: int, message: str, bugs: list[Bug], status: str | None = None
    ) -> Hold:
        assert job is JOB
        return self._answer("progress", percent, message, [bug.id for bug in bugs], status)

    async def until_called(self, times: int) -> None:
        async with asyncio.timeout(30):
            while len(self.calls) < times:
                self.called.clear()
                await self.called.wait()


JOB = ClaimedJob.model_validate(
    {
        "job_id": "11111111-1111-1111-1111-111111111111",
        "attempt": 1,
        "lane": "web",
        "lease_expires_at": datetime.now(UTC),
        "payload": {
            "kind": "test",
            "test_id": "22222222-2222-2222-2222-222222222222",
            "user_id": "33333333-3333-3333-3333-333333333333",
            "test_name": "Shop",
            "test_type": "web_url",
            "test_source_url": "http://shop.example/",
            "requested_duration_minutes": 1,
            "plan_type": "free",
            "submitted_at": datetime.now(UTC),
        },
    }
)


@pytest.fixture
def queue() -> QueueOnPaper:
    return QueueOnPaper()


def lease_of(queue: Queue, seconds: float = 600) -> Lease:
    return Lease(queue, JOB, seconds, hears=lambda: True)


async def test_news_of_one_second_are_one_write_with_the_newest_message_and_all_bugs(
    queue: QueueOnPaper, tmp_path: Path
) -> None:
    lease = lease_of(queue)
    keeping = asyncio.create_task(lease.keep())
    lease.tell(1, "first")
    lease.found(make_bug(tmp_path, 1))
    lease.found(make_bug(tmp_path, 2))
    lease.found(make_bug(tmp_path, 1))
    lease.tell(5, "last")
    await queue.until_called(1)
    lease.tell(7, "later")
    await queue.until_called(2)
    keeping.cancel()
    assert queue.calls == [
        ("progress", 5, "last", ["bug-1", "bug-2"], None),
        ("progress", 7, "later", [], None),
    ]
    assert queue.times[1] - queue.times[0] >= 0.99


async def test_progress_never_goes_back(queue: QueueOnPaper) -> None:
    lease = lease_of(queue)
    lease.tell(50, "half")
    lease.tell(10, "less")
    keeping = asyncio.create_task(lease.keep())
    await queue.until_called(1)
    keeping.cancel()
    assert queue.calls == [("progress", 50, "less", [], None)]


async def test_what_could_not_be_written_is_kept_and_written_later(queue: QueueOnPaper, tmp_path: Path) -> None:
    lease = lease_of(queue)
    queue.answers = [DatabaseUnavailable("away"), DatabaseUnavailable("away")]
    lease.found(make_bug(tmp_path, 1))
    lease.processing("Writing the report")
    keeping = asyncio.create_task(lease.keep())
    await queue.until_called(2)
    lease.found(make_bug(tmp_path, 2))
    await queue.until_called(3)
    keeping.cancel()
    assert queue.calls[2] == ("progress", 0, "Writing the report", ["bug-1", "bug-2"], "processing_results")
    assert not lease.gone.done()


async def test_without_news_the_lease_is_kept_by_heartbeats(queue: QueueOnPaper) -> None:
    lease = lease_of(queue, seconds=0.2)
    keeping = asyncio.create_task(lease.keep())
    await queue.until_called(3)
    keeping.cancel()
    assert queue.calls == [("heartbeat",)] * 3


@pytest.mark.parametrize("hold", [Hold.CANCEL, Hold.LOST])
async def test_a_hint_is_followed_at_once_and_the_keeping_ends_when_the_job_is_gone(
    queue: QueueOnPaper, hold: Hold
) -> None:
    lease = lease_of(queue)
    queue.answers = [hold]
    keeping = asyncio.create_task(lease.keep())
    lease.look()
    async with asyncio.timeout(30):
        await keeping
    assert lease.gone.result() is hold
    assert queue.calls == [("heartbeat",)]


async def test_a_cancel_is_asked_for_soon_while_notifications_do_not_reach_us(queue: QueueOnPaper) -> None:
    lease = Lease(queue, JOB, 600, hears=lambda: False)
    queue.answers = [Hold.CANCEL]
    async with asyncio.timeout(30):
        await lease.keep()
    assert lease.gone.result() is Hold.CANCEL


async def test_a_refusal_of_the_database_ends_the_keeping_with_that_error(queue: QueueOnPaper) -> None:
    lease = lease_of(queue)
    queue.answers = [DatabaseRefused("no", "22023")]
    lease.tell(1, "hello")
    with pytest.raises(DatabaseRefused):
        await lease.keep()


async def test_a_last_call_is_made_until_the_database_answers(queue: QueueOnPaper) -> None:
    lease = lease_of(queue)
    queue.answers = [DatabaseUnavailable("away"), DatabaseUnavailable("away"), Hold.HELD]
    assert await lease.insist(lambda: queue.heartbeat(JOB)) is Hold.HELD
    assert len(queue.calls) == 3


def test_a_bug_is_sent_with_the_object_keys_of_its_pictures(tmp_path: Path) -> None:
    sent = finding("test-1", make_bug(tmp_path, 3).model_copy(update={"recording": "bugs/bug-3/recording.mp4"}))
    assert sent["screenshots"] == ["test-reports/test-1/bugs/bug-3/screenshot-1.png"]
    assert sent["recording"] == "test-reports/test-1/bugs/bug-3/recording.mp4"
    assert sent["severity"] == "high"
