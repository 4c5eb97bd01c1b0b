"""Finds rows that are moved to another place, with the mouse or by their own controls, and are not there afterwards:
twice or gone at once, or back at the old place when the page is loaded again.

Applies where the move was seen to take effect. That a row is back counts only on pages that keep what is done there;
what was dropped into another list may be copied or taken away on purpose, and counts only where the page, loaded again,
shows it once.
"""

from collections.abc import Iterator
from itertools import chain

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.rows import DraggedRow
from worker.observation.observation import Observation

META = Meta(
    id="dragged_row_stays",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Moved row that does not stay where it was put",
    why="The new order is drawn in the browser and stored otherwise, or not at all.",
    fix="Store list and position of what was moved, draw the page from what is stored, and put the row back with a "
    "message where that fails.",
)

_OUTCOMES = {
    "twice": ("is there twice", "is shown twice"),
    "gone": ("is gone", "is nowhere on the page"),
    "back": ("is back after a reload", "stands at its old place when the page is loaded again"),
}
_MOVES = {
    "beside": "dragged to another place in its list",
    "across": "dragged into the next list",
    "down": "moved down by its own control",
}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of list whose rows do not stay."""
    for trial in observation.experiments:
        if not isinstance(trial, DraggedRow) or not (outcome := _outcome(trial)):
            continue
        title, happened = _OUTCOMES[outcome]
        name, move = shown(trial.row, 30), _MOVES[trial.where]
        yield finding(
            META,
            observation,
            page=trial.page,
            subject=f"{template_pattern(trial.page)} {outcome}",
            title=f"“{name}” {title} when it was {move}",
            description=f"On {place(trial.page)} “{name}” was {move} and {happened}. Expected: it is where it was "
            "put, once, and stays there.",
            details={
                "before": [list(names) for names in trial.before[:8]],
                "after": [list(names) for names in trial.after[:8]],
                "later": [list(names) for names in trial.later[:8]],
            },
        )


def _outcome(trial: DraggedRow) -> str:
    before, after, later = (list(chain(*lists)) for lists in (trial.before, trial.after, trial.later))
    certain = trial.where != "across" or later.count(trial.row) == 1
    others = sorted(name for name in before if name != trial.row)
    if certain and sorted(name for name in after if name != trial.row) == others and after.count(trial.row) != 1:
        return "twice" if trial.row in after else "gone"
    moved = sorted(after) == sorted(before) and trial.after != trial.before
    return "back" if trial.keeps and moved and trial.later == trial.before else ""
