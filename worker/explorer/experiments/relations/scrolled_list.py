"""Scrolls down a list that goes on by itself, then up again, and keeps what stands there each time."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.counts import told_total
from worker.detectors.main_list import main_list
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.troubles import says_it_loads
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.lists import ScrolledList
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("scrolled_list", share=1.0, most=4)

_MOST_TIMES = 6
# Rows that come late are asked for by an answer, or by a timer that waits for the end of scrolling.
_LATE_SECONDS = 1.5
# Whoever says that it loads, and has loaded nothing in this time, will not.
_FOR_EVER_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class ScrollDown(Undivided):
    """What a list shows as one scrolls to its end again and again."""

    way: tuple[Deed, ...]

    async def perform(self, walk: Walk) -> None:
        """Go on until nothing more comes, or often enough; then back to the top."""
        await walk.go(self.way)
        looks = [walk.screen] if walk.screen is not None else []
        while looks and len(looks) <= _MOST_TIMES:
            below = await _scrolled(walk, looks[-1])
            if _path(below) != _path(looks[0]):
                return
            looks.append(below)
            if below.text == looks[-2].text:
                break
        if len(looks) < 2:
            return
        said = says_it_loads(looks[-1])
        if said and len(looks) == 2:
            await walk.linger(_FOR_EVER_SECONDS)
            looks.append(walk.screen or looks[-1])
            said = says_it_loads(looks[-1])
        top = await _scrolled(walk, looks[-1], up=True)
        await walk.conclude(self, ScrolledList(tuple(looks), top, said))


def propose(scene: Scene) -> Iterator[Proposal]:
    """A list that has grown by scrolling, or one of which a part stands there while it says that it loads."""
    screen, before = scene.screen, scene.observation.before
    if any(action.kind is ActionKind.SCROLL for action in scene.observation.cause):
        if before is not None and 0 < len(main_list(before)) < len(main_list(screen)):
            yield _proposal(scene.way_before, screen)
    elif scene.new_state and says_it_loads(screen) and (told_total(screen) or 0) > len(main_list(screen)) > 0:
        yield _proposal(scene.way, screen)


def _proposal(way: tuple[Deed, ...], screen: Screen) -> Proposal:
    return Proposal(ScrollDown(way), url_pattern(screen.url).partition("?")[0])


async def _scrolled(walk: Walk, screen: Screen, *, up: bool = False) -> Screen:
    far = int(screen.page_height) + screen.viewport.height
    after = (await walk.perform(Action(ActionKind.SCROLL, value=str(-far if up else far)))).screen
    if after.text == screen.text:
        await walk.linger(_LATE_SECONDS)
    return walk.screen or after


def _path(screen: Screen) -> str:
    return screen.url.partition("?")[0]
