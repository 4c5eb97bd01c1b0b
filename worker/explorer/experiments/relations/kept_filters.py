"""Sets all filters of a list that are fields, and loads the page anew: what it keeps of one it should keep of all."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.narrowed_list import choices_of, filters_of, shows_a_list
from worker.explorer.experiments.settings_of_lists import choose
from worker.explorer.experiments.shortcut import come
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.lists import KeptFilters
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("kept_filters", share=2.0, most=3)

_FEWEST = 2
_MOST = 5
_PATIENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class SetAllFilters(Undivided):
    """Whether a reload keeps all filters that are set; `way` leads to the list."""

    way: tuple[Deed, ...]

    async def perform(self, walk: Walk) -> None:
        """One after the other; nothing is concluded where one takes another off. Raises SurfaceError."""
        if await come(walk, self.way, lambda screen: len(_fields(screen)) >= _FEWEST) is None or walk.screen is None:
            return
        wanted = {one.key: choices_of(one)[0] for one in _fields(walk.screen)}
        for key, option in wanted.items():
            field = walk.screen.element(key) if walk.screen else None
            if field is not None and option in field.options:
                await choose(walk, field, option)
        before = walk.screen
        set_then = [one for one in map(before.element, wanted) if one is not None and one.value == wanted[one.key]]
        if len(set_then) < _FEWEST:
            return
        again = (await walk.perform(Action(ActionKind.RELOAD))).screen
        if not all(kept for _, kept in _kept(set_then, again)):
            await walk.linger(_PATIENCE_SECONDS)  # what a field offers may come later than the list
            again = walk.screen
        if again.url == before.url:
            await walk.conclude(self, KeptFilters(before.url, _kept(set_then, again)))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every list with several fields that narrow it."""
    if scene.new_state and len(_fields(scene.screen)) >= _FEWEST and shows_a_list(scene.screen):
        yield Proposal(SetAllFilters(scene.way), url_pattern(scene.screen.url).partition("?")[0])


def _kept(fields: list[Element], screen: Screen) -> tuple[tuple[str, bool], ...]:
    """What each is called that is there, and whether it still says what it was set to."""
    return tuple(
        (one.label or one.name, now.value == one.value)
        for one in fields
        if (now := screen.element(one.key)) is not None
    )


def _fields(screen: Screen) -> list[Element]:
    return [one for one in filters_of(screen) if one.tag == "select" and (one.label or one.name)][:_MOST]
