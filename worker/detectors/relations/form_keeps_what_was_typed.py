"""Finds forms that were refused, or could not be sent, and have forgotten what was typed into them.

Where the sending failed on purpose, only a form counts that says so and is empty: what is kept to be sent later, or
shown elsewhere, is not lost. Where it opens another page, one goes back; only what the browser gives back to who leaves
the form unsent counts.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.markup import tree
from worker.detectors.regret import says_regret
from worker.detectors.subjects import mask, place, shown, template_pattern
from worker.observation.experiments.network import InTrouble, SentInVain
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
# Words for who need not send it again.
_KEPT = re.compile(
    r"automatic|as soon as|queue|draft|will (?:be )?(?:sen[dt]|retr|try)|automatisch|sobald|entwurf|dès que|brouillon|"
    r"en cuanto|borrador|پیش\u200c?نویس",
    re.IGNORECASE,
)
# What a form rightly forgets, or what it never was meant to keep.
_FORGETS = frozenset(("password", "file", "hidden", "search"))
_ONCE = re.compile(r"captcha|one-time|otp|cvc|cvv|csc|pin\b|token|current-password|new-password", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a form that says no, or that it could not be sent, and stands there empty."""
    for seen in observation.experiments:
        if isinstance(seen, InTrouble) and _lost_in_trouble(seen):
            yield _of_trouble(observation, seen)
        elif isinstance(seen, SentInVain) and seen.lost:
            yield _of_going_back(observation, seen)
    screen, before, effect = observation.screen, observation.before, observation.effect
    if before is None or effect is None or not (effect.requests or effect.document_changed):
        return
    form = _sent_form(observation)
    refusal = _new_refusal(before, screen) if form is not None else ""
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


def _lost_in_trouble(seen: InTrouble) -> bool:
    """Whether the page says that it did not work, and not that it will, and what was typed is nowhere any more."""
    regrets = [line for line in seen.shown if says_regret(line)]
    others = [line for line in seen.shown if line not in regrets]
    kept = any(_KEPT.search(line) for line in seen.shown) or any(_ACCEPTED.search(line) for line in others)
    failed = seen.fault == "server error" and seen.sent > 0 and seen.carries and not seen.blank
    return failed and bool(seen.lost and regrets) and not kept


def _of_trouble(observation: Observation, seen: InTrouble) -> Finding:
    names = ", ".join(f"“{shown(name, 25)}”" for name in seen.lost[:3])
    regret = next(line for line in seen.shown if says_regret(line))
    return finding(
        META,
        observation,
        page=seen.page,
        subject=f"{mask(seen.request)} failed",
        title=f"{names} {'is' if len(seen.lost) == 1 else 'are'} emptied when “{shown(seen.control, 20)}” fails"[:90],
        description=f"{seen.request} was answered with status 500. The page says “{shown(regret, 80)}”, and what was "
        f"typed is gone: {names}. Expected: everything is still there, so that it can be sent again.",
        cause="The form is emptied when it is sent, and not when the answer says that it was taken.",
        details={"request": seen.request, "lost": list(seen.lost)},
    )


def _of_going_back(observation: Observation, seen: SentInVain) -> Finding:
    names = ", ".join(f"“{shown(name, 25)}”" for name in seen.lost[:3])
    return finding(
        META,
        observation,
        page=seen.page,
        subject=f"{mask(seen.request)} failed",
        title=f"{names} {'is' if len(seen.lost) == 1 else 'are'} empty when one goes back after a failure"[:90],
        description=f"{seen.request} failed ({seen.fault}). After going back, what was typed is gone: {names}; leaving "
        "the form without sending it and coming back keeps it. Expected: it is still there, to be sent again.",
        cause="The form, or what is kept of it, is emptied when it is sent, before anybody knows that it was taken.",
        details={"request": seen.request, "fault": seen.fault, "lost": list(seen.lost)},
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
    said = next((line for line in new if _REFUSED.search(line)), "")
    return said or (new[0] if new and _fields_marked(screen) > _fields_marked(before) else "")


def _fields_marked(screen: Screen) -> int:
    """How many fields the markup says to be wrong (ARIA 1.2, aria-invalid), whatever the words beside them are."""
    fields = tree(screen.markup).find("input", "select", "textarea")
    return sum(field.attributes.get("aria-invalid", "false") not in ("false", "") for field in fields)


def _lines(screen: Screen) -> list[str]:
    return [line.strip() for line in screen.text.splitlines() if line.strip()]
