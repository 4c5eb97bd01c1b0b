"""Finds pages that say how many results there are and show another number of them."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.counts import told_counts
from worker.detectors.markup import Node
from worker.detectors.rows import has_more, lists
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="count_matches_rows",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Number of results that does not match the list",
    why="The number and the list come from different queries, or one of them is not updated.",
    fix="Count what is listed, with the same filters, and update both together.",
)

# Without pages, a list may still load its rest when one scrolls; up to this many a page would simply show.
FEW = 10
# What a quantity is chosen from: "2", "2 pieces"; a list is sorted and narrowed by other words.
_NUMBER = re.compile(r"\s*\d{1,3}\b(?!.*[$€£¥])")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when exactly one number of results is told and no list after it has that many rows."""
    screen = observation.screen
    told = told_counts(screen)
    if len(told) != 1 or has_more(screen) or screen.truncated:
        return
    node, count = told[0]
    groups = [rows for rows in lists(screen, 1) if all(row.address or row.amounts for row in rows)]
    groups = [rows for rows in groups if not any(_within(node, row.node) for row in rows)]
    if (
        not groups
        or any(len(rows) == count for rows in groups)
        or any(_is_counted(row.node) for rows in groups for row in rows)
    ):
        return
    # What is listed is the one list that is clearly larger than the others; with several alike it cannot be told.
    rows = groups[0]
    if len(groups) > 1 and len(groups[1]) * 2 > len(rows):
        return
    if len(rows) < count and count > FEW:
        return
    yield finding(
        META,
        observation,
        subject=path_pattern(screen.url),
        title=f"{place(screen.url, 30)} says “{shown(node.text, 25)}” and shows {len(rows)}",
        description=f"The page says “{shown(node.text, 60)}”, but its list has {len(rows)} rows and no further pages. "
        "Expected: the same number.",
        details={"said": count, "rows": len(rows)},
    )


def _within(node: Node, outer: Node) -> bool:
    one: Node | None = node
    while one is not None:
        if one is outer:
            return True
        one = one.parent
    return False


def _is_counted(node: Node) -> bool:
    """Whether the row has a quantity of its own: then "3 items" may count pieces."""
    return any(field.attributes.get("type") == "number" for field in node.find("input")) or any(
        _NUMBER.match(option.text) for select in node.find("select") for option in select.find("option")
    )
