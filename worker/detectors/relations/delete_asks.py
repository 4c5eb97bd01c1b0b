"""Finds controls that say they delete what a server keeps, and do it at once with no way back."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.rows import DeletedRow, RemovedRow
from worker.observation.observation import Observation

META = Meta(
    id="delete_asks",
    category=Category.FUNCTIONAL,
    severity=Severity.LOW,
    title="Deleting without a question or a way back",
    why="The control deletes at the first click.",
    fix="Ask before, or better, delete at once and offer to undo it for a while.",
    tags=("wcag-3.3.4",),
    references=("https://www.nngroup.com/articles/confirmation-dialog/",),
)

# Striking a line off a list is done all day; to delete is said where something is lost.
_DELETES = re.compile(r"\b(delete|erase|destroy|löschen|eliminar|borrar|supprimer|effacer)\b|حذف", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One doubt, for a person to look at, when a row that a server keeps was deleted by one click."""
    for result in observation.experiments:
        if (
            isinstance(result, RemovedRow | DeletedRow)
            and result.gone
            and result.told
            and not result.asked
            and not result.undo_offered
            and (says := _DELETES.search(result.control))
        ):
            yield finding(
                META,
                observation,
                subject=f"{says[0].lower()} on {path_pattern(result.page)}",
                title=f"“{shown(result.control, 25)}” on {place(result.page, 25)} deletes without asking",
                description=f"One click on “{shown(result.control, 40)}” deleted a row for good: no question came "
                "first, and nothing offers to undo it. Expected: one of the two.",
                page=result.page,
                certain=False,
            )
