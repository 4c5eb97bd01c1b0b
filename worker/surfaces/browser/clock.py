"""Time as the run counts it."""

import time


class Clock:
    """Milliseconds since the start of the run; `started` is a reading of `time.monotonic()`, now unless given."""

    def __init__(self, started: float | None = None) -> None:
        self._started = time.monotonic() if started is None else started

    def ms(self) -> int:
        """Now."""
        return round((time.monotonic() - self._started) * 1000)
