"""Whether what a selection field shows as chosen has been applied to the list that stands beside it."""

import re
from html import unescape
from urllib.parse import parse_qsl

from worker.detectors.addresses import routed
from worker.detectors.deeds import last
from worker.observation.observation import Observation
from worker.observation.screen import Element
from worker.surfaces.actions import ActionKind


def not_applied_yet(observation: Observation, element: Element) -> bool:
    """Whether a form must be sent before the choice counts, and nothing says that it was.

    A browser that goes back restores what was chosen on the page, and not the list that came of it.
    """
    form = next((form for form in observation.screen.forms if form.key == element.form), None)
    if form is None or not form.submit:
        return False
    action, effect = last(observation), observation.effect
    if action is not None and action.kind in (ActionKind.BACK, ActionKind.FORWARD):
        return True
    touched = action.target.key if action is not None and action.target is not None else ""
    answered = effect is not None and (effect.url_changed or effect.document_changed or effect.requests > 0)
    if touched == element.key:
        return not answered
    came_with = _choice_of_markup(observation.screen.markup, element.field_name)
    if came_with is not None and came_with != element.value.strip():
        return True
    named = {name for name, _ in parse_qsl(routed(observation.screen.url).query)}
    return element.field_name not in named and not (answered and touched in (form.submit, *form.fields))


def _choice_of_markup(markup: str, name: str) -> str | None:
    """What a selection field said when the page came, before anybody touched it; None when the markup does not tell."""
    field = re.search(rf"""<select\b[^>]*\bname=["']?{re.escape(name)}["'\s>].*?</select>""", markup, re.S | re.I)
    chosen = field and re.search(r"<option\b[^>]*\bselected\b[^>]*>([^<]*)", field[0], re.I)
    return unescape(chosen[1]).strip() if chosen else None
