"""Finds controls that remove another row than their own, or more than one."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.rows import DeletedRow, RemovedRow, RemovedTwin
from worker.observation.observation import Observation

META = Meta(
    id="removes_only_its_row",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Removing a row that takes another one away",
    why="Rows are told by their place or their text instead of an id of their own.",
    fix="Give each row an id when it is made, and remove by that id alone.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when a neighbour is gone, or both of two rows with the same words."""
    for result in observation.experiments:
        if isinstance(result, RemovedRow) and not result.other_stays:
            happened = (
                "both rows are gone" if result.gone else "the row above it is gone, and the row itself is still there"
            )
            yield _found(
                observation,
                result.page,
                result.control,
                "neighbour",
                f"Of two rows the lower one was removed: {happened}",
            )
        elif isinstance(result, DeletedRow) and not result.other_stays:
            happened = "is gone too" if result.gone else "is gone instead"
            yield _found(
                observation,
                result.page,
                result.control,
                "neighbour",
                f"“{shown(result.row, 40)}” was removed: the row beside it {happened}, also after a reload",
            )
        elif isinstance(result, RemovedTwin) and result.left == 0:
            yield _found(
                observation,
                result.page,
                result.control,
                "twin",
                "Of two rows with the same words one was removed: both are gone",
            )


def _found(observation: Observation, page: str, control: str, kind: str, happened: str) -> Finding:
    return finding(
        META,
        observation,
        subject=f"{kind} on {path_pattern(page)}",
        title=f"Removing one row on {place(page, 30)} takes "
        + ("the wrong one" if kind == "neighbour" else "its twin too"),
        description=f"{happened} (“{shown(control, 30)}” was clicked). Expected: this row is removed, and no other.",
        page=page,
        details={"control": control},
    )
