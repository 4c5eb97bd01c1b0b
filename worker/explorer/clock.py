"""How a run's time is shared: exploring first, destructive deeds only at its end, and the rest for proof and record."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Of the whole time, what remains after the exploring for proofs, videos and the record, at least and at most.
_LEAST_RESERVE = 0.12
_MOST_RESERVE = 0.25
_RECORD_SECONDS = 3.0
_DESTRUCTIVE_SHARE = 0.1


@dataclass(slots=True)
class Clock:
    """Counts a run's time from when it is made.

    `started` is a reading of `now`. `proofs_seconds` and `timings_seconds` are asked for how long the waiting proofs
    would take: those that go on beside the exploring, and those of timings, which wait for its end.
    """

    seconds: float
    now: Callable[[], float] = time.monotonic
    proofs_seconds: Callable[[], float] = lambda: 0.0
    timings_seconds: Callable[[], float] = lambda: 0.0
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.now()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self.now() - self.started

    @property
    def at_ms(self) -> int:
        """Milliseconds since the start, as observations count them."""
        return round(self.elapsed * 1000)

    @property
    def exploring_left(self) -> float:
        """Seconds left for exploring."""
        wanted = self.timings_seconds() + _RECORD_SECONDS
        reserve = min(max(wanted, _LEAST_RESERVE * self.seconds), _MOST_RESERVE * self.seconds)
        return self.seconds - reserve - self.elapsed

    @property
    def proofs_come_first(self) -> bool:
        """Whether so many proofs wait that exploring on would only find what nobody has time to prove."""
        return self.proofs_seconds() > self.exploring_left

    @property
    def proving_left(self) -> float:
        """Seconds left for proof; what remains after it writes the record."""
        return self.seconds - min(_RECORD_SECONDS, 0.1 * self.seconds) - self.elapsed

    @property
    def destructive_allowed(self) -> bool:
        """Whether the last tenth of the exploring has come."""
        return self.exploring_left < _DESTRUCTIVE_SHARE * self.seconds
