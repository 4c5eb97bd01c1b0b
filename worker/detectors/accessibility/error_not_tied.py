"""Finds error messages that stand beside their field for the eyes alone.

Judged where one field was wrong on purpose and a message came up beside it: nothing in the markup ties the two
(aria-describedby, aria-errormessage, the label), the field is not marked as wrong, and the message is not announced.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.marked_fields import near, nodes_of, refused, says_it_is_wrong
from worker.detectors.markup import is_announced, tree
from worker.detectors.subjects import element_pattern, mask, place, shown
from worker.observation.experiments.forms import ForbiddenInput
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen, TextRun

META = Meta(
    id="error_not_tied",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Error message that is not tied to its field",
    why="The message is drawn under the field, and the field's markup does not refer to it.",
    fix="Give the message an id, refer to it with aria-describedby (or aria-errormessage), and set aria-invalid on the "
    "field.",
    tags=("wcag-1.3.1", "wcag-3.3.1"),
    references=("https://www.w3.org/WAI/WCAG22/Techniques/aria/ARIA21",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each form, however many of its fields have such a message."""
    screen = observation.screen
    for trial, field in refused(observation):
        nodes, message = [*nodes_of(screen, field)], _beside(trial, field, screen)
        if len(nodes) != 1 or message is None:
            continue
        if says_it_is_wrong(nodes[0]) or _says(field, message.text) or _is_announced(screen, message.text):
            continue
        label = shown(trial.field_label, 25)
        yield finding(
            META,
            observation,
            subject=mask(trial.form),
            title=f"The error beside “{label}” on {place(screen.url, 25)} is not tied to it",
            description=f"“{shown(message.text, 80)}” came up beside “{label}”. The field neither refers to it nor is "
            "marked as wrong, so that who listens to the page in the field hears of no error. Expected: "
            "aria-describedby and aria-invalid on the field.",
            boxes=(field.box, message.box),
            element=element_pattern(field.key),
            details={"message": message.text[:300], "field": label},
        )


def _beside(trial: ForbiddenInput, field: Element, screen: Screen) -> TextRun | None:
    """The message that has come up at the field and at no other."""
    others = [one for one in screen.elements if one.form == field.form and one.input_type and one.key != field.key]
    for run in screen.texts:
        if run.text in trial.messages and near(run.box, field.box) and run.box.y >= field.box.y:
            below = [one for one in others if one.visible and one.box.y > field.box.y and one.box.y <= run.box.y]
            return None if below else run
    return None


def _says(field: Element, message: str) -> bool:
    """Whether who hears the field's name or description hears the message."""
    heard = " ".join(f"{field.name} {field.label} {field.description}".split())
    return " ".join(message.split()) in heard


def _is_announced(screen: Screen, message: str) -> bool:
    nodes = (node for node in tree(screen.markup).walk() if message in node.own_text)
    return any(is_announced(one) for node in nodes for one in (node, *node.ancestors()))
