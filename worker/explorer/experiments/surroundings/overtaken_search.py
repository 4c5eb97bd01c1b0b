"""Types a word into a field that searches as one types, while the answer to its first letter is held back; lets that
come after the answer to the whole word, and looks which of them the list shows then.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.rows import lists
from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.search_for_shown import search_field
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.lists import OvertakenSearch
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.trouble import Fault, Trouble

PLAN = Plan("overtaken_search", share=2.0, most=3)

_WORD = re.compile(r"[^\W\d_]{4,}")
_FEWEST_ROWS = 3
_DATA = frozenset(("xhr", "fetch"))
_HELD = Trouble(Fault.SLOW, kinds=_DATA, methods=frozenset(("GET",)), seconds=40, times=1)
_ANSWERED_SECONDS = 0.8


@dataclass(frozen=True, slots=True)
class OvertakeSearch(Undivided):
    """Whether the answer to what was typed before takes the place of the answer to what stands in the field."""

    way: tuple[Deed, ...]
    field: str

    @property
    def words(self) -> tuple[str, ...]:
        """What is done to the network, in one line."""
        return ("Hold back the answer to the first letter until the answer to the whole word is there",)

    async def perform(self, walk: Walk) -> None:
        """The word alone, then after its first letter, whose answer comes last."""
        await come(walk, self.way, lambda screen: bool(_words(screen, self.field)))
        screen = walk.screen
        words = _words(screen, self.field) if screen else []
        if not words:
            return
        word = words[0]
        whole = await self._type(walk, word)
        cleared = await self._type(walk, "")
        if whole is None or cleared is None or _rows(whole) == _rows(cleared):
            return
        await walk.visitor.upset(_HELD)
        try:
            with walk.unwatched():
                await self._type(walk, word[0])
                now = await self._type(walk, word)
        finally:
            await walk.visitor.upset()
        if now is None or _rows(now) != _rows(whole):
            return
        with walk.unwatched():
            await walk.linger(_ANSWERED_SECONDS)
        later = walk.screen
        field = later.element(self.field) if later else None
        if later is not None and field is not None and field.value == word:
            result = OvertakenSearch(walk.url, word[0], word, look_of(now).lines, look_of(later).lines)
            await walk.conclude(self, result)

    async def _type(self, walk: Walk, text: str) -> Screen | None:
        field = walk.screen.element(self.field) if walk.screen else None
        if field is None:
            return None
        return (await walk.perform(Action(ActionKind.TYPE, target_of(field), text))).screen


def propose(scene: Scene) -> Iterator[Proposal]:
    """A field into which a visitor has just typed, and whose page asked for data at once."""
    seen = scene.observation
    action = seen.cause[-1] if len(seen.cause) == 1 else None
    if action is None or action.kind is not ActionKind.TYPE or action.target is None or seen.before is None:
        return
    field = search_field(seen.before)
    asked = any(one.kind in _DATA and one.method == "GET" and one.same_site for one in seen.exchanges)
    if field is not None and field.key == action.target.key and asked:
        place = url_pattern(scene.screen.url).partition("?")[0]
        yield Proposal(OvertakeSearch(scene.way_before, field.key), f"{place} {field.key}")


def _words(screen: Screen, key: str) -> list[str]:
    """What may be looked for: the words of the rows of the largest list, those that few of them have first."""
    field: Element | None = screen.element(key)
    rows = next(iter(lists(screen, _FEWEST_ROWS)), ())
    if field is None or not field.visible or not rows:
        return []
    words = dict.fromkeys(word for row in rows for word in _WORD.findall(row.text))
    return sorted(words, key=lambda word: sum(word in row.text for row in rows))


def _rows(screen: Screen) -> tuple[str, ...]:
    return tuple(row.text for row in next(iter(lists(screen, 1)), ()))
