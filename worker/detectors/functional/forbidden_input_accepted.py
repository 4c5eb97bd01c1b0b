"""Finds forms that take what their own fields forbid: an empty required field, a negative amount, an address without
"@", two different passwords, an end before its beginning, a text where a picture is wanted.

The declaration says what the app wants, or the words at the field do: a star, "at least 8 characters", "DD.MM.YYYY", a
label that means an e-mail address and nothing else. What goes past it ends as bad data or as a fault somewhere else.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, mask, path_pattern, place, shown
from worker.observation.experiments.forms import ForbiddenInput
from worker.observation.observation import Observation

META = Meta(
    id="forbidden_input_accepted",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Form that accepts what it forbids",
    why="The rule stands in the markup only, and the code that takes the form does not check it.",
    fix="Check every field on the server with the same rules as in the form, and answer with a message at the field.",
    tags=("cwe-20",),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html",),
)

# What is too long is mostly cut off or stored as it is, and harms nobody.
_LENGTHS = frozenset(("max_length", "min_length"))
_WORDS = {
    "required": "may be left empty although it is required",
    "type": "accepts a value of the wrong type",
    "pattern": "accepts a value that its pattern forbids",
    "minimum": "accepts a value below its minimum",
    "maximum": "accepts a value above its maximum",
    "max_length": "accepts more characters than it allows",
    "min_length": "accepts fewer characters than it asks for",
    "step": "accepts a value between its steps",
    "options": "accepts a value that is none of its options",
    "same": "accepts another password than the field before",
    "order": "accepts a day before the beginning",
    "accept": "accepts a file of a kind that it does not take",
    "content": "accepts an empty file where only pictures, papers or recordings are taken",
    "blank": "accepts nothing but spaces",
    "day": "accepts a day that does not exist",
    "short": "accepts a shorter password than it asks for",
    "digit": "accepts a password without a digit",
    "upper": "accepts a password without a capital letter",
    "lower": "accepts a password without a small letter",
    "sign": "accepts a password without a special character",
}
_OF_FILES = frozenset(("accept", "content"))
# One check that is missing lets both through; what is asked of a file only the server can check.
_SAME_RULE = {"blank": "required", "accept": "file", "content": "file"}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each form and rule that was broken and let through."""
    for trial in observation.experiments:
        if not isinstance(trial, ForbiddenInput) or trial.accepted is not True:
            continue
        label = shown(trial.field_label, 30) or "a field without a label"
        broken = _WORDS.get(trial.constraint, "accepts what it forbids")
        element = observation.screen.element(trial.field)
        value = "nothing" if not trial.value else f"“{shown(trial.value, 60)}”"
        # A server that checks nothing is one fault of its form, whatever rule was tried and on whichever field.
        rule = "server" if trial.bypassed_browser else _SAME_RULE.get(trial.constraint, trial.constraint)
        page = trial.page or observation.screen.url
        yield finding(
            META,
            observation,
            page=page,
            subject=f"{mask(trial.form)} / {rule}",
            severity=_severity(trial),
            title=f"“{label}” {broken}{' (by the server)' if trial.bypassed_browser else ''}",
            description=f"The form {f'“{shown(trial.form_name, 40)}” ' if trial.form_name else ''}on "
            f"{place(page)} "
            f"was sent with {value} in “{label}”, which {_rule(trial)} forbids, and it was taken as valid"
            f"{f': “{shown(trial.witness, 80)}”' if trial.witness else ''}. Expected: a refusal that names the field.",
            cause="The server relies on the browser's check, which anybody can switch off."
            if trial.bypassed_browser
            else META.why,
            boxes=(element.box,) if element else (),
            element=element_pattern(trial.field),
            details={
                "page": path_pattern(page),
                "value": trial.value[:200],
                "constraint": trial.constraint,
            },
        )


def _rule(trial: ForbiddenInput) -> str:
    """What forbids it, as a person would say."""
    declared = shown(trial.declared, 40)
    if trial.told:
        return f"what is said there (“{declared}”)"
    return f"its own rule ({trial.constraint.replace('_', ' ')}{f': {declared}' if declared else ''})"


def _severity(trial: ForbiddenInput) -> Severity:
    if trial.constraint in _OF_FILES:
        return Severity.MEDIUM
    if trial.told:
        return Severity.LOW if trial.constraint in _LENGTHS else Severity.MEDIUM
    if not trial.bypassed_browser:
        return META.severity
    return Severity.LOW if trial.constraint in _LENGTHS else Severity.MEDIUM
