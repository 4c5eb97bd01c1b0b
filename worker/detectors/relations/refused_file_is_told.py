"""Finds fields that throw away a file of a kind that they do not take, and say nothing.

Applies where files that the field takes stay chosen, and one that it does not take is gone from the field at once;
where the browser's own message may have been shown, nothing can be told.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown, template_pattern
from worker.observation.experiments.forms import ChosenFiles
from worker.observation.observation import Observation

META = Meta(
    id="refused_file_is_told",
    category=Category.FUNCTIONAL,
    severity=Severity.LOW,
    title="File that is refused without a word",
    why="The code that checks the kind of a chosen file empties the field and shows nothing.",
    fix="Say beside the field why the file is not taken, and which kinds are.",
    tags=("wcag-3.3.1",),
    references=("https://www.w3.org/WAI/WCAG22/Understanding/error-identification.html",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each field that drops a file silently."""
    for trial in observation.experiments:
        if not isinstance(trial, ChosenFiles) or trial.refused is None:
            continue
        if trial.refused.held or trial.said or not (trial.first.held and trial.second.held):
            continue
        label = shown(trial.label, 30) or "a field without a label"
        element = observation.screen.element(trial.field)
        yield finding(
            META,
            observation,
            page=trial.page,
            subject=f"{template_pattern(trial.page)} / {element_pattern(trial.field)}",
            title=f"“{label}” throws a file away without a word",
            description=f"In “{label}” on {place(trial.page)} “{trial.refused.name}” was chosen. The field is empty "
            f"afterwards, and nothing says so; files that it takes stay chosen. Expected: a message that tells which "
            f"files are taken.",
            boxes=(element.box,) if element else (),
            element=element_pattern(trial.field),
            details={"accept": element.accept if element else ""},
        )
