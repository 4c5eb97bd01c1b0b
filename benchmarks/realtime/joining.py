"""How long a private channel's join takes at a steady rate, with the product's policy asked each time."""

import asyncio
import json
import time
from itertools import count, cycle

import httpx
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.figures import Figure, at_most, percentile, told
from benchmarks.realtime.phoenix import join, leave
from benchmarks.realtime.place import Place, User

A_SECOND = 50
SOCKETS = 20
MOST_P95_MS = 30


def measure(place: Place, seconds: float) -> list[Figure]:
    """Joins of a test's topic, which the policy looks up in the table of tests."""
    user = _with_a_test(place)
    waits = asyncio.run(_joins(place, user, seconds))
    return [
        told("joins", len(waits), ""),
        told("p50", percentile(waits, 0.50), "ms"),
        at_most("p95", percentile(waits, 0.95), MOST_P95_MS, "ms"),
        told("p99", percentile(waits, 0.99), "ms"),
    ]


async def _joins(place: Place, user: User, seconds: float) -> list[float]:
    sockets = await asyncio.gather(*(connect(place.socket_address()) for _ in range(SOCKETS)))
    refs = count(1)
    started = time.monotonic()
    under_way: list[asyncio.Task[float]] = []
    # A socket's turn comes again after SOCKETS / A_SECOND seconds; a join that takes as long waits for the one before.
    turns = cycle([(socket, asyncio.Lock()) for socket in sockets])
    for number in range(int(A_SECOND * seconds)):
        await asyncio.sleep(max(0.0, started + number / A_SECOND - time.monotonic()))
        socket, free = next(turns)
        under_way.append(asyncio.create_task(_join(socket, free, user, str(next(refs)))))
    waits = await asyncio.gather(*under_way)
    await asyncio.gather(*(socket.close() for socket in sockets))
    return waits


async def _join(socket: ClientConnection, free: asyncio.Lock, user: User, ref: str) -> float:
    """Milliseconds from sending the join to its answer; the time until the socket is free counts."""
    asked = time.monotonic()
    async with free:
        await socket.send(join(user.topic, user.token, ref))
        answer = await _reply(socket, ref)
        answered = time.monotonic()
        if answer["status"] != "ok":
            raise RuntimeError(f"a join was refused: {answer}")
        await socket.send(leave(user.topic, ref, f"leave-{ref}"))
        await _reply(socket, f"leave-{ref}")
    return (answered - asked) * 1000


async def _reply(socket: ClientConnection, ref: str) -> dict[str, object]:
    async with asyncio.timeout(30):
        while True:
            frame = json.loads(await socket.recv())
            if frame["ref"] == ref and frame["event"] == "phx_reply":
                return frame["payload"]


def _with_a_test(place: Place) -> User:
    """Somebody who signed up and submitted a test, and the test's topic."""
    with httpx.Client(headers={"apikey": place.key}, timeout=30) as http:
        signed_up = http.post(
            f"{place.url}/auth/v1/signup", json={"email": "joins@example.com", "password": "correct horse battery"}
        ).raise_for_status()
        token: str = signed_up.json()["access_token"]
        submitted = http.post(
            f"{place.url}/rest/v1/rpc/submit_test",
            headers={"Authorization": f"Bearer {token}"},
            json={"p_test_name": "Shop", "p_test_type": "web_url", "p_test_source_url": "https://shop.example.com/"},
        ).raise_for_status()
    return User(token, f"test:{submitted.json()['test_id']}")
