"""What forms forbid in words alone: a star at a label, "max. 200 characters" below a field, a label that wants an
e-mail address and nothing else.

A rule counts only where it can be read in one way. Forms that look for something, or narrow a list, may pass over what
they do not understand, and are left alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from worker.explorer.experiments.trials import Trial
from worker.explorer.forms import fields_of, meaning_of
from worker.explorer.forms.dates import BIRTHDAY, date_format, impossible_day
from worker.explorer.forms.demands import is_advice, read_demands, told_lengths
from worker.explorer.forms.hints import hints_of
from worker.explorer.forms.meanings import words_beside
from worker.explorer.forms.needed import marked_as_needed
from worker.explorer.forms.sure_meanings import sure_meaning
from worker.observation.screen import Element, Form, Screen

_TEXTS = frozenset(("text", "", "textarea", "tel"))
_NOT_LEFT_EMPTY = frozenset(("select", "file", "radio", "hidden", "password", "range", "color"))
_WRONG = {
    "email": ("an e-mail address", "not-an-address"),
    "url": ("a web address", "no address"),
    "phone": ("a phone number", "no phone at all"),
    "zip": ("a postal code", "!?!?"),
}
# Of these some take anything; only where one must be given it must be one.
_WHERE_NEEDED = frozenset(("phone", "zip"))
_NUMBERS = {
    "age": "an age",
    "count": "a number of people or things",
    "quantity": "a quantity",
    "price": "a price",
    "size": "an amount that cannot be negative",
}
# By their label alone these are numbers; a quantity may be "two cups", a price "on request".
_ALWAYS_NUMBERS = frozenset(("age", "count"))
# What a form may be about alone; another number alone may as well be added to something, or taken off.
_ALONE = frozenset(("size",))
_IS_NUMBER = re.compile(r"\W*(?:e\.g\. |z\.\s?B\. |p\.\s?ej\. )?\d+(?:[.,]\d+)?\W*")
_AT_MOST = re.compile(
    r"(?:\bat most|\bmax(?:imum|\.)?(?: of)?|\bno more than|\bup to|höchstens|\bmaximal|\bbis zu|como máximo|\bhasta|"
    r"\bau plus|jusqu.à|حداکثر)\s*:?\s*(\d{1,4})(?![\d.,]*\d)(?!\s*(?:char|zeichen|caract|letters|%|[€$£]))",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"(?<![\d.,])(\d{1,4})\s+(?:[^\W\d_]+\s+)?(?:left|available|remaining|in stock|übrig|frei|verfügbar|auf lager|"
    r"disponibles?|restantes?|restants?|باقی)\b",
    re.IGNORECASE,
)
_LONGEST_ROOM = 60
_SPACES = "   "
# A screen tells no more of what a field holds.
_LONGEST = 480
_SHORTEST = 2
_LETTERS = "Annabel Bethany Cordelia Dorothea Eleanor Felicity "
_LOOKS_FOR = re.compile(
    r"search|filter|find|show|calculat|estimate|check availab|such|finden|anzeigen|berechn|busc|mostrar|calcul|"
    r"recherch|trouver|afficher|جستجو|فیلتر|محاسبه|نمایش",
    re.IGNORECASE,
)


def told_trials(screen: Screen, form: Form) -> Iterator[Trial]:
    """What the words at the form's fields forbid."""
    fields = fields_of(screen, form)
    if looks_for_something(screen, form, fields):
        return
    hints, needed = hints_of(screen), marked_as_needed(screen)
    several = len(fields) > 1
    for field in fields:
        said = hints.get(field.key, ())
        is_needed = bool(needed.get(field.key)) or field.required
        yield from _of_need(field, needed.get(field.key, ""))
        if field.pattern or field.input_type not in (*_TEXTS, "number"):
            continue
        sure = sure_meaning(field, words_beside(screen, field))
        if several or sure not in _NUMBERS or sure in _ALONE:
            yield from _of_meaning(field, sure, said, is_needed=is_needed)
            yield from _of_number(field, sure)
            yield from _of_room(field, sure, said, screen)
        yield from _of_day(field, sure, said, screen.language)
        yield from _of_length(field, said)


def looks_for_something(screen: Screen, form: Form, fields: list[Element]) -> bool:
    """Whether a form searches, filters or reckons, so that nothing is kept of what is typed into it."""
    button = screen.element(form.submit)
    words = f"{button.name if button else ''} {form.name}"
    searches = any(meaning_of(field) == "search" or field.input_type == "search" for field in fields)
    return searches or (form.method == "get" and not form.scripted) or _LOOKS_FOR.search(words) is not None


