"""What of a run broke on an error of its own: it costs what broke and is told in the record, and the rest goes on."""

from collections import Counter
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from deffatest.logging import logger
from worker.no_room import no_room
from worker.surfaces.interface import SurfaceLost, TargetUnreachable

_log = logger(__name__)

# What broke so often breaks again.
_MOST_BEGINNINGS = 3


@dataclass(slots=True)
class Breaks:
    """Counts what broke, by what it was doing."""

    _counted: Counter[str] = field(default_factory=Counter[str])

    @contextmanager
    def costing_only(self, what: str) -> Generator[None]:
        """What breaks in here ends here; but not where nothing could go on, without browser, target or room on the
        disk. Raises SurfaceLost, TargetUnreachable, OSError.
        """
        try:
            yield
        except (SurfaceLost, TargetUnreachable):
            raise
        except Exception as failure:
            if no_room(failure) is not None:
                raise
            _log.exception("broke", what=what)
            self._counted[what] += 1

    async def persist(self, what: str, work: Callable[[], Awaitable[None]]) -> bool:
        """Do some work to its end, begun again a few times when it breaks; whether it came to its end.

        Raises as `costing_only` does.
        """
        for _ in range(_MOST_BEGINNINGS):
            with self.costing_only(what):
                await work()
                return True
        return False

    def notes(self) -> list[str]:
        """Sentences for the record."""
        return [
            f"An error of the test itself broke off {what}{f', {times} times' if times > 1 else ''}; "
            "the rest went on without."
            for what, times in sorted(self._counted.items())
        ]
