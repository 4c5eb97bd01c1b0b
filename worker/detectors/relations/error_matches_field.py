"""Finds forms that complain about another field than the one that is wrong, or tell of it beside another.

Judged where one field was wrong on purpose, all others were as in a sending that was taken, and the form refused it
with one message: that names another field, and not the one that is wrong. Or a message names the field that is wrong
and stands right under another, which it does not name.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, mask, place, shown
from worker.observation.experiments.forms import ForbiddenInput
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen, TextRun

META = Meta(
    id="error_matches_field",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Error message about another field",
    why="The messages of two fields were exchanged, or one was copied and its words were not changed.",
    fix="Let each field have its own message, and show it beside that field.",
    tags=("wcag-3.3.1",),
    references=("https://www.w3.org/WAI/WCAG22/Understanding/error-identification.html",),
)

_WORD = re.compile(r"[^\W\d_]{3,}")
# Words of messages that name no field.
_COMMON = """
    the your you please enter valid invalid must not and for with number address name field this that required value
    text date code bitte geben sie ihre ihr eine einen ein gültige por favor introduzca una veuillez votre
    from between least most more less than characters von bis wert werte zwischen mindestens höchstens zeichen
    desde hasta entre valor más menos caracteres valeur depuis plus moins caractères
"""
_EVERYWHERE = frozenset(_COMMON.split())
# A message is taken for a field's when it begins so close under it; the field that is wrong is further away than this.
_CLOSE_PX = 24
_AWAY_PX = 48
_OF_TYPE = {"email": {"email", "mail", "correo", "courriel"}, "url": {"url", "web", "link", "website"}}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each field whose error is told of another."""
    for trial in observation.experiments:
        if not isinstance(trial, ForbiddenInput) or trial.accepted is not False:
            continue
        field = observation.screen.element(trial.field)
        if field is not None and (misplaced := _stands_elsewhere(trial.messages, field, observation.screen)):
            yield _at_another(observation, trial, field, *misplaced)
            continue
        if len(set(trial.messages)) != 1:
            continue
        other = _named_instead(trial.messages[0], field, observation.screen) if field else None
        if field is None or other is None:
            continue
        label, blamed = shown(trial.field_label, 25), shown(other.label, 25)
        yield finding(
            META,
            observation,
            subject=f"{mask(trial.form)} / {element_pattern(trial.field)}",
            title=f"With “{label}” wrong, the form on {place(observation.screen.url, 15)} blames “{blamed}”",
            description=f"{f'“{shown(trial.value, 40)}”' if trial.value else 'Nothing'} was typed into “{label}”, all "
            f"else was right, and the form answers “{shown(trial.messages[0], 80)}”, which is about “{blamed}”. "
            "Expected: a message about the field that is wrong.",
            boxes=(field.box, other.box),
            element=element_pattern(trial.field),
            details={"message": trial.messages[0][:300]},
        )


def _at_another(
    observation: Observation, trial: ForbiddenInput, field: Element, message: TextRun, other: Element
) -> Finding:
    label, beside = shown(trial.field_label, 22), shown(other.label, 22)
    return finding(
        META,
        observation,
        subject=f"{mask(trial.form)} / {element_pattern(trial.field)} beside another",
        title=f"What is wrong with “{label}” is told at “{beside}” ({place(observation.screen.url, 15)})",
        description=f"{f'“{shown(trial.value, 40)}”' if trial.value else 'Nothing'} was typed into “{label}”, all else "
        f"was right. “{shown(message.text, 80)}” stands right under “{beside}”, far from “{label}”. Expected: it "
        "stands beside the field that is wrong.",
        boxes=(message.box, field.box),
        element=element_pattern(trial.field),
        details={"message": message.text[:300], "beside": other.label},
    )


def _stands_elsewhere(messages: tuple[str, ...], field: Element, screen: Screen) -> tuple[TextRun, Element] | None:
    """The message about this field that stands right under another, with that one."""
    own = _words(field.label)
    for run in screen.texts:
        said = _words(run.text) if run.text in messages else set[str]()
        at_home = _is_below(run, field) and run.box.y - (field.box.y + field.box.height) < _CLOSE_PX
        if not said & own or at_home:
            continue
        above = [one for one in _others(field, screen) if _is_below(run, one)]
        other = max(above, key=lambda one: one.box.y, default=None)
        if other is None or run.box.y - (other.box.y + other.box.height) > _CLOSE_PX or _words(other.label) & said:
            continue
        if abs(run.box.y - (field.box.y + field.box.height)) > _AWAY_PX:
            return run, other
    return None


def _is_below(run: TextRun, field: Element) -> bool:
    beside = run.box.x < field.box.x + field.box.width and field.box.x < run.box.x + run.box.width
    return beside and run.box.y >= field.box.y + 0.5 * field.box.height


def _others(field: Element, screen: Screen) -> list[Element]:
    """The other labelled fields of its form."""
    return [
        one
        for one in screen.elements
        if one.form == field.form and one.key != field.key and one.visible and one.label and one.label != field.label
        if one.tag in ("input", "select", "textarea") and one.input_type not in ("submit", "button", "checkbox")
    ]


def _named_instead(message: str, field: Element, screen: Screen) -> Element | None:
    """The one other field that a message names by words that no other label has; None when it may mean this field."""
    said = _words(message)
    if not field.label or said & (_words(field.label) | _OF_TYPE.get(field.input_type, set())):
        return None
    named = [one for one in _others(field, screen) if _words(one.label) & said]
    return named[0] if len(named) == 1 else None


def _words(text: str) -> set[str]:
    plain = text.casefold().replace("e-mail", "email")
    return {word for word in _WORD.findall(plain) if word not in _EVERYWHERE}
