"""Finds forms that refuse what was entered and do not say which field is wrong.

Judged where one field was wrong on purpose and the form refused it with a message: the field is not marked, no message
stands beside it and none has words of its label. Forms with a password are left out: they must not say what was wrong.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.marked_fields import near, nodes_of, refused, says_it_is_wrong
from worker.detectors.markup import Node
from worker.detectors.subjects import element_pattern, mask, place, shown
from worker.observation.experiments.forms import ForbiddenInput
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen

META = Meta(
    id="error_names_no_field",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Error message that names no field",
    why="The form has one message for all its errors, and the fields do not know of theirs.",
    fix="Say in words which field is wrong, put the message beside it, and tie both with aria-invalid and "
    "aria-describedby.",
    tags=("wcag-3.3.1",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/36b590/",
        "https://www.w3.org/WAI/WCAG22/Understanding/error-identification.html",
    ),
)

_WORD = re.compile(r"[^\W\d_]{3,}")
_MARK_CLASS = re.compile(r"(^|[-_])(error|invalid|has-error|danger|fehler)($|[-_])", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each form, however many of its fields it leaves unnamed."""
    screen = observation.screen
    for trial, field in refused(observation):
        told = not _is_message(trial, screen) or _is_told(trial, field, screen)
        if told or not _could_be_another(field, screen):
            continue
        label = shown(trial.field_label, 25)
        yield finding(
            META,
            observation,
            subject=mask(trial.form),
            title=f"The form's error on {place(screen.url, 25)} does not say that “{label}” is wrong",
            description=f"With {'nothing' if not trial.value else f'“{shown(trial.value, 40)}”'} in “{label}” the form "
            f"{f'“{shown(trial.form_name, 40)}” ' if trial.form_name else ''}answers “{shown(trial.witness, 100)}”, "
            "and neither the message nor the field says which one to correct. Expected: the field is marked and named.",
            boxes=(field.box,),
            element=element_pattern(field.key),
            details={"message": trial.witness[:300], "field": label},
        )


def _is_message(trial: ForbiddenInput, screen: Screen) -> bool:
    """Whether the refusal was put in words that the page still shows."""
    words = _words(trial.witness)
    return len(words) >= 2 and words <= _words(screen.text) and not re.match(r"[A-Z]+ https?://", trial.witness)


def _could_be_another(field: Element, screen: Screen) -> bool:
    """Whether the form has other fields to doubt, and none that must be kept in the dark."""
    fields = [one for one in screen.elements if one.form == field.form and one.visible and one.input_type]
    asked = [one for one in fields if one.input_type not in ("submit", "button", "reset", "image", "hidden")]
    return len(asked) > 1 and not any(one.input_type == "password" for one in fields)


def _is_told(trial: ForbiddenInput, field: Element, screen: Screen) -> bool:
    label = _words(trial.field_label)
    if not label or label & _words(trial.witness):
        return True
    beside = (run for run in screen.texts if near(run.box, field.box))
    if any(_words(run.text) & _words(trial.witness) - label for run in beside):
        return True
    nodes = [*nodes_of(screen, field)]
    return not nodes or any(map(_is_marked, nodes))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _is_marked(node: Node) -> bool:
    """Whether the field, or what is drawn around it, is marked as wrong."""
    if says_it_is_wrong(node, "data-invalid"):
        return True
    around = [one for one in (node, node.parent, node.parent and node.parent.parent) if one and one.tag != "form"]
    return any(_MARK_CLASS.search(name) for one in around for name in one.classes)
