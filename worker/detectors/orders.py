"""Whether values stand in an order that a person would call one: by number, by day, or by letter."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from worker.detectors.amounts import number

_NUMBER = re.compile(
    r"^(?P<outer>[+−-]?)\s?(?P<before>[^\d\s+−-]{0,4})\s?(?P<sign>[+−-]?)(?P<number>\d[\d.,'\s]*)\s?"
    r"(?P<after>[^\d]{0,12})$"
)
_MINUS = ("-", "−")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC_DAY = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_WORDED_DAY = re.compile(
    r"^(?:[^\W\d_]+\.?,?\s)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?\s(?:de\s)?(?P<month>[^\W\d_]{3,12})\.?,?\s(?:de\s)?|"
    r"(?P<month_first>[^\W\d_]{3,12})\.?\s(?P<day_after>\d{1,2})(?:st|nd|rd|th)?,?\s)(?P<year>\d{4})",
    re.IGNORECASE,
)
_TIME = re.compile(r"[\s,T·|-]*\d{1,2}:\d\d")
_MONTHS = (
    "jan ene", "feb fév fev", "mar mär", "apr avr abr", "may mai", "jun juin", "jul juil", "aug aoû aou ago", "sep",
    "oct okt", "nov", "dec dez déc dic",
)  # fmt: skip
# What Unicode does not take apart into a letter and a mark.
_STROKES = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
_NOTHING = frozenset(("", "-", "–", "—", "n/a", "none", "unknown"))
# So many different words are names and not the steps of a scale (low, medium, high), which has an order of its own.
FEWEST_NAMES = 5


def out_of_order(
    values: Sequence[str], rising: bool | None = None, language: str = ""
) -> tuple[str, str, str] | tuple[()] | None:
    """The kind of value ("number", "date", "text") and the first two in the wrong order; () when all are in order, None
    when they cannot tell.

    Without `rising` either direction is an order.
    """
    told = [value.strip() for value in values if value.strip().lower() not in _NOTHING]
    if len(told) < 0.8 * len(values) or len(set(told)) < 3:
        return None
    if numbers := _numbers(told):
        return _wrong("number", told, numbers, rising)
    days = [read for read in (_days(told, month_first=False), _days(told, month_first=True)) if read is not None]
    if days:
        return _wrong("date", told, days, rising)
    if len(set(told)) < max(FEWEST_NAMES, 0.8 * len(told)) or not all(value[0].isalpha() for value in told):
        return None
    return _wrong("text", told, [[key(value) for value in told] for key in word_keys(language)], rising)


def is_text_order(values: Sequence[str]) -> bool:
    """Whether values stand in the order of their characters, whichever way."""
    return list(values) in (sorted(values), sorted(values, reverse=True))


def _wrong(kind: str, told: Sequence[str], readings: Sequence[Sequence[Any]], rising: bool | None) -> Any:
    """The first pair that is wrong by every reading, and in both directions where either is right."""
    pairs: list[tuple[str, str]] = []
    for reading in readings:
        ups = [place for place, (one, other) in enumerate(pairwise(reading)) if one > other]
        downs = [place for place, (one, other) in enumerate(pairwise(reading)) if one < other]
        wrong = ups if rising else downs if rising is False else min(ups, downs, key=len)
        if not wrong:
            return ()
        pairs.append((told[wrong[0]], told[wrong[0] + 1]))
    return (kind, *pairs[0])


def _numbers(told: Sequence[str]) -> list[list[Decimal]]:
    """The numbers, when all are and count the same (one currency, one unit), by each way to read "1,234"; else [].

    Where some are negative, by their size alone as well: the largest may be what was spent.
    """
    matches = [found for value in told if (found := _NUMBER.match(value)) is not None]
    if len(matches) < len(told) or len({(one["before"], one["after"].strip().lower()) for one in matches}) > 1:
        return []
    readings: list[list[Decimal]] = []
    for read in (number, _with_decimals):
        try:
            values = [read(one["number"].strip()) for one in matches]
        except InvalidOperation:
            continue
        negative = [one["outer"] in _MINUS or one["sign"] in _MINUS for one in matches]
        readings.append([-value if below else value for below, value in zip(negative, values, strict=True)])
        if any(negative):
            readings.append(values)
    return readings


def _with_decimals(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _days(told: Sequence[str], *, month_first: bool) -> list[tuple[date, str]] | None:
    """The days with the time that follows them, if one does, when all are."""
    found = [day_of(value, month_first=month_first) for value in told]
    return [(one[0], _time(one[1])) for one in found if one is not None] if all(found) else None


def _time(rest: str) -> str:
    """What else stands beside a day ("2 days late") orders nothing."""
    return rest if _TIME.match(rest) else ""


def day_of(value: str, *, month_first: bool) -> tuple[date, str] | None:
    """The day that a text begins with, and its rest; `month_first` decides what "03/04/2024" is."""
    try:
        if found := _ISO.match(value):
            return date(int(found[1]), int(found[2]), int(found[3])), value[found.end() :]
        if found := _NUMERIC_DAY.match(value):
            day, month = (found[2], found[1]) if month_first else (found[1], found[2])
            return date(int(found[3]), int(month), int(day)), value[found.end() :]
        if found := _WORDED_DAY.match(value):
            month = _month(found["month"] or found["month_first"])
            return date(int(found["year"]), month, int(found["day"] or found["day_after"])), value[found.end() :]
    except ValueError:
        return None
    return None


def _month(word: str) -> int:
    """The month's number. Raises ValueError for a word that is none."""
    for place, beginnings in enumerate(_MONTHS, 1):
        if any(word.lower().startswith(one) for one in beginnings.split()):
            return 7 if word.lower().startswith("juil") else place
    raise ValueError(word)


def _plain(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )


def _letters(text: str) -> str:
    return re.sub(r"^(the|a|an|der|die|das|le|la|les|el)\s+|[^\w]", "", _plain(text))


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Digits as numbers: "Item 9" before "Item 10"."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", _plain(text)) if part]


def _last_word(text: str) -> str:
    """People are often listed by their family name."""
    return _plain(text).rpartition(" ")[2]


def _as_in_phone_books(text: str) -> str:
    """German names: ä as ae."""
    return _plain(text.casefold().translate({ord(one): f"{one}e" for one in "äöü"}))


def _without_strokes(text: str) -> str:
    """As the Unicode collation has it: a letter with a stroke is that letter, and two written as one are two."""
    return _plain(text.casefold().translate(_STROKES))


def _with_letter_after_n(text: str) -> str:
    """Spanish: ñ is a letter after n."""
    return "n\uffff".join(map(_plain, unicodedata.normalize("NFC", text.casefold()).split("ñ")))


# Collations differ in accents, and whether spaces and marks count: wrong is only what is wrong by all of them.
_BY_LETTERS: tuple[Callable[[str], Any], ...] = (
    *(_plain, _letters, _natural, _last_word, _as_in_phone_books, _without_strokes, _with_letter_after_n),
)
# In these languages no letter stands behind z, and capital letters do not stand before all small ones.
_WITHOUT_LETTERS_AFTER_Z = frozenset(("en", "de", "es", "fr", "it", "pt", "nl"))


def word_keys(language: str) -> tuple[Callable[[str], Any], ...]:
    """The ways in which words may be in order in a language (a code such as "de"), or in whichever it is."""
    return _BY_LETTERS if language in _WITHOUT_LETTERS_AFTER_Z else (str, str.casefold, *_BY_LETTERS)
