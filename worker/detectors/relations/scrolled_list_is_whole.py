"""Finds lists that go on as one scrolls, and lose rows, begin again, or never bring what they promise.

Lists that keep only what is in view (virtualised ones) lose nothing: their rows come back at the top, or are placed one
by one. What stands twice among other rows is told by another rule.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.counts import told_total
from worker.detectors.main_list import list_at, place_of_list
from worker.detectors.rows import Row
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.lists import ScrolledList
from worker.observation.observation import Observation

META = Meta(
    id="scrolled_list_is_whole",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="List that goes on wrongly as one scrolls",
    why="The next part is asked for from a wrong point, takes the place of the one before, or is asked for and never "
    "put into the list.",
    fix="Ask for what follows the last row that is shown, add it to the others, and say when the end is reached.",
)

_FEWEST = 3
_SHORTEST_TEXT = 12
_PLACED = re.compile(r"position:absolute|translate|top:-?\d|padding-(?:top|bottom):\d{2,}", re.IGNORECASE)
_VIRTUAL = re.compile(r"virtual|virtuoso|react-window|recycle", re.IGNORECASE)
_COUNTED = ("aria-rowcount", "aria-setsize", "aria-posinset", "aria-rowindex")
_LEVELS = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each list."""
    for result in observation.experiments:
        if not isinstance(result, ScrolledList) or any(look.truncated for look in (*result.looks, result.top)):
            continue
        home = place_of_list(result.looks[:1])
        looks = [list_at(home, look) for look in result.looks] if home else []
        if not looks or len(looks[0]) < _FEWEST or _is_virtual(looks[-1]):
            continue
        if told := _lost(looks, list_at(home, result.top)) or _again(looks) or _never(result, looks):
            happens, expected = told
            page = result.looks[0].url
            yield finding(
                META,
                observation,
                subject=f"list on {path_pattern(page)}",
                page=page,
                title=f"The list on {place(page, 30)} {happens.partition(':')[0]}",
                description=f"While one scrolls, the list {happens}. Expected: {expected}.",
                details={"rows": [len(rows) for rows in looks]},
            )


def _lost(looks: Sequence[Sequence[Row]], top: Sequence[Row]) -> tuple[str, str] | None:
    """Rows that went although the list has grown, and are not there at the top either."""
    if not all(row.address for rows in looks for row in rows):
        return None
    still = {row.address for row in top}
    for before, after in pairwise(looks):
        left = {row.address for row in after}
        gone = [row for row in before if row.address not in left and row.address not in still]
        if gone and len(after) > len(before):
            more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
            return f"loses rows: “{shown(gone[0].name, 40)}”{more}", "the rows before, and more below them"
    return None


def _again(looks: Sequence[Sequence[Row]]) -> tuple[str, str] | None:
    """A part of which most rows stood there already, although no two rows did before."""
    for before, after in pairwise(looks):
        known = {_identity(row) for row in before}
        added = after[len(before) :]
        again = [row for row in added if _identity(row) in known and len(row.text) >= _SHORTEST_TEXT]
        kept = [_identity(row) for row in after[: len(before)]] == [_identity(row) for row in before]
        if len(known) == len(before) and kept and len(again) >= _FEWEST and len(again) * 2 >= len(added):
            said = f"shows the same rows again: “{shown(again[0].name, 40)}” and {len(again) - 1} more"
            return said, "each row once"
    return None


def _never(result: ScrolledList, looks: Sequence[Sequence[Row]]) -> tuple[str, str] | None:
    """It says that there is more and that it loads, and nothing ever comes."""
    told = told_total(result.looks[-1])
    came = any(len(rows) > len(looks[0]) for rows in looks[1:])
    if not result.waiting or came or told is None or told <= len(looks[0]) or len(result.looks) < _FEWEST:
        return None
    said = f"stops at {len(looks[0])} of {told}: it says “{shown(result.waiting, 30)}” for ever"
    return said, "more rows, or a word that they could not be loaded"


def _identity(row: Row) -> tuple[str, str]:
    return row.address, row.text


def _is_virtual(rows: Sequence[Row]) -> bool:
    """Whether its rows are placed or counted one by one, as they are where most of them are not in the document."""
    for row in rows[:1]:
        for node in (row.node, *list(row.node.ancestors())[:_LEVELS]):
            style = node.attributes.get("style", "").replace(" ", "")
            if _PLACED.search(style) or any(name in node.attributes for name in _COUNTED):
                return True
            if any(map(_VIRTUAL.search, (*node.classes, *node.attributes))):
                return True
    return False
