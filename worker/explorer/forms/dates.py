"""Dates as fields want them: what format a field asks for, and days written in it."""

import re
from datetime import date, timedelta

from worker.explorer.forms.people import PERSIAN_DIGITS, in_latin_digits, in_persian_digits, person_of
from worker.observation.screen import Element

# The formats of the browser's own date fields (HTML, "Dates and times").
NATIVE = {"date": "%Y-%m-%d", "datetime-local": "%Y-%m-%dT10:30", "month": "%Y-%m", "week": "%G-W%V"}
BIRTHDAY = date(1990, 4, 12)
_DAYS_AHEAD = 7
# "DD.MM.YYYY", "TT.MM.JJJJ", "jj/mm/aaaa", "MM/DD/YY".
_LETTERS = re.compile(
    r"(?<!\w)(d{1,2}|t{1,2}|jj?|m{1,2}|y{4}|y{2}|j{4}|a{4})([./\- ]\s?)(d{1,2}|t{1,2}|jj?|m{1,2})\2(d{1,2}|t{1,2}|y{4}|"
    r"y{2}|j{4}|a{4})(?!\w)",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?!\d)")
# Years of the Solar Hijri calendar, which Persian pages use, as they are now.
_SOLAR_HIJRI = range(1300, 1500)
# From the first day of the year -1595 of that calendar, with which a cycle begins, to the day before 1 January 1.
_DAYS_BEFORE = 356032


def date_format(said: str, language: str = "en") -> str:
    """The format (of strftime) that words ask for by letters ("DD.MM.YYYY") or by an example ("31.12.1990"), else "".

    "%J" in front of it stands for years of the Solar Hijri calendar.
    """
    if letters := _LETTERS.search(said):
        mark = letters[2]
        parts = [_part(letters[place]) for place in (1, 3, 4)]
        if sorted(part.lower() for part in parts) == ["%d", "%m", "%y"]:
            return mark.join(parts)
    example = _EXAMPLE.search(in_latin_digits(said))
    return _format_of(example, language) if example else ""


def day_in_text(element: Element, day: date, language: str, said: str) -> str:
    """A day as a text field wants it, by what is said of it, else as the language writes it."""
    wanted = date_format(said, language)
    solar = wanted.startswith("%J") or (language[:2] == "fa" and not wanted)
    text = written(day, (wanted or person_of(language)["date"]).removeprefix("%J"), solar_hijri=solar)
    return in_persian_digits(text) if any(digit in PERSIAN_DIGITS for digit in element.placeholder) else text


def impossible_day(element: Element, language: str, said: str, year: int) -> str:
    """A day that no month has, as a text field wants days: 31 February, or 31 of the month that has 30 in both
    calendars where either may be meant.
    """
    wanted = date_format(said, language)
    solar = wanted.startswith("%J") or language[:2] == "fa"
    parts = (wanted or person_of(language)["date"]).removeprefix("%J")
    if solar:
        year = _solar_hijri(date(year, 6, 1))[0]
    text = parts.replace("%d", "31").replace("%m", "11" if solar else "02")
    text = text.replace("%Y", f"{year:04}").replace("%y", f"{year % 100:02}")
    return in_persian_digits(text) if any(digit in PERSIAN_DIGITS for digit in element.placeholder) else text


def day_for(meaning: str, place: int) -> date:
    """A grown-up's birthday, or a day soon; of several days in a form each is later than the one before."""
    return BIRTHDAY if meaning == "birthday" else date.today() + timedelta(days=_DAYS_AHEAD + 3 * place)


def native_moment(element: Element, meaning: str, place: int) -> str:
    """What the browser's own field holds, within its limits."""
    if element.input_type == "time":
        return _within(element, f"{10 + min(place, 10)}:30")
    return _within(element, day_for(meaning, place).strftime(NATIVE[element.input_type]))


def written(day: date, wanted: str, *, solar_hijri: bool = False) -> str:
    """A day in a format of strftime."""
    if not solar_hijri:
        return day.strftime(wanted)
    year, month, day_of_month = _solar_hijri(day)
    return wanted.replace("%Y", f"{year:04}").replace("%m", f"{month:02}").replace("%d", f"{day_of_month:02}")


def _within(element: Element, text: str) -> str:
    if element.minimum and text < element.minimum:
        return element.minimum
    return element.maximum if element.maximum and text > element.maximum else text


def _part(letters: str) -> str:
    first = letters[0].lower()
    if first == "m":
        return "%m"
    if len(letters) == 4:
        return "%Y"
    return "%y" if first == "y" else "%d"


def _format_of(example: re.Match[str], language: str) -> str:
    first, mark, second, third = example[1], example[2], example[3], example[4]
    if len(first) == 4:
        return ("%J" if int(first) in _SOLAR_HIJRI else "") + mark.join(("%Y", "%m", "%d"))
    year = "%Y" if len(third) == 4 else "%y"
    american = person_of(language)["date"].startswith("%m")
    month_first = int(second) > 12 or (mark == "/" and int(first) <= 12 and american)
    return mark.join(("%m", "%d", year) if month_first else ("%d", "%m", year))


def _solar_hijri(day: date) -> tuple[int, int, int]:
    """Year, month and day of the Solar Hijri calendar, by its cycle of 33 years (right from 1799 to 2256)."""
    cycles, days = divmod(day.toordinal() + _DAYS_BEFORE, 12053)
    fours, days = divmod(days, 1461)
    # The first year of four has the leap day.
    further, days = divmod(days - 1, 365) if days > 365 else (0, days)
    year = 33 * cycles + 4 * fours + further - 1595
    if days < 186:
        return year, 1 + days // 31, 1 + days % 31
    return year, 7 + (days - 186) // 30, 1 + (days - 186) % 30
