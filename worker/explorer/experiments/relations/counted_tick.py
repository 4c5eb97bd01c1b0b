"""Ticks a box and looks whether the numbers of the page are still right when the page is opened anew."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, come
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import CountedTick
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind, Target

PLAN = Plan("counted_tick", share=2.5, most=4)

_NUMBER = re.compile(r"\d+")
_CHANGING = frozenset(("POST", "PUT", "PATCH", "DELETE"))
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class TickAndReload(Undivided):
    """Whether what a page counts follows a box that is ticked on it; `way` leads to the page, `deed` ticks."""

    way: tuple[Deed, ...]
    page: str
    deed: Deed

    async def perform(self, walk: Walk) -> None:
        """By the shortest way that leads to the box."""
        way = await come(walk, self.way, lambda screen: can_do(screen, self.deed))
        if way is None:
            return
        first = (await walk.open(self.page)).screen
        if can_do(first, self.deed):
            await replace(self, way=way)._tick(walk, first)

    async def _tick(self, walk: Walk, first: Screen) -> None:
        """Numbers that stay as they were through a reload and the tick, and are others in the next two."""
        reload = Action(ActionKind.RELOAD)
        with walk.aside():
            again = (await walk.perform(reload)).screen
        ticked = (await walk.perform(*self.deed)).screen
        after = (await walk.perform(reload)).screen
        with walk.aside():
            later = (await walk.perform(reload)).screen
        if not ticked.url == again.url == after.url:
            return
        before = _numbers(first).items() & _numbers(again).items() & _numbers(ticked).items()
        since = dict(_numbers(after).items() & _numbers(later).items())
        changed = tuple(sorted((was, since[words]) for words, was in before if since.get(words, was) != was))
        target = self.deed[-1].target
        if target is not None:
            stayed = _is_ticked(again, target) != _is_ticked(ticked, target) == _is_ticked(later, target)
            await walk.conclude(self, CountedTick(self.page, target.name, changed, stayed))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a box was just ticked and the server was told."""
    seen = scene.observation
    if seen.before is None or seen.effect is None or seen.effect.url_changed or len(seen.cause) != 1:
        return
    action = seen.cause[0]
    if action.target is None or action.kind not in (ActionKind.CHECK, ActionKind.CLICK):
        return
    box = seen.before.element(action.target.key)
    if box is None or box.role not in ("checkbox", "switch") or seen.before.truncated:
        return
    if any(one.method in _CHANGING for one in seen.exchanges) and _numbers(scene.screen):
        once = f"{url_pattern(scene.screen.url)} {url_pattern(seen.exchanges[-1].url)}"
        yield Proposal(TickAndReload(scene.way_before, scene.screen.url, seen.cause), once)


def _numbers(screen: Screen) -> dict[str, str]:
    """Lines with one number in a few words, by their words; no such words twice."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for line in look_of(screen).lines:
        if len(line) > _LONGEST or len(_NUMBER.findall(line)) != 1 or not any(letter.isalpha() for letter in line):
            continue
        words = _NUMBER.sub("#", line)
        twice |= {words} & found.keys()
        found[words] = line
    return {words: line for words, line in found.items() if words not in twice}


def _is_ticked(screen: Screen, target: Target) -> bool | None:
    element = screen.element(target.key)
    return element.checked if element is not None else None
