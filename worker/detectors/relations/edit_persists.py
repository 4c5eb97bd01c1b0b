"""Finds changes that were saved and are lost: the old words are shown again, or stand in the form."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.rows import EditedRow
from worker.observation.observation import Observation

META = Meta(
    id="edit_persists",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Saved change that is lost",
    why="The change is made on the screen alone, or what is stored or read is another copy.",
    fix="Store the change, show what was stored, and say so when storing fails.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when, after saving without complaint, the old words are there and the new ones are not."""
    for result in observation.experiments:
        if not isinstance(result, EditedRow) or result.refused:
            continue
        if result.old_after_reload and not result.new_after_reload:
            after = "was shown until the page was reloaded" if result.new_shown else "was never shown"
            yield _found(observation, result, "is lost", f"The new text {after}; now the old one stands there")
        elif result.reopened is not None and result.old in result.reopened and result.new not in result.reopened:
            yield _found(
                observation,
                result,
                "is not in the form",
                "The list shows the new text, but the form to edit it holds the old one",
            )


def _found(observation: Observation, result: EditedRow, outcome: str, happened: str) -> Finding:
    return finding(
        META,
        observation,
        subject=f"{outcome} on {path_pattern(result.page)}",
        title=f"A saved change {outcome} on {place(result.page, 40)}",
        description=f"A row was edited (“{shown(result.control, 30)}”), saved, and nothing complained. {happened}. "
        "Expected: what was saved.",
        page=result.page,
    )
