"""Finds edits that are kept although they were cancelled."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.rows import CancelledEdit
from worker.observation.observation import Observation

META = Meta(
    id="cancel_changes_nothing",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Cancelled change that is kept",
    why="The change is written while it is typed, or leaving the field saves it before the cancelling is heard.",
    fix="Keep what is typed apart from what is stored until it is saved, and throw it away on cancel and Escape.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when a text that was typed and cancelled is shown all the same."""
    for result in observation.experiments:
        if isinstance(result, CancelledEdit) and result.kept_typed and (result.by_control or result.after_reload):
            by = f"“{shown(result.by, 20)}”" if result.by_control else "Escape"
            lasting = ", also after a reload" if result.after_reload else ""
            yield finding(
                META,
                observation,
                subject=f"{result.by} on {template_pattern(result.page)}",
                title=f"{by} on {place(result.page, 40)} keeps what was typed",
                description=f"Something else was typed into what was being edited, and left by {by}. The page shows "
                f"what was typed all the same{lasting}. Expected: everything as it was before.",
                page=result.page,
            )
