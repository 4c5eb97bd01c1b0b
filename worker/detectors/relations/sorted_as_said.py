"""Finds lists that say how they are sorted ("Price: low to high", "Newest first", "Most liked") and are not.

Asked of what a selection field shows, and of every order that was chosen on purpose, by whatever control. Of two
opposite orders, both must be sorted. What rows do not tell for certain (which of several days is meant, a mean of few
votes) is a problem only where the direction is turned round, the values are compared as texts, or the opposite order is
right.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Any

from pydantic import JsonValue

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.choices import not_applied_yet
from worker.detectors.deeds import last
from worker.detectors.languages import primary
from worker.detectors.named_orders import Order, order_named, without_arrows
from worker.detectors.row_groups import groups
from worker.detectors.row_values import FEWEST, Reading, readings
from worker.detectors.rows import Row, lists, template_of
from worker.detectors.subjects import place, shown
from worker.detectors.tables import columns
from worker.observation.experiments.lists import OrderTrial, SortedPages
from worker.observation.observation import Observation
from worker.observation.screen import Box, Element, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="sorted_as_said",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="List that is not sorted as it says",
    why="The values are compared as texts, the direction is turned round, or the choice is not applied.",
    fix="Sort by the number, day or name itself with the right comparison, after every change of the choice.",
)

# On a page that comes back, browsers put back what was chosen in its fields, whatever the page shows now.
_PUTS_CHOICES_BACK = frozenset((ActionKind.BACK, ActionKind.FORWARD, ActionKind.RELOAD))
_SORTS = re.compile(r"sort|order|orden|\btri\b|trier|مرتب", re.IGNORECASE)
# So many different values are turned round by a fault and not by chance.
_FEWEST_TURNED = 4


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Two rows that stand in the wrong order, what they say, and why that may be."""

    rows: tuple[Row, ...]
    first: tuple[str, str]
    second: tuple[str, str]
    values: tuple[str, ...]
    cause: str = META.why


