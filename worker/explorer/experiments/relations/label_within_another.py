"""Chooses labels of a list (tags, categories) that begin another one beside them: who compares a part of the label
shows the rows of both.

What stands in the list then is judged as after any click (`labelled_as_chosen`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.counts import without_count
from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern, without_numbers
from worker.explorer.walk import Undivided, Walk
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("label_within_another", share=1.5, most=4, seconds=3.0)

_OPENS = frozenset(("link", "button", "tab", "clickable", "listener"))
_SHORTEST = 3
_LONGEST = 20
_FEWEST_IN_GROUP = 4
_MOST_ON_A_SCREEN = 2


@dataclass(frozen=True, slots=True)
class ChooseLabel(Undivided):
    """What a list shows when this is clicked; `way` leads to where it stands."""

    way: tuple[Deed, ...]
    deed: Deed

    async def perform(self, walk: Walk) -> None:
        """Click. Raises SurfaceError."""
        if await come(walk, self.way, lambda screen: can_do(screen, self.deed)) is not None:
            await walk.perform(*self.deed)


def propose(scene: Scene) -> Iterator[Proposal]:
    """The first labels of each group of which another label begins with theirs."""
    if not scene.new_state:
        return
    for group in _groups(scene.screen):
        words = {_words(one) for one in group}
        begin = [one for one in group if any(_begins(other, _words(one)) for other in words)]
        for one in begin[:_MOST_ON_A_SCREEN]:
            deed = (Action(ActionKind.CLICK, target_of(one)),)
            once = f"{url_pattern(scene.screen.url).partition('?')[0]} {_place(one)} {_words(one)}"
            yield Proposal(ChooseLabel(scene.way, deed), once, sort=_place(one))


def _groups(screen: Screen) -> list[list[Element]]:
    """Controls of one make beside each other, with short words."""
    groups: dict[str, list[Element]] = {}
    for one in filter(_is_label, screen.elements):
        groups.setdefault(_place(one), []).append(one)
    return [group for group in groups.values() if len({_words(one) for one in group}) >= _FEWEST_IN_GROUP]


def _is_label(element: Element) -> bool:
    clickable = element.visible and element.enabled and element.role in _OPENS
    return (
        clickable
        and element.region not in ("nav", "header", "footer")
        and _SHORTEST <= len(_words(element)) <= _LONGEST
        and not is_destructive(element.name, element.href)
    )


def _place(element: Element) -> str:
    """Where a control stands, but for its place among its neighbours."""
    return f"{element.role} {without_numbers(element.selector)}"


def _words(element: Element) -> str:
    return without_count(element.name).strip().casefold()


def _begins(other: str, words: str) -> bool:
    return other != words and other.startswith(words)
