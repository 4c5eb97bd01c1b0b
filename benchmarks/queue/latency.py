"""From the commit of a job to the start of its handler, on a queue where nothing else waits."""

import asyncio
import multiprocessing
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from typing import Protocol

from rich.console import Console

from benchmarks.figures import Figure, against, at_most, percentile, told

JOBS = 120
ROUNDS = 3
PAUSE_SECONDS = 0.02  # long enough for the queue to be idle again
PATIENCE_SECONDS = 20.0
MOST_MEDIAN_MS = 3.0
MOST_P99_MS = 10.0

Started = Callable[[], None]
"""Called by a handler when it starts."""


class Idle(Protocol):
    """A queue with one worker that waits for work."""

    @property
    def name(self) -> str: ...

    def enqueueing(self) -> AbstractContextManager[Callable[[], None]]:
        """A connection as a client has it; calling what it gives puts one job in line and returns after the commit."""
        ...

    def wait_for_work(self, started: Started, ready: Callable[[], None]) -> Awaitable[None]:
        """Be the worker: call `ready` once it waits, `started` for each job, until cancelled."""
        ...


def measure(console: Console, ours: Idle, peers: list[Idle], jobs: int = JOBS) -> list[Figure]:
    """All queues one after the other, three times over; the limits are for all rounds of ours together."""
    waits: dict[str, list[list[float]]] = defaultdict(list)
    for _ in range(ROUNDS):
        for queue in [ours, *peers]:
            waits[queue.name].append(once(queue, jobs))
    for name, rounds in waits.items():
        every = [wait for one in rounds for wait in one]
        console.print(f"  {name}: p50 {percentile(every, 0.5):.2f}, p99 {percentile(every, 0.99):.2f} ms")
    mine = [wait for one in waits[ours.name] for wait in one]
    figures = [
        at_most(
            "commit to handler start, median", percentile(mine, 0.5), MOST_MEDIAN_MS, "ms", _each(waits[ours.name], 0.5)
        ),
        at_most(
            "commit to handler start, p99", percentile(mine, 0.99), MOST_P99_MS, "ms", _each(waits[ours.name], 0.99)
        ),
    ]
    for peer in peers:
        theirs = waits[peer.name]
        figures.append(against(f"    {peer.name}, median", _each(waits[ours.name], 0.5), _each(theirs, 0.5), "ms"))
        figures.append(told(f"    {peer.name}, p99", percentile([wait for one in theirs for wait in one], 0.99), "ms"))
    return figures


def once(queue: Idle, jobs: int) -> list[float]:
    """How long each of these jobs waited for its handler, in ms; the first, which finds caches cold, is left out."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(queue, there), daemon=True)
    worker.start()
    there.close()
    try:
        _hear(here, queue.name)  # that it is ready
        waits: list[float] = []
        with queue.enqueueing() as enqueue:
            for _ in range(jobs + 1):
                time.sleep(PAUSE_SECONDS)
                asked = time.monotonic()
                enqueue()
                committed = time.monotonic()
                started = _hear(here, queue.name)
                if started < asked:
                    raise RuntimeError(f"{queue.name} was not idle: a handler started before its job was put in line")
                waits.append((started - committed) * 1000)
        return waits[1:]
    finally:
        worker.terminate()
        worker.join(PATIENCE_SECONDS)
        if worker.is_alive():
            worker.kill()


def _work(queue: Idle, there: Connection) -> None:
    # The machine's monotonic clock is the same in every process.
    asyncio.run(_until_cancelled(queue, there))


async def _until_cancelled(queue: Idle, there: Connection) -> None:
    def say() -> None:
        there.send(time.monotonic())

    await queue.wait_for_work(say, say)


def _hear(here: Connection, name: str) -> float:
    if not here.poll(PATIENCE_SECONDS):
        raise RuntimeError(f"{name}: no handler started within {PATIENCE_SECONDS:.0f} s")
    return here.recv()


def _each(rounds: list[list[float]], share: float) -> list[float]:
    return [percentile(one, share) for one in rounds]
