"""What to write into a field: data that fits its meaning and keeps its limits."""

import random
import re
from collections.abc import Iterator
from datetime import date
from math import ceil

from worker.explorer.forms.dates import NATIVE, day_for, day_in_text, native_moment
from worker.explorer.forms.meanings import meaning_of
from worker.explorer.forms.people import PERSIAN_DIGITS, in_persian_digits, person_of
from worker.explorer.forms.persona import Persona
from worker.explorer.pattern import text_matching
from worker.observation.screen import Element

# Accepted by every card number check (ISO/IEC 7812 check digit) and by no bank: the payment providers' common test
# number.
_TEST_CARD = "4242424242424242"
_NUMBERS = {
    "age": 34.0,
    "quantity": 2.0,
    "price": 20.0,
    "day": 12.0,
    "month": 4.0,
    "birth-year": 1990.0,
    "house-number": 12.0,
    "zip": 12345.0,
    "card-month": 12.0,
    "card-code": 123.0,
}
# The lower end of a range is asked for first.
_UPPER_END = re.compile(r"\b(max\w*|to|until|bis|hasta|jusqu\w*|most|upper)\b|تا|حداکثر", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\d{1,7}(?:[.,]\d{1,3})?\s*")
_NO_CHOICE = re.compile(
    r"^(?:-|–|—|\.\.\.|select|choose|please|pick|bitte|wähl|auswähl|eleg|elij|selec|escog|choisi|sélectionn|انتخاب)",
    re.IGNORECASE,
)


def value_for(
    element: Element, persona: Persona, language: str, *, beside: str = "", hints: str = "", place: int = 0
) -> str:
    """Data that the field should accept.

    `beside` are the words next to a field without a label, `hints` those around it; `place` is how many fields of its
    meaning stand before it in the form, for what must be in order (from and to).
    """
    meaning = meaning_of(element, beside)
    if element.options:
        return _option(element, meaning, persona.chance, language)
    if element.input_type in NATIVE or element.input_type == "time":
        return native_moment(element, meaning, place)
    if element.input_type in ("number", "range"):
        return _number(element, meaning, place)
    if element.input_type == "color":
        return "#3366cc"
    if meaning in ("date", "birthday"):
        said = f"{element.placeholder} {element.label} {element.name} {beside} {hints}"
        text = day_in_text(element, day_for(meaning, place), language, said)
    elif _wants_number(element, meaning):
        return _number(element, meaning, place)
    else:
        text = (None if meaning else persona.knows(element)) or _text(meaning, persona, language)
    if meaning in ("zip", "phone", "national-id", "card-number") and _writes_persian(element):
        text = in_persian_digits(text)
    return _within(element, text, persona.chance)


def _wants_number(element: Element, meaning: str) -> bool:
    """Whether a field that tells no meaning asks for digits, or holds a number, or shows one as its example."""
    if meaning not in ("", "name", "subject", "message"):
        return False
    shows = any(_NUMBER.fullmatch(text) for text in (element.value, element.placeholder))
    return element.tag == "input" and not element.pattern and (element.input_mode in ("numeric", "decimal") or shows)


def _text(meaning: str, persona: Persona, language: str) -> str:
    person = person_of(language)
    match meaning:
        case "email":
            return f"anna.{persona.token}@example.com"
        case "password":
            return persona.password
        case "username":
            return f"anna{persona.token}"
        case "name":
            return f"{person['given-name']} {person['family-name']}"
        case "search":
            return persona.search_word()
        case "card-number":
            return _TEST_CARD
        case "card-expiry":
            return f"12/{(date.today().year + 2) % 100:02}"
        case "card-year":
            return str(date.today().year + 2)
        case "card-code" | "one-time-code":
            return "123" if meaning == "card-code" else "123456"
        case "url":
            return "https://example.com/"
        case "time":
            return "10:30"
        case "coupon":
            return "WELCOME10"
        case _ if meaning in _NUMBERS and meaning not in person:
            return f"{_NUMBERS[meaning]:g}"
        case _:
            return person.get(meaning) or person["subject"]


def _writes_persian(element: Element) -> bool:
    """Whether the field shows by its example or pattern that it takes the digits of Persian and no others."""
    if element.pattern and re.search(r"\\d|0-9", element.pattern):
        return False
    return any(digit in PERSIAN_DIGITS for digit in element.placeholder + element.pattern)


def _within(element: Element, text: str, chance: random.Random) -> str:
    """The text made to keep the field's own limits: pattern first, then lengths."""
    if element.pattern and not _matches(element.pattern, text):
        fitting = next((one for one in _common_forms(text) if _matches(element.pattern, one)), None)
        text = fitting or text_matching(element.pattern, chance) or text
    if element.min_length is not None and len(text) < element.min_length:
        text += "a" * (element.min_length - len(text))
    if element.max_length is not None and element.max_length >= 0:
        text = text[: element.max_length]
    return text


def _common_forms(text: str) -> Iterator[str]:
    """Other ways to write the same: digits alone, in groups, with a nought for the country's code, other dates."""
    digits = re.sub(r"\D", "", text)
    yield digits
    yield " ".join(re.findall(".{1,4}", digits))
    yield "".join(letter for letter in text if letter.isalnum())
    if text.startswith("+"):
        for code in (1, 2, 3):
            yield "0" + digits[code:]
            yield digits[code:]
            local = digits[code:]
            yield f"{local[:3]}-{local[3:6]}-{local[6:]}"
            yield f"({local[:3]}) {local[3:6]}-{local[6:]}"
        yield f"00{digits}"
    if parts := re.fullmatch(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})", text):
        for mark in "./-":
            yield mark.join(parts.groups())
            yield mark.join((parts[2], parts[1], parts[3]))
            yield mark.join(reversed(parts.groups()))
            yield mark.join((parts[3], parts[1], parts[2]))
    yield in_persian_digits(text)
    yield in_persian_digits(digits)
    yield text.lower()
    yield text.upper()
    yield text.partition(" ")[0]


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return True


def _option(element: Element, meaning: str, chance: random.Random, language: str) -> str:
    """The person's own country or state, else any option that is not the empty one."""
    real = [option for option in element.options if option.strip() and not _NO_CHOICE.match(option)]
    person = person_of(language)
    own = (person.get(meaning), person.get(f"{meaning}-code")) if meaning in ("country", "state") else ()
    if home := next((option for option in real if option in own), ""):
        return home
    others = [option for option in real if option != element.value]
    return chance.choice(others or real or list(element.options))


def _number(element: Element, meaning: str, place: int) -> str:
    least = _float(element.minimum)
    most = _float(element.maximum)
    step = _float(element.step) or 1.0
    base = least if least is not None else 0.0
    wanted = _NUMBERS.get(meaning, 2.0)
    if place or _UPPER_END.search(f"{element.label} {element.field_name}".replace("_", " ")):
        wanted *= 2 if meaning == "price" else 1
    value = base + ceil((max(wanted, base) - base) / step) * step
    if most is not None and value > most:
        value = base + ((most - base) // step) * step if most >= base else most
    return f"{value:.10g}"


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
