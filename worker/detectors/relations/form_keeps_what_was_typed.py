"""Finds forms that were refused and have forgotten what was typed into them."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.observation import Observation
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="form_keeps_what_was_typed",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Form that forgets what was typed when it is refused",
    why="The form is drawn anew after the refusal without the values that were sent.",
    fix="Put the sent values back into their fields, except passwords, and say beside which field what is wrong.",
    tags=("wcag-3.3.1",),
    references=("https://www.nngroup.com/articles/errors-forms-design-guidelines/",),
)

_REFUSED = re.compile(
    r"\b(error|invalid|not valid|required|must (be|have|contain|not)|is missing|too (short|long)|incorrect|wrong|"
    r"can.?t be blank|cannot be|could not|failed|fehler|ungültig|erforderlich|pflichtfeld|zu (kurz|lang)|falsch|"
    r"erreur|invalide|obligatoire|incorrecte?|inválid[oa]|obligatorio|incorrect[oa])\b|نامعتبر|الزامی|اشتباه",
    re.IGNORECASE,
)
_ACCEPTED = re.compile(
    r"\b(thank|thanks|success\w*|was sent|has been|received|saved|welcome|danke|erfolgreich|gesendet|gespeichert|"
    r"merci|succès|envoyé|gracias|enviado|guardado)\b|متشکر|موفق",
    re.IGNORECASE,
)
# What a form rightly forgets, or what it never was meant to keep.
_FORGETS = frozenset(("password", "file", "hidden", "search"))
_ONCE = re.compile(r"captcha|one-time|otp|cvc|cvv|csc|pin\b|token|current-password|new-password", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a form that says no and stands there empty."""
    screen, before, effect = observation.screen, observation.before, observation.effect
    if before is None or effect is None or not (effect.requests or effect.document_changed):
        return
    form = _sent_form(observation)
    refusal = _new_refusal(before, screen)
    if form is None or not refusal:
        return
    typed = {
        action.target.key: action.value
        for action in observation.cause
        if action.kind is ActionKind.TYPE and action.target and action.value.strip() and not action.secret
    }
    fields = [field for key in form.fields if key in typed and (field := screen.element(key)) and _can_keep(field)]
    lost = [field for field in fields if not field.value]
    if not lost:
        return
    names = ", ".join(f"“{shown(field.label or field.name or field.field_name, 25)}”" for field in lost[:3])
    yield finding(
        META,
        observation,
        subject=f"{form.name or form.key} on {template_pattern(screen.url)}",
        title=f"The form on {place(screen.url, 25)} forgets {names}"[:90],
        description=f"The form answered “{shown(refusal, 80)}” and {len(lost)} of the {len(fields)} fields that were "
        f"filled in are empty now: {names}. Expected: everything is still there, so that only the mistake has to be "
        "mended.",
        boxes=tuple(field.box for field in lost[:5]),
        element=lost[0].key,
        details={"refusal": refusal, "lost": [field.key for field in lost]},
    )


def _sent_form(observation: Observation) -> Form | None:
    """The form that was just sent and still is on the screen."""
    action = last(observation)
    if action is None or action.target is None or action.kind not in (ActionKind.CLICK, ActionKind.PRESS):
        return None
    touched = action.target.key
    return next(
        (form for form in observation.screen.forms if touched == form.submit or touched in form.fields),
        None,
    )


def _can_keep(field: Element) -> bool:
    words = f"{field.autocomplete} {field.field_name} {field.label} {field.name}"
    return field.visible and field.enabled and field.input_type not in _FORGETS and not _ONCE.search(words)


def _new_refusal(before: Screen, screen: Screen) -> str:
    """A line that says no and was not there before; "" where something also says that all went well."""
    known = set(_lines(before))
    new = [line for line in _lines(screen) if line not in known]
    if any(_ACCEPTED.search(line) for line in new):
        return ""
    return next((line for line in new if _REFUSED.search(line)), "")


def _lines(screen: Screen) -> list[str]:
    return [line.strip() for line in screen.text.splitlines() if line.strip()]
