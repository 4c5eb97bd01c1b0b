"""Clients that mean harm: each gets its refusal, and somebody else on the same server goes on hearing."""

import asyncio
import json
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.integration.acting import Person, operator, sign_up
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("bystander")

FUZZ_FRAMES = 3000
SECONDS = 30

Frame = list[Any]


class Socket:
    """A client of protocol 2.0.0 that sends whatever it likes."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, *frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def first(self, fits: Callable[[Frame], bool]) -> Frame:
        async with asyncio.timeout(SECONDS):
            while True:
                received = await self.connection.recv()
                frame = json.loads(received) if isinstance(received, str) else _broadcast(received)
                if fits(frame):
                    return frame

    async def join(self, topic: str, token: str = "", ref: str = "1", **config: object) -> dict[str, Any]:
        """The payload of the answer."""
        config_and_token = {"config": config} | ({"access_token": token} if token else {})
        await self.send(ref, ref, f"realtime:{topic}", "phx_join", config_and_token)
        return (await self.first(lambda frame: frame[1] == ref and frame[3] == "phx_reply"))[4]

    async def closed(self) -> int | None:
        """The code that the server closes with."""
        async with asyncio.timeout(SECONDS):
            try:
                while True:
                    await self.connection.recv()
            except ConnectionClosed:
                return self.connection.close_code


@asynccontextmanager
async def socket(stack: Stack, key: str = "") -> AsyncGenerator[Socket]:
    key = key or stack.publishable_key
    address = f"{stack.url.replace('http', 'ws', 1)}/realtime/v1/websocket?apikey={key}&vsn=2.0.0"
    async with connect(address, max_size=None, compression=None) as connection:
        yield Socket(connection)


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack)


@pytest_asyncio.fixture
async def bystander(stack: Stack, person: Person) -> AsyncGenerator[Socket]:
    """Somebody on their own private channel, who at the end hears what is sent there and nothing that was forged."""
    topic = f"user:{person.user_id}"
    async with socket(stack) as listener:
        assert (await listener.join(topic, person.token, private=True))["status"] == "ok"
        yield listener
        with closing(operator(stack)) as connection:
            connection.execute("select realtime.send('{}', 'real', %s)", [topic])
        async with asyncio.timeout(SECONDS):
            heard = await listener.connection.recv()
        assert b"real" in (heard if isinstance(heard, bytes) else heard.encode())


def _broadcast(message: bytes) -> Frame:
    """A broadcast as the server writes it in bytes."""
    _, topic, event, meta = message[:4]
    ends = [5, 5 + topic, 5 + topic + event, 5 + topic + event + meta]
    parts = [message[start:end].decode() for start, end in zip(ends, [*ends[1:], None], strict=True)]
    return [None, None, parts[0], "broadcast", {"event": parts[1], "payload": json.loads(parts[3])}]


def refusal(topic: str) -> dict[str, object]:
    reason = f"Unauthorized: You do not have permissions to read from this Channel topic: {topic}"
    return {"status": "error", "response": {"reason": reason}}


async def test_a_wrong_token_does_not_join(stack: Stack, person: Person) -> None:
    forged = person.token[:-8] + "AAAAAAAA"
    async with socket(stack) as hostile:
        answer = await hostile.join(f"user:{person.user_id}", forged, private=True)
    assert answer["response"] == {"reason": "JwtSignatureError: Failed to validate JWT signature"}


async def test_another_user_s_channel_is_refused_also_with_a_token_pushed_later(stack: Stack, person: Person) -> None:
    other = sign_up(stack)
    topic = f"user:{person.user_id}"
    async with socket(stack) as hostile:
        assert await hostile.join(topic, other.token, private=True) == refusal(topic)
        await hostile.send("1", "2", f"realtime:{topic}", "access_token", {"access_token": other.token})
        await hostile.send("1", "3", f"realtime:{topic}", "broadcast", {"event": "forged", "payload": {}})
        answer = await hostile.first(lambda frame: frame[1] == "3")
        assert answer[4]["response"] == {"reason": "unmatched topic"}


async def test_a_public_channel_of_a_private_name_hears_and_reaches_nobody(stack: Stack, person: Person) -> None:
    topic = f"user:{person.user_id}"
    async with socket(stack) as hostile:
        assert (await hostile.join(topic, broadcast={"self": True}))["status"] == "ok"
        await hostile.send("1", None, f"realtime:{topic}", "broadcast", {"event": "forged", "payload": {}})
        heard = await hostile.first(lambda frame: frame[3] == "broadcast")
        assert heard[4]["event"] == "forged"


async def test_a_forged_sender_is_not_delivered(stack: Stack, person: Person) -> None:
    topic = f"user:{person.user_id}"
    async with socket(stack) as hostile:
        await hostile.join(topic, person.token, private=True, broadcast={"ack": True})
        await hostile.send("1", "2", f"realtime:{topic}", "broadcast", {"event": "forged", "payload": {}})
        await hostile.send(None, "9", "phoenix", "heartbeat", {})
        await hostile.first(lambda frame: frame[1] == "9")
    async with httpx.AsyncClient(headers={"apikey": stack.publishable_key}) as http:
        address = f"{stack.url}/realtime/v1/api/broadcast"
        headers = {"Authorization": f"Bearer {person.token}"}
        message: dict[str, object] = {"topic": topic, "event": "forged", "payload": {}, "private": True}
        answer = await http.post(address, json={"messages": [message]}, headers=headers)
        assert answer.status_code == 202
        one = await http.post(f"{address}/{topic}/events/forged?private=true", json={}, headers=headers)
        assert (one.status_code, one.json()) == (403, {"message": "Unauthorized"})


async def test_an_oversized_frame_ends_its_socket_alone(stack: Stack) -> None:
    async with socket(stack) as hostile:
        await hostile.connection.send("x" * 5_000_001)
        assert await hostile.closed() == 1009


async def test_too_many_joins_are_refused_and_then_ended(stack: Stack) -> None:
    async with socket(stack) as hostile:

        async def join_up_to(most: int) -> None:
            for number in range(most):
                await hostile.send(str(number), str(number), f"realtime:room-{number}", "phx_join", {"config": {}})

        await join_up_to(150)
        refused = await hostile.first(lambda frame: frame[4].get("status") == "error")
        assert refused[4]["response"] == {"reason": "ChannelRateLimitReached: Too many channels"}
        joining = asyncio.create_task(join_up_to(10_000))
        # Who goes on sending to a socket that was closed may be reset before it reads why: 1006.
        assert await hostile.closed() in (1001, 1006, 1008)
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)


async def test_a_half_open_upgrade_and_garbage_instead_of_one_hold_nobody_up(stack: Stack) -> None:
    where = urlsplit(stack.url)
    writers: list[asyncio.StreamWriter] = []
    for said in (
        b"GET /realtime/v1/websocket?apikey=x HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /realtime/v1/websocket\r\n\r\n" + b"\x00" * 1000,
        b"",
    ) * 25:
        _, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(said)
        writers.append(writer)
    async with socket(stack) as honest:
        assert (await honest.join("room"))["status"] == "ok"
    for writer in writers:
        writer.transport.abort()


async def test_a_socket_cut_without_a_word_leaves_nothing_behind(stack: Stack) -> None:
    presence = {"key": "gone", "enabled": True}
    async with socket(stack) as watching:
        assert (await watching.join("cut", presence={"enabled": True}))["status"] == "ok"
        async with socket(stack) as hostile:
            await hostile.join("cut", presence=presence)
            await hostile.send(
                "1", "2", "realtime:cut", "presence", {"type": "presence", "event": "track", "payload": {"u": 1}}
            )
            await watching.first(lambda frame: frame[3] == "presence_diff" and "gone" in frame[4]["joins"])
            hostile.connection.transport.abort()
            await watching.first(lambda frame: frame[3] == "presence_diff" and "gone" in frame[4]["leaves"])


async def test_mutated_frames_harm_nobody(stack: Stack, person: Person) -> None:
    chance = random.Random(20261121)
    topic = f"realtime:user:{person.user_id}"
    frames: list[Frame] = [
        ["1", "1", topic, "phx_join", {"config": {"private": True, "broadcast": {"ack": True}}, "access_token": "x"}],
        ["1", "2", topic, "broadcast", {"type": "broadcast", "event": "forged", "payload": {"a": 1}}],
        ["1", "3", topic, "presence", {"type": "presence", "event": "track", "payload": {"a": 1}}],
        ["1", "4", topic, "access_token", {"access_token": "x.y.z"}],
        ["1", "5", topic, "phx_leave", {}],
        [None, "6", "phoenix", "heartbeat", {}],
    ]
    pushed = bytes.fromhex("0301010a01000136377265616c74696d653a61457b2261223a317d")
    sent = 0
    while sent < FUZZ_FRAMES:
        async with socket(stack) as hostile:
            try:
                for _ in range(FUZZ_FRAMES - sent):
                    sent += 1
                    await hostile.connection.send(
                        _bytes_of(chance, pushed) if chance.random() < 0.3 else _mutated(chance, frames)
                    )
            except ConnectionClosed:
                continue
            hostile.connection.transport.abort()
    async with socket(stack) as honest:
        assert (await honest.join("after"))["status"] == "ok"


NASTY: list[Any] = [
    None,
    True,
    -1,
    1e308,
    "",
    "\x00",
    "realtime:",
    "__proto__",
    [],
    {},
    [[]],
    {"config": None},
    "é" * 300,
]


def _mutated(chance: random.Random, frames: list[Frame]) -> str:
    frame = json.loads(json.dumps(chance.choice(frames)))
    match chance.randrange(4):
        case 0:
            frame[chance.randrange(len(frame))] = chance.choice(NASTY)
        case 1:
            frame[4] = {chance.choice(["config", "event", "payload", "access_token"]): chance.choice(NASTY)}
        case 2:
            frame = frame[: chance.randrange(6)] + [chance.choice(NASTY)] * chance.randrange(3)
        case _:
            text = json.dumps(frame)
            place = chance.randrange(len(text))
            return text[:place] + chr(chance.randrange(0x20, 0x7F)) * chance.randrange(3) + text[place + 1 :]
    return json.dumps(frame)


def _bytes_of(chance: random.Random, frame: bytes) -> bytes:
    mutated = bytearray(frame)
    for _ in range(chance.randrange(1, 4)):
        mutated[chance.randrange(len(mutated))] = chance.randrange(256)
    return bytes(mutated[: chance.randrange(len(mutated) + 1)])
