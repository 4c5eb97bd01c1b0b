"""Changes something that the server keeps, and looks whether what the page says of it follows at once, or only when the
page is opened anew: numbers, and the words that were changed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from worker.detectors.amounts import WRITTEN
from worker.detectors.days import days_named
from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, come, from_short_to_long
from worker.explorer.forms import new_token
from worker.explorer.graph import Deed
from worker.explorer.newcomers import by_somebody_new, parted
from worker.explorer.stand_ins import with_stand_ins
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import FollowedChange
from worker.observation.observation import Observation
from worker.observation.runtime import CHANGING_METHODS
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("followed_change", share=2.5, most=6)

_MOST_NUMBERS = 3
_LONGEST = 80
_SHORTEST_WORDS = 4
# What runs by itself is another whenever one looks.
_RUNS = re.compile(r"\b(?:minutes?|min|hours?|expires?|minuten?|stunden?|minutos?|horas?|heures?)\b|دقیقه|ساعت", re.I)
_SENDS = frozenset((ActionKind.CLICK, ActionKind.CHECK, ActionKind.PRESS, ActionKind.CHOOSE))
_WRITES = frozenset(("textbox", "searchbox", "combobox", "spinbutton"))


@dataclass(frozen=True, slots=True)
class ChangeAndReload(Undivided):
    """Whether a page follows what is changed on it; `way` leads to where `deed` changes it."""

    way: tuple[Deed, ...]
    deed: Deed

    async def perform(self, walk: Walk) -> None:
        """By the shortest way that leads to where it can be done; with names that nobody has given yet."""
        way_in, rest = parted(self.way)
        *rest, deed = by_somebody_new((*rest, self.deed), new_token())
        way = await come(walk, (*way_in, *rest), lambda screen: can_do(screen, with_stand_ins(deed, screen)))
        if way is not None and walk.screen is not None:
            await self._change(walk, way, deed, walk.screen)

    async def _change(self, walk: Walk, way: tuple[Deed, ...], deed: Deed, first: Screen) -> None:
        """What stays as it was through another visit and the change, and is another in the next two."""
        reload = Action(ActionKind.RELOAD)
        with walk.aside():
            again = (await walk.perform(reload)).screen
        if not can_do(again, with_stand_ins(deed, again)):
            await walk.go(parted(from_short_to_long(way)[0])[1])
        here = walk.screen
        if here is None or not can_do(here, deed := _turned(with_stand_ins(deed, here), here)):
            return
        changed = await walk.perform(*deed)
        if not _is_kept(changed):
            return
        done = changed.screen
        after = (await walk.perform(reload)).screen
        with walk.aside():
            later = (await walk.perform(reload)).screen
        if not done.url == after.url == later.url:
            return
        before = _numbers(first).items() & _numbers(again).items() & _numbers(done).items()
        since = dict(_numbers(after).items() & _numbers(later).items())
        stale = {was: since[words] for words, was in before if since.get(words, was) != was}
        stale |= _old_words(here, deed, done, after, later)
        target = deed[-1].target
        result = FollowedChange(done.url, target.name if target else "", tuple(sorted(stale.items())))
        await walk.conclude(self, result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where something was just changed without the page being loaded anew, and the server has kept it."""
    seen = scene.observation
    if seen.before is None or seen.effect is None or seen.effect.document_changed or not seen.cause:
        return
    last = seen.cause[-1]
    if last.target is None or last.kind not in _SENDS or seen.before.truncated or not _is_kept(seen):
        return
    if any(action.secret for action in seen.cause):
        return
    sent = next(one for one in reversed(seen.exchanges) if one.method in CHANGING_METHODS)
    once = f"{url_pattern(seen.before.url)} {sent.method} {url_pattern(sent.url)}"
    yield Proposal(ChangeAndReload(scene.way_before, seen.cause), once, destructive=is_destructive(last.target.name))


def _is_kept(seen: Observation) -> bool:
    """Whether the server was told and did not refuse."""
    told = [one for one in seen.exchanges if one.method in CHANGING_METHODS and one.same_site]
    return bool(told) and all(one.status is not None and one.status < 400 for one in told)


def _turned(deed: Deed, screen: Screen) -> Deed:
    """What is ticked already is unticked, for another turn changes nothing."""
    return tuple(_other_way(action, screen) for action in deed)


def _other_way(action: Action, screen: Screen) -> Action:
    box = screen.element(action.target.key) if action.kind is ActionKind.CHECK and action.target else None
    if box is None or box.checked is None:
        return action
    return replace(action, value="off" if box.checked else "on")


def _numbers(screen: Screen) -> Mapping[str, str]:
    """Lines with numbers in a few words, and controls that are called so, by their words; no such words twice."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    controls = {one.name for one in screen.elements if one.visible and one.role not in _WRITES}
    for line in {*look_of(screen).lines, *controls}:
        if not _tells_numbers(line):
            continue
        words = WRITTEN.sub("#", line)
        twice |= {words} & found.keys()
        found[words] = line
    return {words: line for words, line in found.items() if words not in twice}


def _tells_numbers(line: str) -> bool:
    few = len(line) <= _LONGEST and 1 <= len(WRITTEN.findall(line)) <= _MOST_NUMBERS
    return few and any(letter.isalpha() for letter in line) and not _RUNS.search(line) and not days_named(line)


def _old_words(here: Screen, deed: Deed, done: Screen, after: Screen, later: Screen) -> dict[str, str]:
    """Lines that still say what a field held before, where the page says what was typed once it is loaded anew."""
    stale: dict[str, str] = {}
    lines = set(look_of(done).lines)
    since = set(look_of(after).lines) & set(look_of(later).lines)
    for action in deed:
        field = here.element(action.target.key) if action.target and action.kind is ActionKind.TYPE else None
        if field is None or min(len(field.value), len(action.value)) < _SHORTEST_WORDS or field.value == action.value:
            continue
        for line in sorted(lines - since):
            now = line.replace(field.value, action.value)
            if now != line and now in since and now not in lines:
                stale[line] = now
    return stale
