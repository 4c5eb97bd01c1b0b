"""Finds sums of a table's column that are not what its cells add up to, over all pages of the table."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from worker.detectors.amounts import number
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.rows import has_more
from worker.detectors.subjects import path_pattern, place, shown
from worker.detectors.tables import columns
from worker.observation.experiments.lists import PagesTrial
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="sum_of_column",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Sum that is not what its column adds up to",
    why="Each value is rounded or cut before it is added, or the sum is made of other rows than are shown.",
    fix="Add the exact values of the rows that are listed, and round the sum once.",
)

# The sum of one row says nothing; that of two does, as it is told by the column's own name.
_FEWEST = 2
_NUMBER = r"(?P<number>\d[\d.,'’ \u00a0\u202f]*)"
_CELL = re.compile(r"^\d[\d.,'’ \u00a0\u202f]*$")
_IN_ALL = r"(?:in all|in total|altogether|total|insgesamt|gesamt|au total|en total)"
_SUM = re.compile(rf"\b(?:{_IN_ALL}|sum of|summe)\b", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each column whose sum the page tells wrongly."""
    for trial in observation.experiments:
        if isinstance(trial, PagesTrial) and trial.ended:
            yield from _judge(observation, trial.pages)
    if not has_more(observation.screen) and "<table" in observation.screen.markup:
        yield from _judge(observation, (observation.screen,))


def _judge(observation: Observation, pages: Sequence[Screen]) -> Iterator[Finding]:
    first = pages[0]
    if not _SUM.search(first.text):
        return
    for name in [column.name for column in columns(first, _FEWEST)]:
        told = {number(found["number"].rstrip(" .,")) for found in _told(name, first.text)}
        cells = _cells(pages, name) if len(told) == 1 else []
        if not cells or _fits(told_sum := told.pop(), total := sum(cells, Decimal())):
            continue
        yield finding(
            META,
            observation,
            subject=f"{name.casefold()} on {path_pattern(first.url)}",
            page=first.url,
            title=f"The {shown(name.lower(), 20)} on {place(first.url, 25)} add up to {total}, not {told_sum}",
            description=f"The page says that there are {told_sum} {shown(name.lower(), 30)} in all; the {len(cells)} "
            f"rows of {'its pages' if len(pages) > 1 else 'its table'} add up to {total}. Expected: the same number.",
            cause="Each value is cut to a whole number before it is added."
            if told_sum == sum((Decimal(int(cell)) for cell in cells), Decimal())
            else META.why,
            details={"said": str(told_sum), "sum": str(total), "rows": len(cells)},
        )


def _cells(pages: Sequence[Screen], name: str) -> list[Decimal]:
    """The column's numbers on all pages; [] when it is not certain that they are all."""
    cells: list[Decimal] = []
    for page in pages:
        here = [column.cells for column in columns(page, 1) if column.name == name]
        if len(here) != 1 or page.truncated or not all(_CELL.match(cell) for cell in here[0]):
            return []
        cells += [number(cell) for cell in here[0]]
    return cells


def _told(name: str, text: str) -> Iterator[re.Match[str]]:
    """Where a text tells the sum of what is called so: "256 hours in all", "Total hours: 256"."""
    called = re.escape(name)
    after = rf"(?<![\d.,]){_NUMBER}\s+{called}\s+{_IN_ALL}\b"
    before = rf"\b(?:{_IN_ALL}|sum of|summe)\s+{called}\s*[:=]?\s*{_NUMBER}(?![\w%])"
    for pattern in (after, before):
        yield from re.finditer(pattern, text, re.IGNORECASE)


def _fits(told: Decimal, total: Decimal) -> bool:
    """Whether a sum may be told so: rounded once, to as many places as it shows."""
    exponent = told.as_tuple().exponent
    places = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
    return abs(told - total) <= places / 2
