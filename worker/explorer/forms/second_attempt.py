"""What to do when a form refuses: read what it says and send it once more with better values."""

import re
from collections.abc import Iterator

from worker.explorer.forms.dates import day_for, written
from worker.explorer.forms.demands import Demands, meet, read_demands
from worker.explorer.forms.files import file_asked_for
from worker.explorer.forms.filling import fields_of, fill, submit
from worker.explorer.forms.meanings import meaning_of
from worker.explorer.forms.people import person_of
from worker.explorer.forms.persona import Persona, new_token
from worker.explorer.forms.picked_days import left_empty
from worker.explorer.forms.refusals import refusals
from worker.explorer.forms.values import value_for
from worker.observation.screen import Element, Form, Screen, TextRun
from worker.surfaces.actions import Action

# A message stands beside a field when it is no farther from it than a line or two, px.
_BESIDE = 44.0
_IN_LINE = 300.0
_WORD = re.compile(r"[^\W\d_]{3,}")


def second_attempt(before: Screen, after: Screen, form: Form, persona: Persona) -> tuple[Action, ...]:
    """The deeds that fill and send a refused form again, better; () where nothing says what would be better.

    `before` is the screen on which it was sent, `after` what came of it.
    """
    again = next((one for one in after.forms if one.key == form.key), None)
    if again is None:
        return ()
    corrections = dict(_corrections(before, after, again, persona))
    picked = tuple(left_empty(after, again))
    sent = submit(after, again)
    if sent is None or not (corrections or picked or _asks_for_more(before, after, form, again)):
        return ()
    return (*fill(after, again, persona, corrections), *picked, sent)


def is_beside(message: TextRun, field: Element) -> bool:
    """Whether a message stands next to a field, most likely under it."""
    box, said = field.box, message.box
    rows = said.y - (box.y + box.height), box.y - (said.y + said.height)
    columns = said.x - (box.x + box.width), box.x - (said.x + said.width)
    return max(rows) <= _BESIDE and max(columns) <= _BESIDE


def _corrections(before: Screen, after: Screen, form: Form, persona: Persona) -> Iterator[tuple[str, str]]:
    messages = refusals(before, after)
    for field in fields_of(after, form):
        said = " ".join(run.text for run in messages if _is_about(run, field, after))
        if said and (better := _better(field, said, persona, after.language)):
            yield field.key, better


def _is_about(message: TextRun, field: Element, screen: Screen) -> bool:
    """Whether a message means this field: it has words of its label, or stands beside it and beside no other."""
    label = {word.lower() for word in _WORD.findall(field.label or field.name)}
    words = {word.lower() for word in _WORD.findall(message.text)}
    if label & words:
        return True
    others = [one for one in screen.elements if one.form == field.form and one.key != field.key and one.visible]
    if any(words & {word.lower() for word in _WORD.findall(one.label)} for one in others):
        return False
    return _stands_at(message, field) and not any(
        _stands_at(message, one) and one.box.y > field.box.y for one in others if one.input_type
    )


def _stands_at(message: TextRun, field: Element) -> bool:
    """Whether a message stands in a field's line or right under it."""
    box, said = field.box, message.box
    if said.y < box.y + box.height - 4 and said.y + said.height > box.y + 4:
        gap = max(said.x - (box.x + box.width), box.x - (said.x + said.width))
        return gap <= _IN_LINE
    return said.y >= box.y + box.height - 4 and is_beside(message, field)


def _better(field: Element, said: str, persona: Persona, language: str) -> str:
    """A value that meets what is asked for, "" when nothing that can be met is."""
    demands = read_demands(said, language)
    meaning = meaning_of(field)
    if field.input_type == "file":
        return file_asked_for(field, said)
    if field.options or field.input_type in ("checkbox", "radio"):
        return ""
    if demands.taken and meaning in ("email", "username"):
        persona.token = new_token()
        return value_for(field, persona, language)
    if demands.date and (meaning in ("date", "birthday") or not meaning):
        wanted = demands.date
        return written(
            day_for(meaning or "birthday", 0), wanted.removeprefix("%J"), solar_hijri=wanted.startswith("%J")
        )
    if meaning == "phone":
        return _phone(demands, language)
    if (demands.least or demands.most) and not demands.counts_characters:
        return demands.least or demands.most
    return meet(demands, value_for(field, persona, language)) if demands.any else ""


def _phone(demands: Demands, language: str) -> str:
    number = person_of(language)["phone"]
    if demands.country_code:
        return number
    digits = re.sub(r"\D", "", number)
    if demands.longest is not None or demands.only_digits:
        return digits[-(demands.longest or 10) :]
    return "0" + digits[2:]


def _asks_for_more(before: Screen, after: Screen, form: Form, again: Form) -> bool:
    """Whether the form has fields now that it had not, or that had nothing to choose from before."""
    former = {element.key: len(element.options) for element in fields_of(before, form)}
    return any(former.get(element.key, -1) < len(element.options) for element in fields_of(after, again))
