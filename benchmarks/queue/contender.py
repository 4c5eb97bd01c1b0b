"""What every queue must be able to do to be measured beside the others."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Style:
    """How a process takes its jobs: each alone, or as many in one go as the queue does best."""

    name: str
    at_once: int


SINGLE = Style("single", 1)
BEST = Style("best", 100)


@dataclass(frozen=True)
class Tally:
    """What one process got done, by the machine's monotonic clock (seconds)."""

    jobs: int
    began: float
    ended: float


class Contender(Protocol):
    """A queue in a database of its own."""

    @property
    def name(self) -> str: ...

    def fill(self, jobs: int) -> None:
        """Empty the queue, and put in this many jobs that do nothing."""
        ...

    def work(self, style: Style, start: Callable[[], None], seconds: float) -> Tally:
        """Claim and complete until the time is over or nothing is left; in a process of its own.

        `start` is called when all is ready, and returns when all processes are.
        """
        ...


def until_over(take: Callable[[], int], start: Callable[[], None], seconds: float) -> Tally:
    """Call `take`, which answers how many jobs it claimed and completed, until it answers none or the time is over."""
    start()
    began = ended = time.monotonic()
    jobs = 0
    while ended - began < seconds and (taken := take()):
        jobs += taken
        ended = time.monotonic()
    return Tally(jobs, began, ended)


def rate(tallies: list[Tally]) -> float:
    """Jobs a second of processes that worked at the same time."""
    busy = [tally for tally in tallies if tally.jobs]
    if not busy:
        return 0.0
    return sum(tally.jobs for tally in busy) / (max(t.ended for t in busy) - min(t.began for t in busy))
