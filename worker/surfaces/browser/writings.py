"""Who of the people in front of the browser has asked a server to change something, and when."""

from collections import deque
from dataclasses import dataclass, field

_KEPT = 50


@dataclass(slots=True)
class Writings:
    """The last of them, shared by all visitors; a person is whatever object its tabs share."""

    _last: deque[tuple[object, int]] = field(default_factory=lambda: deque[tuple[object, int]](maxlen=_KEPT))

    def note(self, person: object, at_ms: int) -> None:
        """Note that this person has sent something, or was answered; times in ms since the start of the run."""
        self._last.append((person, at_ms))

    def by_others(self, person: object, since_ms: int) -> bool:
        """Whether anybody but this person has, from then on."""
        return any(at_ms >= since_ms and one is not person for one, at_ms in self._last)
