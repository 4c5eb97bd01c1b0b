"""Finds tables whose column is not in order after its header was touched to sort by it, or although the
header or a selection field says so.

Numbers, prices and days must be in their own order; words in that of any usual collation. Scales (low, medium, high)
have an order of their own: where one touch puts equal cells together, the next must turn that order round or take it
back. Cells that carry what they are sorted by are left out.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.choices import not_applied_yet
from worker.detectors.languages import primary
from worker.detectors.orders import is_text_order, out_of_order
from worker.detectors.subjects import place, shown, template_pattern
from worker.detectors.tables import Column, columns, drawn_columns, plain_name
from worker.observation.experiments.lists import ColumnSort, SortedPages
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="column_is_sorted",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Table that is not sorted by the column that was chosen",
    why="The cells are compared as texts, or the order is applied to other data than is shown.",
    fix="Sort by the value itself (number, day) with the right comparison, in both directions.",
)

_SORTS = re.compile(r"sort|order|orden|tri\b|trier|مرتب", re.IGNORECASE)
_DIRECTION = re.compile(
    r"[:(,–-]?\s*(?:(?P<rising>low\w*\s?(?:to|-|–|→)\s?high\w*|asc(?:ending)?|aufsteigend|croissant|ascendente|"
    r"oldest first|smallest first|fewest first|[↑▲])|high\w*\s?(?:to|-|–|→)\s?low\w*|desc(?:ending)?|absteigend|"
    r"décroissant|descendente|newest first|largest first|most first|[↓▼])\s*\)?",
    re.IGNORECASE,
)
_POINTS = re.compile(r"[▲▼△▽↑↓▴▾^]|asc|desc", re.IGNORECASE)
_RISING = {"ascending": True, "descending": False}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each column that is out of order."""
    for trial in observation.experiments:
        if isinstance(trial, ColumnSort) and (wrong := _after_touching(trial)):
            yield _found(observation, trial.column, *wrong)
        if isinstance(trial, SortedPages) and (wrong := _over_pages(trial)):
            yield _found(observation, *wrong)
    for wrong in _as_chosen(observation):
        yield _found(observation, *wrong)
    if "aria-sort" in observation.screen.markup:
        said = [column for column in columns(observation.screen) if column.sorted in _RISING and not column.keyed]
        for column in said:
            wrong = _out_of_order(column, _RISING[column.sorted])
            if wrong and wrong[0] != "text":
                yield _found(observation, column.name, column.cells, *wrong)


def _as_chosen(observation: Observation) -> Iterator[tuple[str, Sequence[str], str, str, str]]:
    """The column by which a selection field says that the table is sorted, when it is not: its name, its cells, their
    kind, and two in the wrong order.
    """
    for element in observation.screen.elements:
        if element.tag != "select" or not element.visible or not _SORTS.search(f"{element.label} {element.name}"):
            continue
        by, rising = _by(element.value)
        found = [column for column in columns(observation.screen) if column.name.casefold() == by and not column.keyed]
        if len(found) != 1 or not_applied_yet(observation, element):
            continue
        if wrong := _out_of_order(found[0], rising, primary(observation.screen.language)):
            yield found[0].name, found[0].cells, *wrong


def _over_pages(trial: SortedPages) -> tuple[str, Sequence[str], str, str, str] | None:
    """The same over several pages, one after the other."""
    by, rising = _by(trial.order)
    found = [[column for column in columns(page, 1) if column.name.casefold() == by] for page in trial.pages]
    if not all(len(here) == 1 and not here[0].keyed for here in found):
        return None
    cells = [cell for here in found for cell in here[0].cells]
    wrong = out_of_order(cells, rising, primary(trial.pages[0].language))
    return (found[0][0].name, cells, *wrong) if wrong else None


def _by(choice: str) -> tuple[str, bool | None]:
    """The column and the direction that a choice names: "Hours: low to high" is hours, rising."""
    found = _DIRECTION.search(choice)
    rising = None if found is None else found["rising"] is not None
    return _DIRECTION.sub("", choice).strip(" :–-(),").casefold(), rising


def _after_touching(trial: ColumnSort) -> tuple[Sequence[str], str, str, str] | None:
    """The cells, their kind, and two that are in the wrong order."""
    looks = [_column(look, trial.column) for look in trial.looks]
    first = looks[0]
    if first is None or first.keyed:
        return None
    marked = any(look is not None and _is_marked(look) for look in looks)
    for look in looks[1:]:
        # It was in this order already, or touching has put it back into it, unless the header says otherwise.
        if look is None or (look.cells == first.cells and not _says_sorted(look, first)):
            continue
        if marked and not _is_marked(look):
            return None  # touching has taken the order off, and what is left is nobody's
        if wrong := _out_of_order(look):
            return look.cells, *wrong
    return _not_turned(first, *looks[1:]) if None not in looks else None


def _out_of_order(column: Column, rising: bool | None = None, language: str = "") -> tuple[str, str, str] | None:
    """The kind of its cells and two in the wrong order, also by what stands first in them: labels may follow."""
    wrong = out_of_order(column.cells, rising, language)
    return wrong if wrong and out_of_order(column.leading, rising, language) != () else None


def _is_marked(column: Column) -> bool:
    """Whether its header shows a direction."""
    return column.sorted in _RISING or _POINTS.search(column.arrows) is not None


def _says_sorted(now: Column, first: Column) -> bool:
    """Whether a header shows since it was touched that the table is sorted by its column."""
    return _is_marked(now) and (now.sorted, now.arrows) != (first.sorted, first.arrows)


def _not_turned(first: Column, *touched: Column | None) -> tuple[Sequence[str], str, str, str] | None:
    """Of a scale that the first touch has sorted: what the second touch has left in neither order, nor as it was."""
    once, again = (look.cells if look else () for look in touched)
    steps = _runs(once)
    if once == first.cells or len(set(once)) != len(steps) or not 2 < len(steps) * 2 <= len(once):
        return None
    if sorted(once) != sorted(again) or again in (once, first.cells) or _runs(again) == steps[::-1]:
        return None
    place = next(place for place, (one, other) in enumerate(zip(again, once[::-1], strict=True)) if one != other)
    return again, "scale", again[place], once[::-1][place]


def _runs(cells: Sequence[str]) -> list[str]:
    """The cells without those that say the same as the one before."""
    return [cell for place, cell in enumerate(cells) if not place or cell != cells[place - 1]]


def _column(screen: Screen, name: str) -> Column | None:
    found = [column for column in columns(screen) if column.name == plain_name(name)]
    found = found or [column for column in drawn_columns(screen) if column.name == plain_name(name)]
    return found[0] if len(found) == 1 else None


def _found(observation: Observation, name: str, cells: Sequence[str], kind: str, first: str, second: str) -> Finding:
    as_text = kind != "text" and is_text_order(cells)
    return finding(
        META,
        observation,
        subject=f"{plain_name(name)} on {template_pattern(observation.screen.url)}",
        title=f"The table on {place(observation.screen.url, 25)} is not sorted by “{shown(plain_name(name), 25)}”",
        description=f"Sorted by “{shown(plain_name(name), 40)}”, “{shown(first, 30)}” comes before "
        f"“{shown(second, 30)}”, and the column is in no order of a {kind}. Expected: the chosen "
        "column's order.",
        cause=f"The cells are compared as texts, character by character, and not as {kind}s." if as_text else META.why,
        details={"cells": list[JsonValue](cells[:20]), "compared_as_text": as_text},
    )
