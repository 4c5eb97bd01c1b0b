"""The Realtime server against the official Python client: the checks of the protocol's reference that are about it."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from realtime import AsyncRealtimeChannel, RealtimeSubscribeStates
from realtime.types import RealtimePostgresChangesListenEvent
from supabase import AsyncClient

from deffatest.following import opened
from tests.integration.acting import sign_up
from tests.integration.realtime.running import FOLDER, deno
from tests.stack_fixture import Stack

CHANGES = RealtimePostgresChangesListenEvent


@dataclass
class Inbox:
    """What was heard, and waiting for more of it."""

    items: list[Any] = field(default_factory=list[Any])
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, *heard: Any) -> None:
        self.items.append(heard[0] if len(heard) == 1 else heard)
        self._changed.set()

    async def first(self, fits: Callable[[Any], bool] = lambda _: True) -> Any:
        async with asyncio.timeout(20):
            while not (fitting := [item for item in self.items if fits(item)]):
                self._changed.clear()
                await self._changed.wait()
        return fitting[0]


class Peer:
    """An official JavaScript client in the same room."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.heard = Inbox()
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            self.heard(json.loads(line))

    def do(self, **command: object) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command).encode() + b"\n")

    async def stop(self) -> None:
        self._process.kill()
        await self._process.wait()
        await self._reading


@asynccontextmanager
async def javascript(stack: Stack, topic: str) -> AsyncGenerator[Peer]:
    command, environment = deno(stack, FOLDER / "peer.ts", topic)
    pipe = asyncio.subprocess.PIPE
    peer = Peer(await asyncio.create_subprocess_exec(*command, env=environment, stdin=pipe, stdout=pipe))
    try:
        await peer.heard.first(lambda line: line == {"status": "SUBSCRIBED"})
        yield peer
    finally:
        await peer.stop()


@contextmanager
def published_table(stack: Stack, name: str) -> Generator[psycopg.Connection]:
    """A table of this name whose changes are told."""
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute(f"create schema {name}; grant usage on schema {name} to anon".encode())
        connection.execute(f"create table {name}.rows (id bigint primary key, name text)".encode())
        connection.execute(f"grant select on {name}.rows to anon".encode())
        connection.execute(f"alter publication supabase_realtime add table {name}.rows".encode())
        try:
            yield connection
        finally:
            connection.execute(f"drop schema {name} cascade".encode())


def channel_of(client: AsyncClient, topic: str, *, private: bool = False, key: str = "") -> AsyncRealtimeChannel:
    return client.channel(
        topic,
        {
            "config": {
                "private": private,
                "broadcast": {"ack": False, "self": False},
                "presence": {"key": key, "enabled": False},
            }
        },
    )


async def subscribed(channel: AsyncRealtimeChannel) -> Inbox:
    states = Inbox()
    await channel.subscribe(states)
    assert states.items[0] == (RealtimeSubscribeStates.SUBSCRIBED, None)
    return states


async def test_14_16_messages_pass_between_the_clients_and_bytes_leave_python_connected(stack: Stack) -> None:
    async with javascript(stack, "between") as peer, opened(stack.url, stack.publishable_key) as client:
        channel, heard = channel_of(client, "between"), Inbox()
        channel.on_broadcast("*", heard)
        states = await subscribed(channel)
        await channel.send_broadcast("from python", {"a": [1, {"b": None}], "text": "é"})
        assert (await peer.heard.first(lambda line: "heard" in line)) == {
            "heard": "from python",
            "payload": {"a": [1, {"b": None}], "text": "é"},
        }
        peer.do(send="bytes", bytes=[0, 1, 255])
        peer.do(send="from javascript", payload={"a": [1, {"b": None}], "text": "é"})
        message = await heard.first()
        assert (message["event"], message["payload"]) == ("from javascript", {"a": [1, {"b": None}], "text": "é"})
        assert len(states.items) == 1


async def test_31_presence_passes_between_the_clients(stack: Stack) -> None:
    async with javascript(stack, "presence") as peer, opened(stack.url, stack.publishable_key) as client:
        channel, synced = channel_of(client, "presence", key="python"), Inbox()
        channel.on_presence_sync(lambda: synced(sorted(channel.presence_state())))
        await subscribed(channel)
        peer.do(track={"u": 1})
        await synced.first(lambda keys: keys == ["javascript"])
        await channel.track({"u": 2})
        await peer.heard.first(lambda line: sorted(line.get("present", [])) == ["javascript", "python"])
        await synced.first(lambda keys: keys == ["javascript", "python"])


async def test_32_a_binding_is_answered_as_it_was_asked_and_changes_are_told(stack: Stack) -> None:
    with published_table(stack, "python_changes") as connection:
        async with opened(stack.url, stack.publishable_key) as client:
            channel, heard, system = channel_of(client, "python-changes"), Inbox(), Inbox()
            channel.on_system(system)
            channel.on_postgres_changes(CHANGES.All, heard, table="rows", schema="python_changes", filter="id=gt.1")
            await subscribed(channel)
            assert (await system.first()).message == "Subscribed to PostgreSQL"
            connection.execute("insert into python_changes.rows values (1, 'a'), (2, 'b')")
            data = (await heard.first())["data"]
            assert (data["type"], data["record"]) == ("INSERT", {"id": 2, "name": "b"})
            assert len(heard.items) == 1


async def test_50_a_private_channel_is_refused_until_the_client_has_a_token(stack: Stack) -> None:
    person = sign_up(stack)
    topic = f"user:{person.user_id}"
    async with opened(stack.url, stack.publishable_key) as client:
        channel, states = channel_of(client, topic, private=True), Inbox()
        await channel.subscribe(states)
        state, error = states.items[0]
        assert state is RealtimeSubscribeStates.CHANNEL_ERROR
        assert json.loads(str(error)) == {
            "reason": f"Unauthorized: You do not have permissions to read from this Channel topic: {topic}"
        }
        await client.remove_channel(channel)
    async with opened(stack.url, stack.publishable_key) as client:
        await client.realtime.set_auth(person.token)
        await subscribed(channel_of(client, topic, private=True))
