"""Days that texts name, in the formats and languages that fields show them in."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

_MONTHS = (
    "january jan januar jänner enero ene janvier janv gennaio gen janeiro januari январь января янв",
    "february feb februar febrero février févr fév febbraio fevereiro fev februari февраль февраля фев февр",
    "march mar märz mär marzo mars março maart mrt март марта мар",
    "april apr abril abr avril avr aprile апрель апреля апр",
    "may mai mayo maggio mag maio mei май мая",
    "june jun juni junio juin giugno giu junho июнь июня июн",
    "july jul juli julio juillet juil luglio lug julho июль июля июл",
    "august aug agosto ago août augustus август августа авг",
    "september sep sept septiembre septembre settembre set setembro сентябрь сентября сен сент",
    "october oct oktober okt octubre octobre ottobre ott outubro out октябрь октября окт",
    "november nov noviembre novembre novembro ноябрь ноября ноя нояб",
    "december dec dezember dez diciembre dic décembre déc dicembre dezembro december декабрь декабря дек",
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_TIME = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?:\s?[ap]\.?m\b\.?)?|(?:GMT|UTC)[+-]\d{1,4}", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<![\d.,])(\d{1,4})(?:\. ?|[/\-–]| / )(\d{1,2})(?:\. ?|[/\-–]| / )(\d{1,4})(?![\d])")
_WORD = re.compile(r"[^\W\d_]+")
_WORD_OR_NUMBER = re.compile(r"[^\W\d_]+|\d+")
# What stands between a day and its month: "4 de diciembre", "4th of December".
_BETWEEN = frozenset(("de", "of", "st", "nd", "rd", "th"))
_CENTURIES = range(1900, 2200)


_MONTH_AND_YEAR = re.compile(r"([^\W\d_]{3,})\.?,?\s+(?:del?\s+)?(\d{4})|(\d{4})\s+([^\W\d_]{3,})")


def month_named(text: str) -> tuple[int, int] | None:
    """The year and the month that a text names and nothing else ("November 2026"), None for any other text."""
    found = _MONTH_AND_YEAR.fullmatch(_in_latin_digits(text.strip()))
    if found is None:
        return None
    month = _NUMBER_OF.get((found[1] or found[4]).lower())
    return (int(found[2] or found[3]), month) if month else None


def days_named(text: str) -> frozenset[date]:
    """All days that a text can mean which names one day whole; empty where it names none, several, or half a day.

    "04/05/2026" means two. A year of another calendar is none that can be told.
    """
    plain = _TIME.sub(" ", _in_latin_digits(text))
    months = {number for word in _WORD.findall(plain.lower()) if (number := _NUMBER_OF.get(word))}
    if months:
        return frozenset(_by_name(plain, months.pop())) if len(months) == 1 else frozenset()
    numeric = [one.groups() for one in _NUMERIC.finditer(plain)]
    return frozenset(_by_numbers(*map(int, numeric[0]))) if len(numeric) == 1 else frozenset()


def names_day_of_month(text: str, day: date) -> bool:
    """Whether a text names this day and its month beside each other, of whatever year: "Friday, 4 December"."""
    words = [word for word in _WORD_OR_NUMBER.findall(_in_latin_digits(text).lower()) if word not in _BETWEEN]
    return any(
        number.isdecimal() and int(number) == day.day and _NUMBER_OF.get(month) == day.month
        for pair in pairwise(words)
        for number, month in (pair, pair[::-1])
    )


def _in_latin_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def _by_name(text: str, month: int) -> Iterator[date]:
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    years = [one for one in numbers if one in _CENTURIES]
    days = [one for one in numbers if one < 100]
    if len(years) == len(days) == 1 and len(numbers) == 2:
        yield from _day(years[0], month, days[0])


def _by_numbers(first: int, second: int, third: int) -> Iterator[date]:
    if first in _CENTURIES:
        yield from _day(first, second, third)
        yield from _day(first, third, second)
        return
    year = third if third in _CENTURIES else 2000 + third
    if year in _CENTURIES:
        yield from _day(year, second, first)
        yield from _day(year, first, second)
    if first < 100 and third < 100:  # "26-11-29" may begin with the year
        yield from _day(2000 + first, second, third)


def _day(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
