"""Finds lists that were narrowed to a range of prices ("£10 to £20", "Under £5") and show others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from worker.detectors.amounts import amounts
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.choices import not_applied_yet
from worker.detectors.counts import without_count
from worker.detectors.rows import Row, lists, template_of
from worker.detectors.subjects import place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Element

META = Meta(
    id="priced_as_chosen",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="List narrowed to a range of prices that shows others",
    why="One end of the range is compared wrongly, as text, or with another price than the one that is shown.",
    fix="Compare the price that is shown with both ends of the range, as a number.",
)

_BETWEEN = re.compile(r"(?<=\d)\s*(?:-|–|—|\bto\b|\band\b|\bbis\b|\bund\b|\ba\b|\by\b|à|\bet\b|تا)", re.IGNORECASE)
_AT_MOST = re.compile(
    r"^\W*(?:under|below|less than|up to|at most|max\b|<|≤|unter|bis|höchstens|menos de|hasta|moins de|jusqu|کمتر از|"
    r"زیر)",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"^\W*(?:over|above|more than|from|at least|min\b|>|≥|ab|über|más de|desde|plus de|à partir|بیش از|بالای)"
    r"|(?:and|or|&) (?:over|up|above|more)\W*$|\d\s*\+\W*$|(?:und mehr|y más|et plus)\W*$",
    re.IGNORECASE,
)
# Amounts of something else than the price.
_OTHER = re.compile(
    r"\b(?:save|savings?|off|discount|delivery|shipping|gift|deposit|spend|budget|spar\w*|rabatt|versand|ahorr\w*|descuento|"
    r"envío|remise|livraison)\b",
    re.IGNORECASE,
)
_TICKED = ("checkbox", "radio")
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Range:
    """From the least to the most, both in it; None where it is open."""

    least: Decimal | None
    most: Decimal | None

    def holds(self, amount: Decimal) -> bool:
        """Whether an amount lies in it."""
        return (self.least is None or amount >= self.least) and (self.most is None or amount <= self.most)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the rows of the list contradict the range that shows as chosen."""
    screen = observation.screen
    chosen = [(element, words, held) for element in screen.elements for words, held in _chosen(element)]
    if not chosen or any(_may_wait(observation, element) for element, _, _ in chosen):
        return
    ranges = [held for _, _, held in chosen]
    for rows in lists(screen, FEWEST):
        priced = _priced(rows)
        if not priced:
            continue
        if outside := [row for row in priced if not any(held.holds(row.amounts[0]) for held in ranges)]:
            element, words, _ = chosen[0]
            yield finding(
                META,
                observation,
                subject=f"prices in {template_of(rows)}",
                title=f"The list on {place(screen.url, 25)} shows prices outside of “{shown(words, 22)}”"[:90],
                description=f"“{shown(words, 40)}” is chosen, but “{shown(outside[0].name, 40)}” costs "
                f"{outside[0].amounts[0]}, and {len(outside) - 1} others lie outside too. Expected: only what lies in "
                "the range.",
                boxes=(element.box,),
                element=element.key,
                details={"chosen": words, "prices": [str(row.amounts[0]) for row in priced[:20]]},
            )
        return


def range_of(words: str) -> Range | None:
    """The range of prices that words tell, None when they tell none."""
    words = without_count(words)
    values = amounts(words)
    if _OTHER.search(words):
        return None
    if len(values) == 2 and _BETWEEN.search(words) and values[0] < values[1]:
        return Range(values[0], values[1])
    if len(values) != 1:
        return None
    at_most, at_least = _AT_MOST.search(words), _AT_LEAST.search(words)
    if bool(at_most) == bool(at_least):
        return None
    return Range(None, values[0]) if at_most else Range(values[0], None)


def _chosen(element: Element) -> Iterator[tuple[str, Range]]:
    """What a visible control that shows as chosen says, if that is a range."""
    if not element.visible:
        return
    if element.tag == "select":
        told = (element.value,)
    elif element.input_type in _TICKED or element.role in _TICKED:
        told = (element.label, element.name) if element.checked else ()
    else:
        told = ()
    for words in told:
        if (held := range_of(words)) is not None:
            yield words, held
            return


def _may_wait(observation: Observation, element: Element) -> bool:
    """Whether the choice may not have been applied: a form is sent for it, or it was made without any answer."""
    if not_applied_yet(observation, element):
        return True
    effect, cause = observation.effect, observation.cause
    touched = bool(cause) and cause[-1].target is not None and cause[-1].target.key == element.key
    return touched and (effect is None or not (effect.document_changed or effect.url_changed or effect.mutations))


def _priced(rows: Sequence[Row]) -> list[Row]:
    """The rows with one price each, where nearly all have one."""
    priced = [row for row in rows if len(set(row.amounts)) == 1]
    return priced if len(priced) >= FEWEST and len(priced) >= 0.8 * len(rows) else []
