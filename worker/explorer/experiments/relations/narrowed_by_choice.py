"""Chooses, where tabs, links, buttons, dots or a drawn list decide which part of a list is shown, some of the parts and
all again. Which they are is told by one that shows all, or by the numbers on them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from worker.detectors.addresses import routed
from worker.detectors.counts import without_count
from worker.detectors.named_orders import order_named
from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.choices_of_lists import (
    SITE_WIDE,
    Choice,
    called,
    in_menu,
    make,
    rows_of_controls,
    stays_here,
)
from worker.explorer.experiments.opposites import means_all
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.sorted_column import headers_of
from worker.explorer.experiments.rows import node_of
from worker.explorer.experiments.settings_of_lists import unless_as_before
from worker.explorer.experiments.shortcut import come
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.explorer.state import url_pattern, without_numbers
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.lists import FilterTrial
from worker.observation.screen import Element, Screen

PLAN = Plan("narrowed_by_choice", share=2.0, most=4, seconds=3.0)

_MOST_TRIED = 2
_MOST_CHOICES = 30
_LONGEST = 40
_COUNTED = re.compile(r"[(\[]\s*(\d{1,4})\s*[)\]]\s*$")
# "All 7, Open 4, Done 3": a number without brackets counts only where all have one.
_NUMBERED = re.compile(r"[^\W\d_]\s+(\d{1,4})$")
# What changes how things are shown, or leads about in them.
_NO_FILTER = re.compile(
    r"\b(?:grid|list|table|board|view|page|next|previous|back|month|week|day|today|language|currency|share|print|"
    r"export|select|expand|collapse|show more|mark|reset)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ChooseParts:
    """Whether a choice gives a part of the list, as large as it says, and all comes back when all is chosen; the items
    are what the parts are called, none for all that a drawn list has. `field` opens that; "" where they stand on the
    page.
    """

    way: tuple[Deed, ...]
    field: str
    items: frozenset[str] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same list with these parts only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """All, a part, and all again, for one part after the other."""
        way = await come(walk, self.way, self._suits)
        if way is None:
            return
        for name in sorted(self.items) or [*_parts(await self._offered(walk))][:_MOST_TRIED]:
            if not self._suits(walk.screen):
                await walk.go(way)
            await self._try(walk, name)

    async def _try(self, walk: Walk, name: str) -> None:
        offered = await self._offered(walk)
        choice, everything = offered.get(name), _everything(offered)
        if choice is None or walk.screen is None:
            return
        # What stands there without being a choice is chosen.
        from_all = everything is not None or (not self.field and _says_all_beside(walk.screen, choice))
        whole = await make(walk, everything) if everything else walk.screen
        choice = (await self._offered(walk)).get(name)
        narrowed = await make(walk, choice) if choice and whole is not None else None
        if whole is None or narrowed is None:
            return
        restored = await self._restore(walk, narrowed) if from_all else None
        trial = FilterTrial(
            without_count(name),
            _told(name, offered),
            whole,
            narrowed,
            restored=restored,
            from_all=from_all,
            beside=tuple(one for one in _parts(offered) if one != name),
        )
        await walk.conclude(self.with_items(frozenset((name,))), trial)

    async def _restore(self, walk: Walk, narrowed: Screen) -> Screen | None:
        everything = _everything(await self._offered(walk))
        if everything is None or await make(walk, everything) is None:
            return None
        return await unless_as_before(walk, narrowed)

    async def _offered(self, walk: Walk) -> Mapping[str, Choice]:
        """The choices with what they are called, those of a drawn list after it was opened."""
        if self.field:
            return await in_menu(walk, self._opener, _entries)
        rows = rows_of_parts(walk.screen) if walk.screen else ()
        known = {_bare(one) for one in self.items}
        row = next((row for row in rows if not known.isdisjoint(_bare(one.name) for one in row)), ())
        return {_as_known(one.name, self.items): one for one in row}

    def _opener(self, screen: Screen) -> Element | None:
        found = screen.element(self.field)
        openers = openers_of(screen)
        return found if found is not None and found.visible else openers[0] if len(openers) == 1 else None

    def _suits(self, screen: Screen | None) -> bool:
        if screen is None:
            return False
        if self.field:
            return self._opener(screen) is not None
        offered = {_bare(one.name) for row in rows_of_parts(screen) for one in row}
        return not offered.isdisjoint(map(_bare, self.items))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every row of such choices, and every drawn list that shows all."""
    if not scene.new_state:
        return
    place = url_pattern(scene.screen.url).partition("?")[0]
    for row in rows_of_parts(scene.screen):
        names = [one.name for one in row]
        parts = [name for name in names if not means_all(name)][:_MOST_TRIED]
        yield Proposal(ChooseParts(scene.way, "", frozenset(parts)), f"{place} {sorted(map(without_numbers, names))}")
    for opener in openers_of(scene.screen):
        yield Proposal(ChooseParts(scene.way, opener.key), f"{place} {opener.key}")


