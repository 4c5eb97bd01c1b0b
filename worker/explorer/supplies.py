"""What a page wants chosen before a button does its work: a day or two of the calendar that lies open, one of several
choices, an entry of a list.
"""

import re
from collections.abc import Iterator
from datetime import date

from worker.detectors.days import days_named
from worker.explorer.forms import target_of
from worker.explorer.forms.refusals import says_no
from worker.explorer.graph import Deed
from worker.explorer.state import SIGNPOSTS
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.calendars import Calendar

_ASKS = re.compile(
    r"\b(?:choose|select|pick|first|missing|need)\b|wähl|zuerst|fehlt|elige|elija|selecc|primero|falta|choisi|"
    r"sélectionn|d.abord|manque|انتخاب|ابتدا",
    re.IGNORECASE,
)
_LONGEST_REQUEST = 160
# From the first day that is chosen to the second.
_NIGHTS = 2


def request_for_more(observation: Observation) -> str:
    """The words with which a page that stays as it is asks for something else first, "" where it does not."""
    before, effect = observation.before, observation.effect
    if before is None or effect is None or effect.document_changed or effect.url_changed:
        return ""
    known = {run.text for run in before.texts}
    new = (run.text for run in observation.screen.texts if run.text not in known and len(run.text) <= _LONGEST_REQUEST)
    return next((words for words in new if _ASKS.search(words) or says_no(words)), "")


def supplies(screen: Screen, calendar: Calendar | None) -> Iterator[Deed]:
    """What may be missing, most likely first: all that can be chosen with one day, then with a second one."""
    choices = tuple(_choices(screen))
    days = tuple(_days(screen, calendar)) if calendar else ()
    for several in range(min(1, len(days)), len(days) + 1):
        if deed := (*choices, *days[:several]):
            yield deed


def _choices(screen: Screen) -> Iterator[Action]:
    """The first of each group of which nothing is chosen, and an entry of each list that shows none."""
    answered = {_group(one) for one in screen.elements if _is_radio(one) and one.checked}
    for one in screen.elements:
        if not one.visible or not one.enabled or one.covered_by or one.region in SIGNPOSTS:
            continue
        if _is_radio(one) and _group(one) not in answered:
            answered.add(_group(one))
            yield Action(ActionKind.CLICK, target_of(one))
        elif one.tag == "select" and not one.value and (entry := next(filter(None, one.options[1:]), "")):
            yield Action(ActionKind.CHOOSE, target_of(one), entry)


def _is_radio(element: Element) -> bool:
    return element.role == "radio" or element.input_type == "radio"


def _group(element: Element) -> str:
    """What names the choices of which one is taken: their common name, else where they stand."""
    return element.field_name or element.selector.rpartition(" > ")[0]


def _days(screen: Screen, calendar: Calendar) -> Iterator[Action]:
    """A day that can be had, and one some nights later where those between can be had, too."""
    free = calendar.days
    first = next((day for day in free if all(day + more in free for more in range(1, _NIGHTS + 1))), None)
    chosen = (first, first + _NIGHTS) if first is not None else free[:1]
    for day in chosen:
        if element := _element_of(screen, calendar, day):
            yield Action(ActionKind.CLICK, target_of(element))


def _element_of(screen: Screen, calendar: Calendar, day: int) -> Element | None:
    """What is touched for a day of the month that the calendar shows last."""
    whole = date(calendar.year, calendar.month, day) if calendar.is_dated else None
    found = [one for one in screen.elements if one.visible and one.enabled and _means(one, day, whole)]
    return found[-1] if found else None


def _means(element: Element, day: int, whole: date | None) -> bool:
    return element.name.strip() == str(day) or (whole is not None and whole in days_named(element.name))
