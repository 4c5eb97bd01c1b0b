"""Finds lists that take a row with nothing in it when only spaces are typed."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.rows import BlankRow
from worker.observation.observation import Observation

META = Meta(
    id="blank_row_refused",
    category=Category.FUNCTIONAL,
    severity=Severity.LOW,
    title="Row with nothing in it",
    why="The text is not trimmed before it is checked for being empty.",
    fix="Trim what was typed, and take nothing that is empty then.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when spaces alone made exactly one more row, and it is one without a text of its own."""
    for result in observation.experiments:
        if isinstance(result, BlankRow) and result.wordless == 1 and result.rows_after == result.rows_before + 1:
            name = shown(result.field, 30) or "the field"
            yield finding(
                META,
                observation,
                subject=f"{result.field} on {path_pattern(result.page)}",
                title=f"Spaces alone make an empty row on {place(result.page, 40)}",
                description=f"Nothing but spaces was typed into “{name}”, and the list has one row more, without "
                "words. Expected: nothing is added.",
                page=result.page,
                details={"rows_before": result.rows_before, "rows_after": result.rows_after},
            )