def told_order(screen: Screen, first: Element, second: Element, hints: Mapping[str, Sequence[str]]) -> bool:
    """Whether two text fields, one after the other, say that they want days."""
    both = (first, second)
    return all(one.input_type in _TEXTS and not one.pattern for one in both) and all(
        date_format(" ".join(hints.get(one.key, ())), screen.language) for one in both
    )


def limits_told(field: Element, said: Sequence[str]) -> tuple[int | None, int | None]:
    """The fewest and the most characters that words ask of a field in which nothing stands yet."""
    if field.value or field.input_type not in _TEXTS or field.tag not in ("input", "textarea"):
        return None, None
    shortest, longest = told_lengths(said)
    shortest = shortest if shortest is not None and _SHORTEST <= shortest <= _LONGEST else None
    longest = longest if longest is not None and _SHORTEST < longest < _LONGEST else None
    return shortest, longest


def words_of_length(length: int) -> str:
    """Words of that many characters together, with no space at the end, which may be cut off."""
    text = (_LETTERS * (length // len(_LETTERS) + 1))[:length]
    return text if not text.endswith(" ") else f"{text[:-1]}a"


def _of_need(field: Element, words: str) -> Iterator[Trial]:
    if field.input_type in _NOT_LEFT_EMPTY or field.tag == "select":
        return
    if words and not field.required:
        yield Trial(field.key, "required", words, "", told=True)
    free = field.input_type in _TEXTS and field.tag in ("input", "textarea") and not field.pattern
    if free and (words or field.required):
        yield Trial(field.key, "blank", words or "required", _SPACES, told=True)


def _of_meaning(field: Element, sure: str, said: Sequence[str], *, is_needed: bool) -> Iterator[Trial]:
    if field.input_type not in _TEXTS or field.tag != "input":
        return
    if sure in _WRONG and (is_needed or sure not in _WHERE_NEEDED):
        yield Trial(field.key, "type", *_WRONG[sure], told=True)
        return
    read = read_demands(" ".join(text for text in said if not is_advice(text)))
    if read.only_digits and not (read.only_letters or read.no_signs):
        yield Trial(field.key, "type", "digits only", "abcdef", told=True)
    elif read.only_letters and not (read.only_digits or read.no_signs):
        yield Trial(field.key, "type", "letters only", "123456", told=True)
    elif sure in _ALWAYS_NUMBERS or (sure in _NUMBERS and _holds_number(field)):
        yield Trial(field.key, "type", _NUMBERS[sure], "abcdef", told=True)


def _of_number(field: Element, sure: str) -> Iterator[Trial]:
    certain = field.input_type == "number" or sure in _ALWAYS_NUMBERS or _holds_number(field)
    if sure in _NUMBERS and certain and not field.minimum:
        yield Trial(field.key, "minimum", _NUMBERS[sure], "-5", told=True)


def _of_room(field: Element, sure: str, said: Sequence[str], screen: Screen) -> Iterator[Trial]:
    """More than there is, or than one may have."""
    if sure not in ("count", "quantity") or field.maximum or not (field.input_type == "number" or _holds_number(field)):
        return
    told = _rooms(said, _AT_MOST, _LEFT) or _rooms(screen.text.splitlines(), _LEFT)
    if len(told) == 1:
        words, most = told.popitem()
        yield Trial(field.key, "maximum", words, str(most + 1), told=True)


def _rooms(texts: Iterable[str], *patterns: re.Pattern[str]) -> dict[str, int]:
    """How many there are or may be, by the words that say so."""
    found = ((" ".join(text.split()), pattern.search(text)) for text in texts for pattern in patterns)
    return {words: int(one[1]) for words, one in found if one is not None and len(words) <= _LONGEST_ROOM}


def _of_day(field: Element, sure: str, said: Sequence[str], language: str) -> Iterator[Trial]:
    words = " ".join(said)
    if field.input_type not in _TEXTS or field.tag != "input" or meaning_of(field) not in ("date", "birthday"):
        return
    if sure == "birthday" or date_format(words, language):
        year = BIRTHDAY.year if meaning_of(field) == "birthday" else date.today().year + 1
        yield Trial(field.key, "day", "a day that there is", impossible_day(field, language, words, year), told=True)


def _of_length(field: Element, said: Sequence[str]) -> Iterator[Trial]:
    shortest, longest = limits_told(field, said)
    if shortest is not None and field.min_length is None:
        yield Trial(field.key, "min_length", f"at least {shortest} characters", "a" * (shortest - 1), told=True)
    if longest is not None and field.max_length is None:
        yield Trial(field.key, "max_length", f"at most {longest} characters", words_of_length(longest + 1), told=True)


def _holds_number(field: Element) -> bool:
    """Whether a number stands in a field, or is its example."""
    return any(text and _IS_NUMBER.fullmatch(text) for text in (field.value, field.placeholder))
