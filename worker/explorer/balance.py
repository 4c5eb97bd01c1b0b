"""How a visitor's time is shared between exploring and experiments: by the clock, for one experiment takes as long as a
dozen deeds.
"""

from collections import deque
from dataclasses import dataclass, field

# What was done longer ago counts no more. s.
_WINDOW_SECONDS = 30.0


@dataclass(slots=True)
class Balance:
    """The experiments that a visitor performed lately: when each ended, and the seconds that it took."""

    _lately: deque[tuple[float, float]] = field(default_factory=deque[tuple[float, float]])

    def note_experiment(self, now: float, seconds: float) -> None:
        """Learn of an experiment that has just ended."""
        self._lately.append((now, min(seconds, _WINDOW_SECONDS)))

    def allows_experiment(self, now: float, share: float) -> bool:
        """Whether experiments have had less than that share of the time lately."""
        while self._lately and self._lately[0][0] <= now - _WINDOW_SECONDS:
            self._lately.popleft()
        return sum(seconds for _, seconds in self._lately) < share * min(now, _WINDOW_SECONDS)
