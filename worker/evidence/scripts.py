"""What a replay does: the ways to show a finding again, from the shortest to the whole of what its visitor did."""

from dataclasses import dataclass

from worker.explorer.graph import Deed, open_page, opens_address
from worker.explorer.walk import Request, Sight, Walk
from worker.explorer.ways import lasting_visits, present_visit, without_resizes
from worker.observation.screen import Viewport

_MOST_ACTIONS = 120


@dataclass(frozen=True, slots=True)
class Script:
    """Deeds of a new person at one size, then perhaps an audit of where they led, or an experiment."""

    viewport: Viewport
    deeds: tuple[Deed, ...]
    audit: bool = False
    request: Request | None = None

    @property
    def length(self) -> int:
        """How many actions it takes."""
        return sum(map(len, self.deeds))


def candidates(sight: Sight, shortest: tuple[Deed, ...] | None) -> tuple[Script, ...]:
    """The scripts to try for what was just seen, shortest first.

    They are: the address alone; the last deed on its page; the deeds within the page; the shortest known way
    (`shortest` leads to where the last deed began); all that had lasting effects; everything. Of one who is signed in,
    the same after signing in.
    """
    screen = sight.observation.screen
    if sight.request is not None:
        return (Script(screen.viewport, (), request=sight.request),)
    address = ((open_page(screen.url),),) if screen.url.startswith(("http://", "https://")) else ()
    ways = (*address, *_signed_in(sight.walk, *address), *_ways(sight.walk, shortest))
    return _scripts(screen.viewport, ways, audit=sight.observation.accessibility is not None)


def candidates_for_stop(walk: Walk, shortest: tuple[Deed, ...] | None) -> tuple[Script, ...]:
    """The scripts to try when the last deed of a walk left nothing to look at."""
    return _scripts(walk.viewport, _ways(walk, shortest), audit=False)


def _scripts(viewport: Viewport, ways: tuple[tuple[Deed, ...], ...], *, audit: bool) -> tuple[Script, ...]:
    scripts = [Script(viewport, way, audit) for way in dict.fromkeys(ways) if way]
    return tuple(
        sorted((script for script in scripts if script.length <= _MOST_ACTIONS), key=lambda script: script.length)
    )


def _ways(walk: Walk, shortest: tuple[Deed, ...] | None) -> tuple[tuple[Deed, ...], ...]:
    everything = tuple(step.deed for step in without_resizes(walk.steps))
    steps = without_resizes(walk.steps_as_who_one_is)
    if not steps:
        return (everything,)
    last = steps[-1]
    ways: list[tuple[Deed, ...]] = []
    if opens_address(last.deed):
        ways.append((last.deed,))
    elif last.url_before:
        ways.append((open_page(last.url_before), last.deed))
        if shortest:
            ways.append((*shortest, last.deed))
    here = present_visit(steps)
    ways += (here, (*lasting_visits(steps), *here))
    return (*ways, *_signed_in(walk, *ways), everything)


def _signed_in(walk: Walk, *ways: tuple[Deed, ...]) -> tuple[tuple[Deed, ...], ...]:
    """The same ways for a new person, after signing in; none for a guest."""
    return tuple((*walk.way_in, *way) for way in ways) if walk.way_in else ()
