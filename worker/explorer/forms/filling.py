"""The deeds that fill a form as a whole and send it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from worker.explorer.forms.demands import Demands, meet, read_demands
from worker.explorer.forms.files import files_for
from worker.explorer.forms.for_everybody import is_for_everybody
from worker.explorer.forms.meanings import meaning_of, words_beside
from worker.explorer.forms.persona import Persona
from worker.explorer.forms.picked_days import picks
from worker.explorer.forms.targets import target_of
from worker.explorer.forms.values import value_for
from worker.explorer.purposes import Purpose, serves
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import Action, ActionKind

_DRAWN_LIST = "drawn list"
_UNTYPED = frozenset(("submit", "button", "reset", "image", "hidden", _DRAWN_LIST))
_WHO_ONE_IS = frozenset(("email", "username", "password"))
_SECRET = frozenset(("password", "card-number", "card-code"))
# Fields that want the same as the one before.
_AGAIN = re.compile(
    r"confirm|repeat|again|re-?(?:type|enter)|verify|wiederhol|bestätig|repet|repit|confirma|répét|ressaisi|تکرار|ت[أا]یید",
    re.IGNORECASE,
)
# Rules for a field stand no farther from it than a few lines, px.
_RULES_WITHIN = 140.0
_BESIDE_WITHIN = 400.0


def fill(
    screen: Screen, form: Form, persona: Persona, corrections: Mapping[str, str] | None = None
) -> tuple[Action, ...]:
    """The deeds that fill a form's fields, without sending it.

    `corrections` are values, by the keys of their fields, that somebody has thought about better.
    """
    deeds: list[Action] = []
    places: Counter[str] = Counter()
    keeps_account = _edits_account(screen, form)
    former: tuple[Element, Action] | None = None
    for element in fields_of(screen, form):
        beside = words_beside(screen, element)
        kind = meaning_of(element, beside) if element.input_type not in ("date", "time") else element.input_type
        corrected = (corrections or {}).get(element.key)
        if keeps_account and corrected is None and kind in _WHO_ONE_IS and (element.value or not element.required):
            continue
        if corrected is None and is_for_everybody(element) and (element.value or not element.required):
            continue
        repeated = former and repeats(element, former[0]) and former[1].value
        action = filled(
            element,
            persona,
            screen.language,
            value=corrected or repeated or _by_rules(screen, element, persona, beside, places[kind]),
            beside=beside,
            hints=said_about(screen, element) if kind in ("date", "birthday") or element.input_type == "file" else "",
            place=places[kind],
        )
        places[kind] += 1
        if action is not None:
            deeds.append(action)
            former = (element, action) if action.kind is ActionKind.TYPE else former
    return (*deeds, *_choices(screen, form), *picks(screen, form))


def _edits_account(screen: Screen, form: Form) -> bool:
    """Whether it changes by what one signs in, and holds that already: who types another name or password is locked
    out.
    """
    button = screen.element(form.submit)
    held = (one for one in map(screen.element, form.fields) if one is not None and one.value.strip())
    return (
        button is not None
        and serves(Purpose.SAVE, button.name)
        and any(meaning_of(one) in ("email", "username") for one in held)
    )


def _choices(screen: Screen, form: Form) -> Iterator[Action]:
    """The deeds that choose something in lists that a script draws."""
    for element in map(screen.element, form.fields):
        if element is not None and element.input_type == _DRAWN_LIST and element.visible and element.enabled:
            yield Action(ActionKind.CHOOSE, target_of(element))


def submit(screen: Screen, form: Form, *, skip_browser_validation: bool = False) -> Action | None:
    """The deed that sends a form: its button, else Enter in its last typed field; None when neither is there."""
    button = screen.element(form.submit)
    if button is not None and button.visible:
        return Action(ActionKind.CLICK, target_of(button), skip_browser_validation=skip_browser_validation)
    typed = [element for element in fields_of(screen, form) if element.tag == "input"]
    return (
        Action(ActionKind.PRESS, target_of(typed[-1]), "Enter", skip_browser_validation=skip_browser_validation)
        if typed
        else None
    )


def filled(
    element: Element,
    persona: Persona,
    language: str,
    *,
    value: str = "",
    beside: str = "",
    hints: str = "",
    place: int = 0,
) -> Action | None:
    """The deed that gives one field a fitting value (or this one), or None when it is fine as it stands."""
    if element.input_type == "file":
        return Action(ActionKind.UPLOAD, target_of(element), value or files_for(element, beside, hints))
    if element.input_type in ("checkbox", "radio"):
        return None if element.checked else Action(ActionKind.CHECK, target_of(element), "on")
    value = value or value_for(element, persona, language, beside=beside, hints=hints, place=place)
    if element.tag == "select" or (
        element.options and element.role in ("combobox", "listbox") and element.tag != "input"
    ):
        return Action(ActionKind.CHOOSE, target_of(element), value) if value and value != element.value else None
    secret = element.input_type == "password" or meaning_of(element, beside) in _SECRET
    return Action(ActionKind.TYPE, target_of(element), value, secret=secret)


def fields_of(screen: Screen, form: Form) -> list[Element]:
    """The form's fields that a person can fill, rich text within it too; of radio buttons with one name only the
    first.
    """
    fields: list[Element] = []
    groups: set[str] = set()
    for key in form.fields:
        element = screen.element(key)
        if element is None or not element.enabled or element.read_only or element.input_type in _UNTYPED:
            continue
        if not element.visible and element.input_type not in ("checkbox", "radio", "file"):
            continue
        if element.input_type == "radio":
            if element.field_name in groups:
                continue
            groups.add(element.field_name)
        fields.append(element)
    return fields + _rich_texts(screen, fields, screen.element(form.submit))


def said_about(screen: Screen, element: Element) -> str:
    """The words around a field that may be rules for it: its label and example, and what stands close below or above
    it.
    """
    near = [run.text for run in screen.texts if _is_near(run.box.x, run.box.y, run.box.height, element)]
    return " ".join((element.label, element.placeholder, *near))


def repeats(element: Element, former: Element) -> bool:
    """Whether a field asks for what was just typed once more."""
    words = f"{element.label} {element.name} {element.field_name} {element.placeholder}"
    same = element.input_type == former.input_type and meaning_of(element) in ("", meaning_of(former))
    # password1 and password2, as frameworks call them.
    stem = _stem(element) if element.field_name != former.field_name else ""
    numbered = element.input_type == "password" and bool(stem) and stem == _stem(former)
    return same and (numbered or bool(_AGAIN.search(words))) and not element.pattern


def _stem(field: Element) -> str:
    return field.field_name.rstrip("0123456789").rstrip("-_.")


def _by_rules(screen: Screen, element: Element, persona: Persona, beside: str, place: int) -> str:
    """A new password by the rules that stand beside it; "" for anything else, which says its rules itself."""
    if element.input_type != "password" or "current-password" in element.autocomplete:
        return ""
    rules = read_demands(said_about(screen, element), screen.language)
    kinds = Demands(
        rules.shortest, rules.longest, rules.digit, rules.upper, rules.lower, rules.sign, no_signs=rules.no_signs
    )
    return meet(kinds, value_for(element, persona, screen.language, beside=beside, place=place)) if kinds.any else ""


def _is_near(x: float, y: float, height: float, element: Element) -> bool:
    box = element.box
    beside = box.x - _BESIDE_WITHIN <= x <= box.x + box.width + _BESIDE_WITHIN
    return beside and box.y - _RULES_WITHIN / 2 <= y and y + height <= box.y + box.height + _RULES_WITHIN


def _rich_texts(screen: Screen, fields: list[Element], button: Element | None) -> list[Element]:
    """Editable areas that belong to no form by their markup and stand between the form's fields and its button."""
    if not fields or button is None:
        return []
    top = min(field.box.y for field in fields)
    return [
        one
        for one in screen.elements
        if one.role == "textbox" and one.tag not in ("input", "textarea") and one.visible and not one.read_only
        if not one.form
        if top <= one.box.y and one.box.y + one.box.height <= button.box.y + button.box.height
    ]
