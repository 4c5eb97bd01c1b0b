"""Finds offers to undo a removal that bring nothing back."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.rows import RemovedRow
from worker.observation.observation import Observation

META = Meta(
    id="undo_brings_back",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Undo that does not bring back what was removed",
    why="The row is thrown away before the time to undo is over, or undoing restores another state.",
    fix="Keep what was removed until it can no longer be undone, and put it back where it was.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when undoing was offered, taken, and the row is still gone."""
    for result in observation.experiments:
        if isinstance(result, RemovedRow) and result.gone and result.undo_brings_back is False:
            yield finding(
                META,
                observation,
                subject=f"{result.control} on {path_pattern(result.page)}",
                title=f"Undo on {place(result.page, 40)} does not bring the row back",
                description=f"A row was removed by “{shown(result.control, 30)}”, the page offered to undo that, and "
                "after the click on it the row is still gone. Expected: the row is there again.",
                page=result.page,
            )
