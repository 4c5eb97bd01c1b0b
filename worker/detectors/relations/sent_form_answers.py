"""Finds forms that are sent, taken by the server, and change nothing on the page: nobody can know that it worked.

Told only where the server got what was typed and answered well, and the whole page is as it was before.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.subjects import place, shown, template_pattern
from worker.detectors.traffic import is_noise, request_line
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.observation.screen import Form
from worker.surfaces.actions import Action, ActionKind

META = Meta(
    id="sent_form_answers",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Form that is sent and does not show it",
    why="The script sends the data and does nothing with the answer.",
    fix="Say that it was sent, empty or close the form, and keep it from being sent twice.",
    tags=("wcag-4.1.3",),
    references=("https://www.nngroup.com/articles/visibility-system-status/",),
)

_SENDS = frozenset(("POST", "PUT", "PATCH"))
# What was typed, where a script mirrors it into the markup.
_MIRRORED = re.compile(r"\svalue=\"[^\"]*\"")
_SHORTEST = 4


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a form that was filled, sent and taken without a sign."""
    before, screen, effect = observation.before, observation.screen, observation.effect
    if before is None or effect is None or effect.url_changed or effect.document_changed:
        return
    if effect.dialogs or effect.popups or effect.downloads:
        return
    typed = [action for action in observation.cause if action.kind is ActionKind.TYPE and action.value.strip()]
    form = _sent(observation)
    taken = next((one for one in observation.exchanges if _took(one, typed)), None)
    if not typed or form is None or taken is None or before.text != screen.text:
        return
    if (
        _MIRRORED.sub("", before.markup) != _MIRRORED.sub("", screen.markup)
        or before.truncated
        or not _holds(observation, typed)
    ):
        return
    name = form.name or "The form"
    yield finding(
        META,
        observation,
        subject=f"{form.key} on {template_pattern(screen.url)}",
        title=f"“{shown(name, 30)}” on {place(screen.url, 25)} is sent and nothing shows it"
        if form.name
        else f"The form on {place(screen.url, 30)} is sent and nothing shows it",
        description=f"What was typed was sent ({request_line(taken)}, answered {taken.status}), and the page is as "
        "before: no message, and the fields are still filled, so people send it twice. Expected: a sign of success.",
        element=form.submit,
        boxes=tuple(element.box for element in (screen.element(form.submit),) if element),
    )


def _sent(observation: Observation) -> Form | None:
    action = last(observation)
    if action is None or action.target is None or action.kind not in (ActionKind.CLICK, ActionKind.PRESS):
        return None
    touched = action.target.key
    return next((form for form in observation.screen.forms if touched in (form.submit, *form.fields)), None)


def _took(exchange: Exchange, typed: list[Action]) -> bool:
    """Whether the app's server got one of these words and was content."""
    if exchange.method not in _SENDS or not exchange.same_site or is_noise(exchange):
        return False
    if exchange.status is None or not 200 <= exchange.status < 300 or exchange.kind not in ("fetch", "xhr"):
        return False
    words = [action.value for action in typed if len(action.value) >= _SHORTEST and not action.secret]
    return any(
        form in exchange.request_body
        for word in words
        for form in (word, quote(word), quote_plus(word), quote(word, ""))
    )


def _holds(observation: Observation, typed: list[Action]) -> bool:
    """Whether everything that was typed still stands in its field."""
    fields = [(observation.screen.element(action.target.key), action) for action in typed if action.target]
    return all(field is not None and (action.secret or field.value == action.value) for field, action in fields)
