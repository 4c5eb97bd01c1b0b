"""Which pages lead a new person elsewhere, as those of an account do, so that proofs sign in before they go there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from worker.detectors.addresses import path
from worker.evidence.scripts import Script
from worker.explorer.graph import opens_address
from worker.explorer.walk import Walk

# From so many closed pages on, and where most are, pages that nobody has tried are believed to be closed as well. An
# entrance that is closed counts as many.
_FEWEST = 2


@dataclass(slots=True)
class Gates:
    """By path: whether who opens it first of all is led elsewhere. `known` tells what others know of a path."""

    known: Callable[[str], bool | None] = lambda _path: None
    _closed: dict[str, bool] = field(default_factory=dict[str, bool])
    _entrance_is_closed: bool = False

    def note_entrance(self, walk: Walk, *, asks_who_one_is: bool) -> None:
        """Take in whether a new person's very first address led to where one signs in."""
        self.note(walk)
        self._entrance_is_closed |= asks_who_one_is and any(self._closed.values())

    def note(self, walk: Walk) -> None:
        """Take in where a new person's first address led."""
        first = walk.steps[0] if walk.steps else None
        if first is not None and first.url_after and opens_address(first.deed):
            asked = path(first.deed[0].value)
            self._closed[asked] = path(first.url_after) != asked

    def passable(self, scripts: Iterable[Script]) -> list[Script]:
        """The scripts without those that end before a closed page; those that may come last.

        Where all do, they stay: an address that leads everybody elsewhere is no gate.
        """
        rated = [(self._is_closed(script), script) for script in scripts]
        passing = [script for closed, script in rated if closed is False]
        unknown = [script for closed, script in rated if closed is None]
        return passing + unknown or [script for _, script in rated]

    def _is_closed(self, script: Script) -> bool | None:
        """Whether it ends before a closed page; None where that is only to be feared."""
        if not script.deeds or not opens_address(script.deeds[0]):
            return False
        if any(action.secret for deed in script.deeds for action in deed):
            return False
        place = path(script.deeds[0][0].value)
        known = self._closed.get(place)
        known = self.known(place) if known is None else known
        if known is None and self._most_are_closed:
            return None
        return bool(known)

    @property
    def _most_are_closed(self) -> bool:
        closed = sum(self._closed.values()) + _FEWEST * self._entrance_is_closed
        return closed >= _FEWEST and 2 * closed > len(self._closed)
