"""Finds tables whose column is not in order after its header was touched to sort by it, or although it says so.

Numbers, prices and days must be in their own order; words in that of any usual collation. Scales (low, medium, high)
have an order of their own and are left out, as are cells that carry what they are sorted by.
"""

from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.orders import is_text_order, out_of_order
from worker.detectors.subjects import place, shown, template_pattern
from worker.detectors.tables import Column, columns, plain_name
from worker.observation.experiments.lists import ColumnSort
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

_RISING = {"ascending": True, "descending": False}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each column that is out of order."""
    for trial in observation.experiments:
        if isinstance(trial, ColumnSort) and (wrong := _after_touching(trial)):
            yield _found(observation, trial.column, *wrong)
    if "aria-sort" in observation.screen.markup:
        said = [column for column in columns(observation.screen) if column.sorted in _RISING and not column.keyed]
        for column in said:
            wrong = out_of_order(column.cells, _RISING[column.sorted])
            if wrong and wrong[0] != "text":
                yield _found(observation, column.name, column.cells, *wrong)


def _after_touching(trial: ColumnSort) -> tuple[Sequence[str], str, str, str] | None:
    """The cells, their kind, and two that are in the wrong order."""
    looks = [_column(look, trial.column) for look in trial.looks]
    first = looks[0]
    if first is None or first.keyed:
        return None
    for look in looks[1:]:
        if look is None or look.cells == first.cells:
            continue  # it was in this order already, or touching has put it back into it
        if wrong := out_of_order(look.cells):
            return look.cells, *wrong
    return None


def _column(screen: Screen, name: str) -> Column | None:
    found = [column for column in columns(screen) if column.name == plain_name(name)]
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