def rows_of_parts(screen: Screen) -> Iterator[list[Choice]]:
    """The choices beside each other of which one shows all, or several tell how many rows they show."""
    headers = {one.key for one in headers_of(screen)}
    for row in rows_of_controls(screen):
        names = [called(one) for one in row]
        if not 1 <= len(row) <= _MOST_CHOICES or not all(map(_may_narrow, names)):
            continue
        if any(one.key in headers or one.form for one in row) or not _stay_here(row, screen):
            continue
        choices = [Choice(name, one.key) for name, one in zip(names, row, strict=True)]
        counted = sum(_COUNTED.search(name) is not None for name in names)
        if (len(row) > 1 and any(map(means_all, names))) or counted > 1 or _says_all_beside(screen, choices[0]):
            yield choices


def _stay_here(row: Sequence[Element], screen: Screen) -> bool:
    """Whether they are about what the page shows; the parts may have pages of their own below that of all."""
    if all(stays_here(one, screen) for one in row):
        return True
    everything = next((one for one in row if means_all(called(one)) and one.href), None)
    if everything is None or everything.region in SITE_WIDE:
        return False
    above = routed(everything.href).path.rstrip("/")
    parts = [routed(one.href).path for one in row if one is not everything]
    return above != "" and all(path.startswith(f"{above}/") for path in parts)


def openers_of(screen: Screen) -> list[Element]:
    """The drawn lists that show that all is chosen."""
    return [
        one
        for one in screen.elements
        if one.input_type == "drawn list" and one.visible and one.enabled and not one.form
        if any(map(means_all, (one.name, *one.drawn)))
    ]


def _may_narrow(name: str) -> bool:
    if len(name) > _LONGEST or is_destructive(name) or _NO_FILTER.search(name):
        return False
    return order_named(name) is None and not serves(Purpose.ADD, name)


def _says_all_beside(screen: Screen, choice: Choice) -> bool:
    """Whether what shows all stands beside a choice and is none itself, since it is chosen."""
    control = screen.element(choice.control)
    node = node_of(screen, control) if control else None
    for group in (node.parent, node.parent.parent) if node and node.parent else ():
        if group is not None and len(group.elements) <= _MOST_CHOICES:
            beside = [
                one for one in group.elements if one is not node and not any(True for _ in one.find("a", "button"))
            ]
            if any(
                means_all(one.text) for one in beside if one.tag not in ("a", "button") and len(one.text) <= _LONGEST
            ):
                return True
    return False


def _everything(offered: Mapping[str, Choice]) -> Choice | None:
    return next((one for name, one in offered.items() if means_all(name)), None)


def _parts(offered: Mapping[str, Choice]) -> Iterator[str]:
    return (name for name in offered if not means_all(name))


def _entries(elements: Iterable[Element]) -> Mapping[str, Choice]:
    """What a drawn list has to choose among; none where nothing of it shows all."""
    options = {
        called(one): Choice(called(one), one.key)
        for one in elements
        if one.role == "option" and one.visible and one.enabled
    }
    return options if any(map(means_all, options)) else {}


def _told(name: str, offered: Mapping[str, Choice]) -> int | None:
    """How many rows a choice promises."""
    if found := _COUNTED.search(name):
        return int(found[1])
    everything = _everything(offered)
    numbered = all(_NUMBERED.search(one) for one in offered) and everything is not None
    found = _NUMBERED.search(name) if numbered else None
    return int(found[1]) if found else None


def _bare(name: str) -> str:
    return without_numbers(without_count(name))


def _as_known(name: str, items: Iterable[str]) -> str:
    """What a choice was called when it was proposed: the number on it may be another one now."""
    return next((one for one in items if _bare(one) == _bare(name)), name)
