"""Forms that come up with what is stored, and what else their fields may hold."""

import re
from decimal import Decimal, InvalidOperation

from worker.detectors.addresses import is_for_editing
from worker.explorer.experiments.planning import Scene
from worker.explorer.forms import meaning_of, new_token
from worker.explorer.forms.for_everybody import is_for_everybody
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import ActionKind

TEXTS = frozenset(("text", "", "textarea"))
"""The kinds of fields for any text."""

# Where words of ours would lock somebody out, or be refused for what they are.
_NOT_OURS = frozenset(("email", "username", "phone", "url", "search", "one-time-code", "quantity"))
_ROOM = 24
# What is edited would be somewhere else then, or somebody else's, or seen by others.
_MOVES = re.compile(
    r"project|board|column|swim|folder|parent|categor|owner|assign|user|member|role|group|status|state\b|visib|privacy|"
    r"access|permission|publish|account|type|projekt|ordner|besitz|rolle|gruppe|sichtbar|proyecto|carpeta|dueño|rol\b|"
    r"grupo|estado|projet|dossier|propriétaire|rôle|groupe|statut|وضعیت|نقش|گروه|دسته",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d{1,7}(?:\.\d{1,2})?")
_FEWEST_CHOICES = 3
_MOST_CHOICES = 2
# What an empty field may be for that is used once and not kept.
_FLEETING = re.compile(
    r"(?<![a-z])(?:search|filter|add(?![a-z])|new(?![a-z])|comment|message|reply|reason|captcha|confirm|repeat|invite|"
    r"(?<!post )(?<!postal )(?<!zip )code|suche|neu|kommentar|nachricht|grund|buscar|nuev|añadir|comentario|mensaje|"
    r"motivo|recherche|nouve|ajout|commentaire|raison)|جستجو|جدید|نظر|پیام",
    re.IGNORECASE,
)


def holds_stored_values(scene: Scene, form: Form) -> bool:
    """Whether a form holds what is stored: values that nobody has typed just now, and a sending that may store."""
    if any(action.kind is ActionKind.TYPE for action in scene.observation.cause):
        return False
    fields = fields_in(scene.screen, form)
    asks_more = any(one.input_type == "file" or (one.input_type == "password" and one.required) for one in fields)
    if asks_more or (form.method == "get" and not form.scripted):
        return False
    # A new account may have told no more than its address, which forms to write to somebody are filled with, too; a
    # number may stand there before anybody has stored one.
    telling = {*TEXTS, "email", "number", "range"} if _is_to_edit(scene) else TEXTS
    texts = [one for one in fields if one.value.strip() and one.input_type in telling and not one.read_only]
    return bool(texts) and not any(meaning_of(one) == "search" or one.input_type == "search" for one in fields)


def _is_to_edit(scene: Scene) -> bool:
    """Whether the address says that something is edited here, or what was touched last."""
    last = scene.observation.cause[-1] if scene.observation.cause else None
    touched = last.target.name if last is not None and last.target else ""
    return is_for_editing(scene.screen.url) or serves(Purpose.EDIT, touched)


def way_to_form(scene: Scene, form: Form) -> tuple[Deed, ...]:
    """What somebody does to stand before a form in which anything may be tried: with an account of their own where it
    changes what an account holds, by which others may be called or come in.
    """
    return scene.alone(scene.way) if holds_stored_values(scene, form) else scene.way


def other_values(screen: Screen, form: Form) -> list[tuple[Element, str]]:
    """The fields that may hold other words or another number, with that."""
    found = [(one, _other_value(one)) for one in fields_in(screen, form) if one.visible and one.enabled]
    return [(one, value) for one, value in found if value]


def other_choices(screen: Screen, form: Form) -> list[tuple[Element, str]]:
    """The lists of which something else may be chosen as well, with that: whatever moves or gives away what is edited,
    or changes how all is shown, stays as it is.
    """
    found: list[tuple[Element, str]] = []
    for one in fields_in(screen, form):
        words = f"{one.label} {one.name} {one.field_name}"
        plain = one.tag == "select" and one.visible and one.enabled and not one.read_only
        if plain and one.value in one.options and not (is_for_everybody(one) or _MOVES.search(words)):
            others = [option for option in one.options if option.strip() and option != one.value]
            found += [(one, others[-1])] if others and len(others) + 1 >= _FEWEST_CHOICES else []
    return found[:_MOST_CHOICES]


def fields_in(screen: Screen, form: Form) -> list[Element]:
    """The fields of a form that are there."""
    return [one for key in form.fields if (one := screen.element(key)) is not None]


def _other_value(field: Element) -> str:
    """Another value as good as the one that stands there, "" when there may be none."""
    if field.read_only or field.pattern or meaning_of(field) in _NOT_OURS:
        return ""
    holds_amount = field.input_type in TEXTS and _AMOUNT.fullmatch(field.value.strip())
    if field.input_type in ("number", "range") or holds_amount:
        return _other_number(field)
    room = field.max_length is None or field.max_length < 0 or field.max_length >= _ROOM
    free = field.input_type in TEXTS and field.tag in ("input", "textarea") and field.role != "combobox"
    kept = field.value.strip() or not _FLEETING.search(f"{field.label} {field.name} {field.field_name}")
    return f"Lantern {new_token()}" if free and room and kept else ""


def _other_number(field: Element) -> str:
    try:
        value = Decimal(field.value.strip())
        highest = Decimal(field.maximum) if field.maximum else None
        step = Decimal(field.step) if field.input_type == "range" and field.step not in ("", "any") else Decimal(1)
    except InvalidOperation:
        return ""
    return str(value + step) if highest is None or value + step <= highest else str(value - step)
