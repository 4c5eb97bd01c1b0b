"""Chooses, where a list can show what is open or what is done, the one, all again, and the other: in a menu, or by
tabs, links or buttons of which two exclude each other by their words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.choices_of_lists import Choice, called, make, rows_of_controls
from worker.explorer.experiments.opposites import means_all, opposites
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.every_page import next_page
from worker.explorer.experiments.settings_of_lists import applied_at_once, unless_as_before
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.lists import FilterTrial, OppositeChoices
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("opposite_choices", share=1.0, most=4)

_PAIR = "both of a pair"
_MOST_PAGES = 4
_MOST_CHOICES = 8
_ROLES = ("tab", "link", "button", "radio")
# What is sure to be no deed of its own, even where nothing beside it shows all.
_ONLY_SHOWS = ("tab", "link")


@dataclass(frozen=True, slots=True)
class ChooseOpposites:
    """Whether two choices that exclude each other show different rows, and all comes back when all is chosen."""

    way: tuple[Deed, ...]
    pair: tuple[Choice, Choice]
    everything: Choice | None
    items: frozenset[str] = frozenset((_PAIR,))

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The two are one whole."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """The first of them, all again, the first with its pages, the second with its pages."""
        await walk.go(self.way)
        first, second = self.pair
        whole = await make(walk, self.everything) if self.everything else None
        narrowed = await make(walk, first)
        if self.everything and whole is not None and narrowed is not None:
            restored = await self._take_back(walk, narrowed)
            await walk.conclude(self, FilterTrial(first.name, None, whole, narrowed, restored=restored))
        by_first = await _pages_of(walk, first)
        by_second = await _pages_of(walk, second)
        if by_first and by_second:
            await walk.conclude(self, OppositeChoices(first.name, second.name, whole, by_first, by_second))

    async def _take_back(self, walk: Walk, narrowed: Screen) -> Screen | None:
        if self.everything is None or await make(walk, self.everything, sends=not applied_at_once(walk)) is None:
            return None
        return await unless_as_before(walk, narrowed)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every control, or row of controls, with two such choices."""
    if not scene.new_state:
        return
    place = url_pattern(scene.screen.url).partition("?")[0]
    for choices in groups_of(scene.screen):
        names = opposites(one.name for one in choices)
        if names is not None:
            first, second = (next(one for one in choices if one.name == name) for name in names)
            everything = next((one for one in choices if means_all(one.name)), None)
            yield Proposal(ChooseOpposites(scene.way, (first, second), everything), f"{place} {' '.join(names)}")


def groups_of(screen: Screen) -> Iterator[list[Choice]]:
    """The choices that stand beside each other.

    A menu, a button or a dot may as well say what a thing is, or make it so, unless one of them shows all.
    """
    for one in screen.elements:
        if one.visible and one.enabled and one.tag == "select" and any(map(means_all, one.options)):
            yield [Choice(option, one.key, option) for option in one.options]
    for row in rows_of_controls(screen):
        role = row[0].role
        if role not in _ROLES or len(row) > _MOST_CHOICES:
            continue
        if role in _ONLY_SHOWS or any(means_all(one.name) for one in row):
            yield [Choice(called(one), one.key) for one in row]


async def _pages_of(walk: Walk, choice: Choice) -> tuple[Screen, ...]:
    """What a choice shows, on its first pages; () where it is not offered."""
    shown = await make(walk, choice)
    pages = [shown] if shown is not None else []
    while pages and len(pages) < _MOST_PAGES and (turn := next_page(pages[-1], len(pages))) is not None:
        pages.append((await walk.perform(Action(ActionKind.CLICK, target_of(turn)))).screen)
    return tuple(pages)
