"""What an experiment is, and how it says where it is worth doing: read this page first.

An experiment is one module in `worker/explorer/experiments/<family>/<name>.py` with

    PLAN = Plan("<name>", ...)

    def propose(scene: Scene) -> Iterator[Proposal]

`propose` is asked about everything that an explorer sees, several times a second: it looks at what is cheap first
(`scene.new_state`, whether there is such a control at all) and yields a request wherever the experiment applies. The
laboratory takes each proposal once and performs the experiments of all modules in turn. A request (`walk.Request`) is a
frozen dataclass: it is performed by somebody new from a clean start, and again, the same way, as the proof. One that is
done as a whole extends `walk.Undivided`; others have `items`, so that each part is proved apart. It only does and
measures; what it measured (`worker/observation/experiments/`) is judged by a detector.

The families: `relations` (what must hold in any sane app), `hostile` (what no visitor would send, for hosts that were
proved to be the owner's), `surroundings` (another network, place, size or way to operate).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from worker.explorer.graph import Deed
from worker.explorer.newcomers import parted
from worker.explorer.walk import Request, Walk
from worker.explorer.ways import way_to_here
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.interface import Visitor


@dataclass(frozen=True, slots=True)
class Plan:
    """A kind of experiment.

    `share` is how much of the time it is worth in relation to others: more than 1 for what is telling. `most` are
    performed in one run. `seconds` is what one took on several apps, to begin with; a run learns what it takes there.
    """

    id: str
    share: float = 1.0
    most: int = 12
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What an explorer has just seen, and how it came there. `new_state` when nobody has been in this state before."""

    walk: Walk
    observation: Observation
    new_state: bool
    seed: int
    known_way: tuple[Deed, ...] = ()
    """Where the address alone is known to open something else: the deeds that lead here."""
    others_way_in: tuple[Deed, ...] = ()
    """How somebody signs in with another account, where the visitor is in and the site offers or opens one."""

    opening: tuple[Deed, ...] = ()
    """How the account was opened that the visitor is in with, where a visitor did that."""
    closed_to_guests: bool = False
    """Whether somebody who asked for the page as a guest was not given it."""

    @property
    def screen(self) -> Screen:
        """What stands there now."""
        return self.observation.screen

    @property
    def way(self) -> tuple[Deed, ...]:
        """What a new person does to stand here."""
        return self.known_way or way_to_here(self.walk)

    def alone(self, way: tuple[Deed, ...]) -> tuple[Deed, ...]:
        """The same way as one with an account of their own, where such can be opened: for what an account keeps (a
        cart), which other visitors who share one may change meanwhile. What only members see and is called by a number
        is one account's, and another has it not.
        """
        here = self.observation.before or self.screen
        is_of_one = self.closed_to_guests and re.search(r"\d", urlsplit(here.url).path)
        return way if is_of_one else by_own_account(way, self.opening)

    @property
    def way_before(self) -> tuple[Deed, ...]:
        """What a new person does to stand where the last deed began."""
        return way_to_here(self.walk, but_last=1)


def by_own_account(way: tuple[Deed, ...], opening: tuple[Deed, ...]) -> tuple[Deed, ...]:
    """A way that signs in, by one who opens an account instead, where that can be done."""
    way_in, rest = parted(way)
    return (*opening, *rest) if way_in and opening else way


class Hint(Protocol):
    """Whether an experiment looks worth its time, asked with a few requests and without opening a page. What promises
    something goes first and what does not goes last; nobody is told of either.
    """

    async def promises(self, visitor: Visitor) -> bool | None:
        """What this visitor's answers promise; None where somebody else (who is signed in) has to ask. Raises
        SurfaceError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """An experiment for this place.

    Of one module's proposals with the same `once` the first is taken, so it names the kind of place and not the place
    (e.g. a form's action and key). `probes` are the addresses to which it sends what no visitor would: it is done only
    where all of them are the owner's, and `probing` says in the report what was left out elsewhere. A `destructive` one
    waits until what would delete, pay or end something is allowed. A `telling` one goes before the others of its
    experiment, one of a `sort` that was tried less often before those of a sort that was tried more, and what is far
    after what is not; all of that counts less than what a `hint` says.
    """

    request: Request
    once: str
    probes: tuple[str, ...] = ()
    probing: str = ""
    destructive: bool = False
    telling: bool = False
    sort: str = ""
    hint: Hint | None = None


class Experimenting(Protocol):
    """A module of an experiment."""

    PLAN: Plan

    def propose(self, scene: Scene) -> Iterator[Proposal]:
        """What to try here, if anything."""
        ...
