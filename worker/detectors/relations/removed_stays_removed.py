"""Finds rows that are removed, and back when the page is loaded again although a server was told."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.rows import DeletedRow
from worker.observation.observation import Observation

META = Meta(
    id="removed_stays_removed",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Removed row that comes back",
    why="The row is taken off the page, and the server does not delete it or cannot, without anybody being told.",
    fix="Delete it where the list is read from, take the row off when that has worked, and say so when it has not.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding where a row is gone, its neighbours are not, and a reload shows it again."""
    for result in observation.experiments:
        if isinstance(result, DeletedRow) and result.gone and result.other_stays and result.told and result.back:
            yield finding(
                META,
                observation,
                subject=f"{path_pattern(result.page)}",
                title=f"“{shown(result.row, 30)}” on {place(result.page, 25)} is back after it was removed",
                description=f"“{shown(result.control, 40)}” takes “{shown(result.row, 40)}” off the page, and after a "
                "reload it is there again. Expected: what was removed stays removed.",
                page=result.page,
                details={"control": result.control, "row": result.row},
            )
