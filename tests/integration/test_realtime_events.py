"""The four events as the official client gets them on the two private channels, and rows by postgres_changes."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from typing import Any

import pytest
from realtime import AsyncRealtimeChannel, RealtimePostgresChangesListenEvent, RealtimeSubscribeStates
from supabase import AsyncClient

from deffatest.following import opened
from tests.integration.acting import Person, Worker, bug, operator, sign_up
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")

DATA = {
    "test.progress": {"test_id", "progress", "status", "message"},
    "test.status_change": {"test_id", "previous_status", "new_status", "timestamp", "message"},
    "test.bug_found": {"test_id", "bug_id", "severity", "title", "timestamp"},
    "test.completed": {"test_id", "completed_at", "bug_count", "report_download_url"},
}
"""The keys of each event's data, as the product's specification has them."""


@dataclass
class Inbox:
    """What was heard, and waiting for more of it."""

    items: list[Any] = field(default_factory=list[Any])
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, *heard: Any) -> None:
        self.items.append(heard[0] if len(heard) == 1 else heard)
        self._changed.set()

    async def until(self, enough: Callable[[list[Any]], bool]) -> None:
        async with asyncio.timeout(20):
            while not enough(self.items):
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def signed_in(stack: Stack, person: Person) -> AsyncGenerator[AsyncClient]:
    async with opened(stack.url, stack.publishable_key) as client:
        await client.realtime.set_auth(person.token)
        yield client


def private(client: AsyncClient, topic: str) -> AsyncRealtimeChannel:
    return client.channel(
        topic, {"config": {"private": True, "broadcast": {"ack": False, "self": False}, "presence": None}}
    )


async def outcome(channel: AsyncRealtimeChannel) -> RealtimeSubscribeStates:
    states = Inbox()
    await channel.subscribe(states)
    return states.items[0][0]


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack)


def run_to_its_end(worker: Worker, test_id: str) -> None:
    claim = worker.must_claim()
    bugs = [bug(test_id, number) for number in (1, 2, 3)]
    claim.progress(65, "AI is actively testing your application", *bugs)
    claim.progress(100, "Test completed, processing results", status="processing_results")
    claim.complete(*bugs)


async def test_both_channels_carry_each_event_with_its_data_and_its_number_alone(
    stack: Stack, person: Person, worker: Worker
) -> None:
    test_id = person.submit()["test_id"]
    async with signed_in(stack, person) as client:
        inboxes = [Inbox(), Inbox()]
        for topic, inbox in zip((f"test:{test_id}", f"user:{person.user_id}"), inboxes, strict=True):
            channel = private(client, topic).on_broadcast("*", inbox)
            assert await outcome(channel) is RealtimeSubscribeStates.SUBSCRIBED
        run_to_its_end(worker, test_id)
        for inbox in inboxes:
            await inbox.until(lambda heard: any(message["event"] == "test.completed" for message in heard))
    stored = [(row["event"], {**row["payload"], "id": row["sequence"]}) for row in person.events(test_id)]
    for inbox in inboxes:
        assert [(message["event"], message["payload"]) for message in inbox.items] == stored
    assert {event for event, _ in stored} == set(DATA)
    for event, payload in stored:
        assert set(payload) == DATA[event] | {"id"}


async def test_nobody_else_joins_a_test_s_or_a_person_s_channel(stack: Stack, person: Person) -> None:
    test_id = person.submit()["test_id"]
    async with signed_in(stack, sign_up(stack)) as other, opened(stack.url, stack.publishable_key) as stranger:
        for client in (other, stranger):
            for topic in (f"test:{test_id}", f"user:{person.user_id}", "test:", "user:", "lobby"):
                assert await outcome(private(client, topic)) is RealtimeSubscribeStates.CHANNEL_ERROR


async def test_what_a_person_sends_on_their_own_channel_reaches_nobody(stack: Stack, person: Person) -> None:
    topic = f"user:{person.user_id}"
    async with signed_in(stack, person) as sender, signed_in(stack, person) as listener:
        heard = Inbox()
        await outcome(private(listener, topic).on_broadcast("*", heard))
        forger = private(sender, topic)
        await outcome(forger)
        await forger.send_broadcast("test.completed", {"id": 1, "forged": True})
        with closing(operator(stack)) as connection:
            # The server asks whether the sender may, so what comes after it may come before: the test waits for both.
            for number in range(5):
                connection.execute("select realtime.send(%s::jsonb, 'real', %s)", [f'{{"id": {number}}}', topic])
        await heard.until(lambda heard: len(heard) >= 5)
        await forger.send_broadcast("test.completed", {"id": 1, "forged": True})
        with closing(operator(stack)) as connection:
            connection.execute("select realtime.send('{\"id\": 5}', 'real', %s)", [topic])
        await heard.until(lambda heard: len(heard) >= 6)
    assert [message["event"] for message in heard.items] == ["real"] * 6


async def test_rows_of_tests_and_bugs_are_told_to_their_owner_and_a_deletion_says_the_key(
    stack: Stack, person: Person, worker: Worker
) -> None:
    test_id = person.submit()["test_id"]
    async with signed_in(stack, person) as mine, signed_in(stack, sign_up(stack)) as others:
        inboxes = Inbox(), Inbox()
        for client, inbox in zip((mine, others), inboxes, strict=True):
            live = Inbox()
            channel = client.channel("rows").on_system(live)
            for table in ("tests", "bug_reports"):
                channel.on_postgres_changes(RealtimePostgresChangesListenEvent.All, inbox, table=table, schema="public")
            assert await outcome(channel) is RealtimeSubscribeStates.SUBSCRIBED
            await live.until(bool)
        own, other = inboxes
        worker.must_claim().progress(65, "Looking around", bug(test_id, 1))
        await own.until(lambda heard: {"tests", "bug_reports"} <= {one["data"]["table"] for one in heard})
        with closing(operator(stack)) as connection:
            connection.execute("delete from public.tests where id = %s", [test_id])
        for inbox in inboxes:
            await inbox.until(lambda heard: sum(one["data"]["type"] == "DELETE" for one in heard) == 2)
    assert own.items[0]["data"]["record"]["id"] == test_id
    assert [one["data"]["type"] for one in other.items] == ["DELETE", "DELETE"]
    for one in other.items:
        assert set(one["data"]["old_record"]) == {"id"}
        assert not one["data"].get("record")
