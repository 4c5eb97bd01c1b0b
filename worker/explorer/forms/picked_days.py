"""Days that cannot be typed: fields that only a calendar fills, and buttons that open one."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from worker.explorer.forms.dates import NATIVE, date_format, day_for
from worker.explorer.forms.meanings import meaning_of, words_beside
from worker.explorer.forms.targets import target_of
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import Action, ActionKind

_CHOOSES = re.compile(
    r"\b(?:pick|choose|select|set|add|open|show)\b|calendar|kalender|wähl|calendario|eleg|elij|selec|escog|calendrier|"
    r"choisi|sélectionn|انتخاب|تقویم",
    re.IGNORECASE,
)
_DAYS = frozenset(("date", "birthday"))
_WRITTEN = frozenset(("text", "email", "tel", "textarea", "number"))
# A button stands beside the field that it fills, px.
_BESIDE = 80.0


def picks(screen: Screen, form: Form) -> Iterator[Action]:
    """The deeds that choose a day wherever the form has a calendar for it; of several days each is later."""
    places: Counter[str] = Counter()
    for element in pickers_of(screen, form):
        meaning = day_of(screen, element)
        yield pick(element, day_for(meaning, places[meaning]))
        places[meaning] += 1


def pick(element: Element, day: date) -> Action:
    """The deed that chooses this day, or the nearest that can be had, from what the element opens."""
    return Action(ActionKind.PICK, target_of(element), day.isoformat())


def left_empty(screen: Screen, form: Form) -> Iterator[Action]:
    """The deeds that choose days for fields that threw away what was typed, while another kept it.

    Days are thrown away by fields with a calendar that want them written otherwise.
    """
    fields = [one for one in screen.elements if one.key in form.fields and one.visible and not one.read_only]
    days = [one for one in fields if one.tag == "input" and one.gestures and day_of(screen, one)]
    if any(one.value for one in fields if one not in days and one.input_type in _WRITTEN):
        for place, element in enumerate(days):
            if not element.value and element.input_type not in NATIVE:
                yield pick(element, day_for(day_of(screen, element), place))


def pickers_of(screen: Screen, form: Form) -> tuple[Element, ...]:
    """What opens the calendars of a form."""
    return tuple(
        one
        for one in screen.elements
        if one.visible and one.enabled and (one.key in form.fields or one.form == form.key)
        if _is_filled_by_calendar(screen, one) or _opens_calendar(screen, one, form)
    )


def day_of(screen: Screen, element: Element) -> str:
    """What day it is for, "date" or "birthday"; "" when for none."""
    meaning = meaning_of(element, words_beside(screen, element))
    if meaning in _DAYS:
        return meaning
    return "date" if not meaning and date_format(element.placeholder or element.value, screen.language) else ""


def _is_filled_by_calendar(screen: Screen, element: Element) -> bool:
    """A field that nobody can type into and that hears of being touched."""
    listens = "click" in element.gestures or "key" in element.gestures
    return element.tag == "input" and element.read_only and listens and bool(day_of(screen, element))


def _opens_calendar(screen: Screen, element: Element, form: Form) -> bool:
    """A button of the form that says so, and does not send it."""
    if element.role not in ("button", "combobox") or element.tag != "button" or element.key == form.submit:
        return False
    invites = element.expanded is not None or _CHOOSES.search(element.name)
    if not invites or element.input_type == "submit" or not day_of(screen, element):
        return False
    return not any(_fills(element, one) for one in screen.elements if one.tag == "input" and one.visible)


def _fills(button: Element, field: Element) -> bool:
    """Whether a field stands in the line of a button and close to it, and so takes the day that either gives."""
    one, other = button.box, field.box
    gap = max(one.x - (other.x + other.width), other.x - (one.x + one.width))
    return gap <= _BESIDE and other.y <= one.y + one.height / 2 <= other.y + other.height
