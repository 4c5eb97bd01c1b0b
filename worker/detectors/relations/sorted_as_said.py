"""Finds lists that say how they are sorted ("Price: low to high") and are not."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.choices import not_applied_yet
from worker.detectors.deeds import last
from worker.detectors.rows import Row, lists, template_of
from worker.detectors.subjects import place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Element
from worker.surfaces.actions import ActionKind

META = Meta(
    id="sorted_as_said",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="List that is not sorted as it says",
    why="The values are compared as texts, the direction is turned round, or the choice is not applied.",
    fix="Sort by the number or name itself with the right comparison, after every change of the choice.",
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a list claims: by what, and which way."""

    by: str
    rising: bool
    pattern: re.Pattern[str]


ORDERS = (
    Order(
        "price",
        True,
        re.compile(
            r"(price|preis|prix|precio).{0,12}(low.{0,8}high|asc|aufsteigend|croissant|menor|↑|lowest)|cheapest|"
            r"lowest price|günstigste|moins cher|ارزان",
            re.I,
        ),
    ),
    Order(
        "price",
        False,
        re.compile(
            r"(price|preis|prix|precio).{0,12}(high.{0,8}low|desc|absteigend|décroissant|mayor|↓|highest)|most "
            r"expensive|highest price|teuerste|plus cher|گران",
            re.I,
        ),
    ),
    Order(
        "name",
        True,
        re.compile(r"^(name|title|alphabet\w*)?\W*\(?a\s*(-|–|to|→|bis)\s*z\)?$|(name|title).{0,8}asc", re.I),
    ),
    Order(
        "name",
        False,
        re.compile(r"^(name|title|alphabet\w*)?\W*\(?z\s*(-|–|to|→|bis)\s*a\)?$|(name|title).{0,8}desc", re.I),
    ),
)
# On a page that comes back, browsers put back what was chosen in its fields, whatever the page shows now.
_PUTS_CHOICES_BACK = frozenset((ActionKind.BACK, ActionKind.FORWARD, ActionKind.RELOAD))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Fewer rows are in order by chance or have nothing to sort.
FEWEST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when a choice of order is shown and the rows contradict it."""
    screen, action = observation.screen, last(observation)
    if action is not None and action.kind in _PUTS_CHOICES_BACK:
        return
    chosen = [(element, order) for element in screen.elements if (order := _order(element)) is not None]
    if len(chosen) != 1:
        return
    element, order = chosen[0]
    if not_applied_yet(observation, element):
        return
    for rows in lists(screen, FEWEST):
        wrong = _out_of_order(rows, order)
        if wrong is None:
            continue
        if wrong:
            first, second = wrong
            yield finding(
                META,
                observation,
                subject=f"by {order.by} in {template_of(rows)}",
                title=f"The list on {place(screen.url, 25)} is not sorted by {order.by} as it says",
                description=f"It says “{shown(element.value or element.name, 40)}”, but “{shown(first.name, 30)}” "
                f"({_value(first, order)}) "
                f"comes before “{shown(second.name, 30)}” ({_value(second, order)}). Expected: the order that was "
                f"chosen.",
                cause=_cause(rows, order),
                boxes=(element.box,),
                element=element.key,
                details={"order": element.value or element.name, "values": [_value(row, order) for row in rows[:20]]},
            )
        return


def _order(element: Element) -> Order | None:
    """The order that a visible selection field shows as chosen."""
    if not element.visible or element.tag != "select":
        return None
    return next((order for order in ORDERS if order.pattern.search(element.value.strip())), None)


def _out_of_order(rows: Sequence[Row], order: Order) -> tuple[Row, Row] | tuple[()] | None:
    """The first two rows in the wrong order, () when all are right, None when the rows cannot tell."""
    if order.by == "price":
        priced = [row for row in rows if len(set(row.amounts)) == 1]
        if len(priced) < FEWEST or len(priced) < 0.8 * len(rows):
            return None
        for one, other in pairwise(priced):
            if (one.amounts[0] > other.amounts[0]) if order.rising else (one.amounts[0] < other.amounts[0]):
                return one, other
        return ()
    if not all(row.address or any(node.text for node in row.node.find("a", *_HEADINGS)) for row in rows):
        return None
    for one, other in pairwise(rows):
        first, second = (one, other) if order.rising else (other, one)
        # Collations differ in case, accents, and whether spaces and marks count: wrong only when wrong by all of them.
        if all(key(first.name) > key(second.name) for key in (str, str.casefold, _plain, _letters)):
            return one, other
    return ()


def _plain(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )


def _letters(text: str) -> str:
    return re.sub(r"^(the|a|an|der|die|das|le|la|les|el)\s+|[^\w]", "", _plain(text))


def _value(row: Row, order: Order) -> str:
    return f"{row.amounts[0]}" if order.by == "price" and row.amounts else shown(row.name, 30)


def _cause(rows: Sequence[Row], order: Order) -> str:
    if order.by == "price":
        values = [str(row.amounts[0]) for row in rows if len(set(row.amounts)) == 1]
        if values == sorted(values, reverse=not order.rising):
            return "The prices are compared as texts (118 comes before 14), not as numbers."
        numbers = [row.amounts[0] for row in rows if len(set(row.amounts)) == 1]
        if numbers == sorted(numbers, reverse=order.rising):
            return "The direction is turned round."
    return META.why