@dataclass(frozen=True, slots=True)
class _Look:
    """A list in an order that was chosen for it, and what its rows say by which it may be sorted."""

    choice: str
    screen: Screen
    order: Order
    rows: Sequence[Row]
    found: Sequence[Reading]


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each order that is shown, or was tried, and that the rows contradict."""
    yield from _as_shown(observation)
    for trial in observation.experiments:
        if isinstance(trial, OrderTrial):
            yield from _as_tried(observation, trial)
        elif isinstance(trial, SortedPages):
            yield from _over_pages(observation, trial)


def _as_shown(observation: Observation) -> Iterator[Finding]:
    screen, action = observation.screen, last(observation)
    if action is not None and action.kind in _PUTS_CHOICES_BACK:
        return
    chosen = [(element, order) for element in screen.elements if (order := _order(element)) is not None]
    if len(chosen) != 1:
        return
    element, order = chosen[0]
    if not_applied_yet(observation, element) or _is_of_column(screen, element.value, order):
        return
    for rows in lists(screen, FEWEST):
        found = readings(rows, order, primary(screen.language))
        if found:
            if wrong := _out_of_order(rows, found, order.rising):
                yield _found(observation, screen, order, element.value or element.name, wrong, element)
            return


def _as_tried(observation: Observation, trial: OrderTrial) -> Iterator[Finding]:
    looks = [_look(name, screen, trial.before) for name, screen in zip(trial.orders, trial.looks, strict=True)]
    before = next(iter(lists(trial.before, FEWEST)), ())
    for look in filter(None, looks):
        other = next((one for one in looks if one is not None and one is not look), None)
        wrong = _out_of_order(look.rows, look.found, look.order.rising, _known_by(other, look.rows))
        if wrong is not None:
            stays = list(map(_words, look.rows)) == list(map(_words, before))
            wrong = replace(wrong, cause=_STAYS) if stays else wrong
            yield _found(observation, look.screen, look.order, look.choice, wrong)


def _over_pages(observation: Observation, trial: SortedPages) -> Iterator[Finding]:
    """The pages of a list together, where each of them shows rows of the same kind."""
    first, order = trial.pages[0], order_named(without_arrows(trial.order))
    if order is None or any(page.truncated or _is_of_column(page, trial.order, order) for page in trial.pages):
        return
    for rows in lists(first, FEWEST):
        kind = template_of(rows)
        whole = [next((one for one in lists(page, 1) if template_of(one) == kind), ()) for page in trial.pages]
        together = tuple(chain(*whole))
        if all(whole) and (found := readings(together, order, primary(first.language))):
            if wrong := _out_of_order(together, found, order.rising):
                yield _found(observation, first, order, trial.order, replace(wrong, cause=_EACH_PAGE))
            return


def _look(choice: str, screen: Screen, before: Screen) -> _Look | None:
    """The list that was there before, in an order; None where nobody can tell."""
    order = order_named(without_arrows(choice))
    if order is None or screen.truncated or _is_of_column(screen, choice, order):
        return None
    known = {template_of(rows) for rows in lists(before, FEWEST)}
    for rows in lists(screen, FEWEST):
        if template_of(rows) in known and (found := readings(rows, order, primary(screen.language))):
            return _Look(choice, screen, order, rows, found)
    return None


_EACH_PAGE = "Each page is sorted by itself, after the list was cut into pages."
_STAYS = "The choice changes nothing: the rows stand as they stood before."


def _known_by(other: _Look | None, rows: Sequence[Row]) -> frozenset[int]:
    """Which readings the opposite order is sorted by, where it shows the same rows."""
    if other is None or sorted(map(_words, other.rows)) != sorted(map(_words, rows)):
        return frozenset()
    return frozenset(
        number
        for number, reading in enumerate(other.found)
        if _distinct(reading.keys[0]) > FEWEST and not _pair(reading, other.order.rising)
    )


def _words(row: Row) -> str:
    return "".join(row.text.split())


def _order(element: Element) -> Order | None:
    """The order that a visible selection field shows as chosen."""
    if not element.visible or element.tag != "select":
        return None
    order = order_named(element.value)
    if order is None or order.rising is not None or _SORTS.search(f"{element.label} {element.name}"):
        return order
    return order if sum(order_named(option) is not None for option in element.options) > 1 else None


def _is_of_column(screen: Screen, choice: str, order: Order) -> bool:
    """Whether it names a column of a table, which is judged by its cells."""
    if order.by in ("price", "name"):
        return False
    return any(one.name and choice.casefold().startswith(one.name.casefold()) for one in columns(screen))


def _out_of_order(
    rows: Sequence[Row], found: Sequence[Reading], rising: bool | None, known: frozenset[int] = frozenset()
) -> _Wrong | None:
    """What is in the wrong order by every reading; None when all is in order by one, or nobody can tell."""
    wrong: list[_Wrong] = []
    for place_of_reading, reading in enumerate(found):
        pair = _pair(reading, rising)
        if not pair:
            return None
        cause = _cause(reading, rising)
        if reading.sure or cause or place_of_reading in known:
            first, second = ((shown(reading.rows[one].name, 30), reading.shown[one]) for one in pair)
            wrong.append(_Wrong(tuple(rows), first, second, reading.shown, cause or META.why))
    return wrong[0] if wrong else None


def _pair(reading: Reading, rising: bool | None) -> tuple[int, ...]:
    """The first two rows, by their places, that are wrong by every way to compare; () when they are right by one."""
    place_of = {id(row): number for number, row in enumerate(reading.rows)}
    pairs = [(place_of[id(one)], place_of[id(other)]) for run in groups(reading.rows) for one, other in pairwise(run)]
    wrong: list[tuple[int, int]] = []
    for keys in reading.keys:
        ways = [
            [(one, other) for one, other in pairs if (keys[one] > keys[other] if rises else keys[one] < keys[other])]
            for rises in ((True, False) if rising is None else (rising,))
        ]
        fewest = min(ways, key=len)
        if not fewest:
            return ()
        wrong.append(fewest[0])
    return wrong[0]


def _cause(reading: Reading, rising: bool | None) -> str:
    """What the order of the values tells about the fault; "" when it tells nothing."""
    if rising is None:
        return ""
    texts, keys = list(reading.shown), reading.keys[0]
    if not isinstance(keys[0], str) and len(set(texts)) >= FEWEST and texts == sorted(texts, reverse=not rising):
        return "The values are compared as texts (118 comes before 14), not as what they mean."
    turned = all(not (one < other if rising else one > other) for one, other in pairwise(keys))
    return "The direction is turned round." if turned and _distinct(keys) >= _FEWEST_TURNED else ""


def _distinct(keys: Sequence[Any]) -> int:
    return 1 + sum(one != other for one, other in pairwise(keys))


def _found(
    observation: Observation, screen: Screen, order: Order, choice: str, wrong: _Wrong, element: Element | None = None
) -> Finding:
    boxes: tuple[Box, ...] = (element.box,) if element else ()
    return finding(
        META,
        observation,
        subject=f"by {order.by} in {template_of(wrong.rows)}",
        page=screen.url,
        title=f"The list on {place(screen.url, 25)} is not sorted by {shown(order.by, 20)} as it says",
        description=f"It says “{shown(choice, 40)}”, but “{wrong.first[0]}” ({shown(wrong.first[1], 30)}) comes before "
        f"“{wrong.second[0]}” ({shown(wrong.second[1], 30)}). Expected: the order that was chosen.",
        cause=wrong.cause,
        boxes=boxes,
        element=element.key if element else "",
        details={"order": choice, "values": list[JsonValue](wrong.values[:20])},
    )
