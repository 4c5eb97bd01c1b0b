"""Finds lists that lose rows when more is asked for. Rows that stand there twice, and counts that are not reached, are
told by other rules.

What opens a folded text is called the same: it is judged only where a list grew by it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.main_list import list_at, place_of_list
from worker.detectors.rows import Row
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.lists import MoreTrial
from worker.observation.observation import Observation

META = Meta(
    id="more_keeps_all",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="“Load more” that loses rows",
    why="What is loaded takes the place of rows that stood there, or the list is asked for anew from a wrong point.",
    fix="Ask for what follows the last row that is shown, and add it to the others.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each list that was asked for more."""
    for trial in observation.experiments:
        if not isinstance(trial, MoreTrial) or any(look.truncated for look in trial.looks):
            continue
        home = place_of_list(trial.looks[:1])
        looks = [list_at(home, look) for look in trial.looks] if home else []
        if not looks or len(looks[1]) <= len(looks[0]) or not all(row.address for rows in looks for row in rows):
            continue
        if gone := _lost(looks):
            page = trial.looks[0].url
            yield finding(
                META,
                observation,
                subject=f"rows of {path_pattern(page)}",
                page=page,
                title=f"{place(page, 30)} loses rows when more is loaded",
                description=f"After more was asked for, “{shown(gone[0].name, 40)}” and {len(gone) - 1} others are no "
                "longer in the list. Expected: the rows before, and more below them.",
                details={"rows": [len(rows) for rows in looks]},
            )


def _lost(looks: Sequence[Sequence[Row]]) -> Sequence[Row]:
    """What stood there and does not any more, although the list has grown; one that slides along its rows has not."""
    for before, after in pairwise(looks):
        left = {row.address for row in after}
        gone = [row for row in before if row.address not in left]
        if gone and len(after) > len(before):
            return gone
    return ()
