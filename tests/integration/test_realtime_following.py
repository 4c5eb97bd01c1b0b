"""Following a test through the official Python client: live, in order, without a gap, whatever the connection does."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager, closing
from dataclasses import dataclass, field

import pytest
from psycopg.types.json import Jsonb

from deffatest.errors import FollowingError
from deffatest.following import Event, follow, opened
from tests.integration.acting import Person, Worker, bug, operator, sign_up
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")


@dataclass
class Follower:
    """What a follower has heard so far."""

    events: list[Event] = field(default_factory=list[Event])
    told: list[str] = field(default_factory=list[str])
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(60), self.changed:
            await self.changed.wait_for(enough)

    async def until_sequence(self, sequence: int) -> None:
        await self.until(lambda: bool(self.events) and self.events[-1].sequence >= sequence)

    @property
    def sequences(self) -> list[int]:
        return [event.sequence for event in self.events]


@asynccontextmanager
async def following(stack: Stack, test_id: str, *, realtime: str = "") -> AsyncGenerator[Follower]:
    """A follower with the secret key; `realtime` is another address to look for Realtime at."""
    follower = Follower()

    async def follow_it() -> None:
        async with opened(stack.url, stack.secret_key) as client:
            if realtime:
                client.realtime.url = realtime
            async with aclosing(follow(client, test_id, follower.told.append)) as events:
                async for event in events:
                    async with follower.changed:
                        follower.events.append(event)
                        follower.changed.notify_all()

    task = asyncio.create_task(follow_it())
    try:
        yield follower
        if any(event.ends_the_test for event in follower.events):
            await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack)


def emit(stack: Stack, test_id: str, percent: int) -> None:
    with closing(operator(stack)) as connection:
        data = {"test_id": test_id, "progress": percent, "status": "running", "message": "Looking around"}
        connection.execute("select private.emit_event(%s, 'test.progress', %s)", [test_id, Jsonb(data)])


async def live(stack: Stack, test_id: str, follower: Follower) -> int:
    """Wait until the follower hears what is sent live and stored nowhere; its number."""
    await follower.until_sequence(1)
    number = follower.events[-1].sequence + 1
    with closing(operator(stack)) as connection:
        async with asyncio.timeout(30):
            while follower.events[-1].sequence < number:
                connection.execute(
                    "select realtime.send(%s, 'test.progress', %s)",
                    [Jsonb({"id": number, "test_id": test_id, "progress": 1}), f"test:{test_id}"],
                )
                await asyncio.sleep(0.2)
    return number


async def test_events_arrive_live_in_order_and_as_they_are_stored(stack: Stack, person: Person, worker: Worker) -> None:
    test_id = person.submit()["test_id"]
    claim = worker.must_claim()
    async with following(stack, test_id) as follower:
        await follower.until_sequence(1)
        bugs = [bug(test_id, number) for number in range(1, 6)]
        await asyncio.to_thread(claim.progress, 65, "Looking around", *bugs)
        await asyncio.to_thread(claim.progress, 100, "Test completed", status="processing_results")
        await asyncio.to_thread(claim.complete, *bugs)
        await follower.until(lambda: follower.events[-1].ends_the_test)
    stored = [(row["sequence"], row["event"], row["payload"]) for row in person.events(test_id)]
    assert [(event.sequence, event.name, event.payload) for event in follower.events] == stored
    assert follower.told == []


async def test_what_is_sent_live_is_heard_without_being_read(stack: Stack, person: Person, worker: Worker) -> None:
    test_id = person.submit()["test_id"]
    worker.must_claim()
    async with following(stack, test_id) as follower:
        await live(stack, test_id, follower)
    assert follower.sequences == sorted(set(follower.sequences))


async def test_an_event_that_was_not_heard_is_read_before_the_next(
    stack: Stack, person: Person, worker: Worker
) -> None:
    test_id = person.submit()["test_id"]
    worker.must_claim()
    async with following(stack, test_id) as follower:
        await follower.until_sequence(1)
        last = follower.events[-1].sequence
        with closing(operator(stack)) as connection:
            connection.execute(
                "insert into public.test_events (test_id, sequence, event, payload)"
                " values (%s, %s, 'test.progress', '{}')",
                [test_id, last + 1],
            )
        emit(stack, test_id, 50)
        await follower.until_sequence(last + 2)
    assert follower.sequences == list(range(1, last + 3))


async def test_nothing_is_lost_while_postgresql_restarts(stack: Stack, person: Person, worker: Worker) -> None:
    test_id = person.submit()["test_id"]
    worker.must_claim()
    async with following(stack, test_id) as follower:
        await follower.until_sequence(1)
        for percent in range(10):
            emit(stack, test_id, percent)
        # Here, because PostgreSQL ends with the thread that started it.
        stack.restart_postgres()
        for percent in range(10, 20):
            emit(stack, test_id, percent)
        await follower.until_sequence(21)
    assert follower.sequences == list(range(1, follower.sequences[-1] + 1))


async def test_without_realtime_the_events_are_read_and_it_is_said(
    stack: Stack, person: Person, worker: Worker
) -> None:
    test_id = person.submit()["test_id"]
    worker.must_claim()
    async with following(stack, test_id, realtime="ws://127.0.0.1:9/realtime/v1/websocket") as follower:
        await follower.until(lambda: bool(follower.events))
        last = follower.events[-1].sequence
        emit(stack, test_id, 50)
        await follower.until_sequence(last + 1)
    [told] = follower.told
    assert told.startswith("Realtime is not there (") and "by number" in told


async def test_a_test_that_one_may_not_see_is_refused_in_words(stack: Stack, person: Person) -> None:
    test_id = person.submit()["test_id"]
    async with opened(stack.url, stack.publishable_key) as client:
        other = sign_up(stack)
        await client.auth.sign_in_with_password({"email": other.email, "password": "correct horse battery"})
        with pytest.raises(FollowingError, match=f"There is no test {test_id}"):
            async with aclosing(follow(client, test_id)) as events:
                await anext(events)


async def test_watch_shows_progress_and_bugs_to_the_end(stack: Stack, person: Person, worker: Worker) -> None:
    test_id = person.submit()["test_id"]
    watch = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from deffatest.command_line import main; main()", "watch", test_id,
        env={**os.environ, **stack.environment(), "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    claim = await asyncio.to_thread(worker.must_claim)
    assert watch.stdout
    async with asyncio.timeout(60):
        shown = (await watch.stdout.readline()).decode()
        bugs = [bug(test_id, number) for number in (1, 2)]
        await asyncio.to_thread(claim.progress, 65, "Looking around", *bugs)
        await asyncio.to_thread(claim.progress, 100, "Test completed", status="processing_results")
        await asyncio.to_thread(claim.complete, *bugs)
        shown += (await watch.stdout.read()).decode()
        assert await watch.wait() == 0, shown
    for line in (
        "running",
        "65 %  Looking around",
        "major",
        "bug-2",
        "completed",
        "2 bugs: 0 critical, 2 major",
        "Report: ",
    ):
        assert line in shown, shown
    assert "Realtime" not in shown
