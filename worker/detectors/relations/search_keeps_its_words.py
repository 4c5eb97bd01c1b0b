"""Finds searches that look for less than was typed: what stands behind a sign that means something in an address goes.

Judged by what the field says after the search, where it says plain words again as they were typed.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.lists import SearchedSigns
from worker.observation.observation import Observation

META = Meta(
    id="search_keeps_its_words",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Search that loses what was typed",
    why="The words are put into the address as they are: “&” begins another parameter there, “#” a part of the page, "
    "and “+” is a space.",
    fix="Encode the words (encodeURIComponent, URLSearchParams) before they become part of an address.",
    references=("https://www.rfc-editor.org/rfc/rfc3986#section-2.2",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding where signs are lost and plain words are not."""
    for trial in observation.experiments:
        if not isinstance(trial, SearchedSigns):
            continue
        (plain, kept), (typed, held) = trial.plain, trial.signs
        if kept.strip() != plain or not _is_less(held.strip(), typed):
            continue
        yield finding(
            META,
            observation,
            subject=path_pattern(trial.page),
            page=trial.page,
            title=f"The search on {place(trial.page, 30)} loses a part of what was typed",
            description=f"“{shown(typed, 60)}” was searched for, and the field says “{shown(held, 60)}” then; after a "
            f"search for “{shown(plain, 40)}” it says just that. Expected: what was typed is searched for as a whole.",
            details={"typed": typed, "held": held},
        )


def _is_less(held: str, typed: str) -> bool:
    """Whether a text ends early, or has spaces where signs were; what is left out on purpose is all of one kind."""
    cut = bool(held) and typed.startswith(held) and typed[len(held) :].lstrip()[:1] in ("&", "#")
    return cut or (held != typed and held.replace("+", " ") == typed.replace("+", " "))
