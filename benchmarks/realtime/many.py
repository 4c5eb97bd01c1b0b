"""Many clients, each on a private topic of its own, while messages come at a steady rate: nothing may be lost."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

from benchmarks.figures import Figure, at_least, at_most, percentile, told
from benchmarks.realtime.place import Place, User
from benchmarks.realtime.sending import send

PROCESSES = 2
AT_ONCE = 2
"""Messages in a transaction: the product sends each event to the test's channel and to its owner's."""
SAMPLE_SECONDS = 0.5
SETTLE_SECONDS = 3.0
MOST_MEMORY_MB = 400
MOST_GROWTH = 0.1


@dataclass
class Memory:
    """Bytes that the server's process holds, sampled twice a second."""

    samples: list[int] = field(default_factory=list[int])

    @property
    def growth(self) -> float:
        """How much higher its peak is in the last half than in the first, as a share.

        Peaks, because a collected heap is a saw: from one collection to the next it rises, leak or not.
        """
        middle = len(self.samples) // 2
        return max(self.samples[middle:]) / max(self.samples[:middle]) - 1


def measure(place: Place, clients: int, a_second: int, seconds: float) -> list[Figure]:
    """All clients join; then messages are sent to one after the other."""
    users = [place.user() for _ in range(clients)]
    crowds = [_crowd(place, users[first::PROCESSES]) for first in range(PROCESSES)]
    try:
        for crowd in crowds:
            _expect_joined(crowd)
        with _memory(place.server) as memory:
            sent = send(place.database_url, [user.topic for user in users], a_second, seconds, AT_ONCE)
            time.sleep(SETTLE_SECONDS)
        heard = [message for crowd in crowds for message in _heard(crowd)]
    finally:
        for crowd in crowds:
            crowd.kill()
            crowd.wait()
    waits = [(at - sent.committed_at[number]) * 1000 for number, at in heard]
    numbers = {number for number, _ in heard}
    return [
        told("messages", len(sent.committed_at), ""),
        at_least("sent a second", len(sent.committed_at) / sent.seconds, a_second * 0.98, ""),
        at_most("lost", len(sent.committed_at) - len(numbers), 0, ""),
        at_most("twice", len(heard) - len(numbers), 0, ""),
        told("p50", percentile(waits, 0.50), "ms"),
        told("p95", percentile(waits, 0.95), "ms"),
        told("p99", percentile(waits, 0.99), "ms"),
        at_most("the whole stack's server, most memory", max(memory.samples) / 1e6, MOST_MEMORY_MB, "MB"),
        at_most("growth in the last half", max(0.0, memory.growth * 100), MOST_GROWTH * 100, "%"),
    ]


def _crowd(place: Place, users: list[User]) -> subprocess.Popen[str]:
    crowd = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.realtime.crowd"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert crowd.stdin is not None
    asked = {"address": place.socket_address(), "clients": [(user.topic, user.token) for user in users]}
    print(json.dumps(asked), file=crowd.stdin, flush=True)
    return crowd


def _expect_joined(crowd: subprocess.Popen[str]) -> None:
    assert crowd.stdout is not None
    if crowd.stdout.readline() != "joined\n":
        raise RuntimeError("the clients could not join")


def _heard(crowd: subprocess.Popen[str]) -> list[tuple[int, float]]:
    output, _ = crowd.communicate("tell\n", timeout=60)
    return json.loads(output)


@contextmanager
def _memory(server: psutil.Process) -> Generator[Memory]:
    memory = Memory()
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(SAMPLE_SECONDS):
            memory.samples.append(server.memory_info().rss)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        ended.set()
        thread.join()
