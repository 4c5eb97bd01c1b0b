"""Finds calendars whose days stand under other weekdays than they fall on, and days that are written with another.

Judged where a month is shown whole, with its name and year and the seven weekdays over its days, and all days are off
by as much; or where several days on one page are.
"""

import re
from calendar import day_name
from collections.abc import Iterator, Sequence
from datetime import date

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.days import days_named, month_named
from worker.detectors.subjects import place, shown, template_pattern
from worker.detectors.weekdays import weekdays_named, whole_weekday
from worker.observation.observation import Observation
from worker.observation.screen import Box, Screen, TextRun

META = Meta(
    id="weekdays_fit_days",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Days under the wrong weekday",
    why="The names of the weekdays begin with another day than the weeks below them, or a day is read in another time "
    "zone than it is written in.",
    fix="Derive both the names and the columns from the same first day of the week, and write a day in the time zone "
    "in which it is meant.",
    tags=("cwe-682",),
)

_WEEK = 7
_FEWEST_DAYS = 20
# The name of the month stands so near above the weekdays, and the weeks so near below. px.
_ABOVE = 220
_BELOW = 900
_SAME_LINE = 6
_DAY = re.compile(r"\d{1,2}")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 60
_FEWEST_WRITTEN = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the first calendar, one for what is written."""
    screen = observation.screen
    for days, weekdays in _months(screen.texts):
        off = {(weekdays[day] - day.weekday()) % _WEEK for day in days}
        if len(days) >= _FEWEST_DAYS and len(off) == 1 and 0 not in off:
            first = min(days)
            yield _found(observation, "calendar", first, weekdays[first], (days[first],))
            break
    written = _written(screen)
    if len({day for day, *_ in written}) >= _FEWEST_WRITTEN and len({off for _, _, off, _ in written}) == 1:
        day, weekday, _, run = written[0]
        yield _found(observation, "written", day, weekday, (run.box,), run.text)


def _months(texts: Sequence[TextRun]) -> Iterator[tuple[dict[date, Box], dict[date, int]]]:
    """Of each month that is shown: where its days stand, and under which weekdays."""
    for header, weekdays in _headers(texts):
        first, last, line = header[0].box, header[-1].box, header[0].box.y
        left, right = sorted((_middle(first), _middle(last)))
        room = (right - left) / (_WEEK - 1) / 2
        beside = [one for one in texts if left - room <= _middle(one.box) <= right + room]
        above = [one for one in beside if 0 <= line - one.box.y <= _ABOVE and month_named(one.text)]
        month = month_named(max(above, key=lambda one: one.box.y).text) if above else None
        below = [one for one in beside if 0 < one.box.y - line <= _BELOW and _DAY.fullmatch(one.text.strip())]
        if month is None:
            continue
        boxes: dict[date, Box] = {}
        columns: dict[date, int] = {}
        for one in _in_order(below):
            nearest = min(range(_WEEK), key=lambda place: abs(_middle(header[place].box) - _middle(one.box)))
            try:
                day = date(*month, int(one.text))
            except ValueError:
                break
            boxes[day], columns[day] = one.box, weekdays[nearest]
        yield boxes, columns


def _headers(texts: Sequence[TextRun]) -> Iterator[tuple[list[TextRun], list[int]]]:
    """Seven texts on one line that name the weekdays, from left to right, with the weekdays."""
    for line in _lines([one for one in texts if one.text.strip()]):
        ordered = sorted(line, key=lambda one: one.box.x)
        for start in range(len(ordered) - _WEEK + 1):
            part = ordered[start : start + _WEEK]
            names = [one.text for one in part]
            if weekdays := weekdays_named(names) or weekdays_named(names[::-1])[::-1]:
                yield part, weekdays


def _in_order(numbers: Sequence[TextRun]) -> Iterator[TextRun]:
    """The days of the month from the first on, line by line; what else has a number, such as the last days of the month
    before, is passed over.
    """
    following = 1
    for line in _lines(numbers):
        for one in sorted(line, key=lambda one: int(one.text)):
            if int(one.text) == following:
                following += 1
                yield one


def _lines(texts: Sequence[TextRun]) -> list[list[TextRun]]:
    """Texts that stand at one height together, from above."""
    lines: list[list[TextRun]] = []
    for one in sorted(texts, key=lambda one: one.box.y):
        if lines and one.box.y - lines[-1][0].box.y <= _SAME_LINE:
            lines[-1].append(one)
        else:
            lines.append([one])
    return lines


def _written(screen: Screen) -> list[tuple[date, int, int, TextRun]]:
    """Days that are written with another weekday than they fall on: the day, that weekday, how far that is off."""
    found: list[tuple[date, int, int, TextRun]] = []
    for run in screen.texts:
        named = [number for word in _WORD.findall(run.text) if (number := whole_weekday(word)) is not None]
        days = days_named(run.text) if len(named) == 1 and len(run.text) <= _LONGEST else ()
        for day in days if len(days) == 1 else ():
            off = (named[0] - day.weekday()) % _WEEK
            if off == 0:
                return []  # one that is right speaks for all
            found.append((day, named[0], off, run))
    return found


def _middle(box: Box) -> float:
    return box.x + box.width / 2


def _found(
    observation: Observation, kind: str, day: date, weekday: int, boxes: tuple[Box, ...], text: str = ""
) -> Finding:
    url = observation.screen.url
    told = (
        f"“{shown(text, 50)}” is written there" if text else f"{day} stands under {day_name[weekday]} in the calendar"
    )
    return finding(
        META,
        observation,
        subject=f"{kind} on {template_pattern(url)}",
        title=f"{day} is shown as a {day_name[weekday]} on {place(url, 35)}",
        description=f"On {place(url)} {told}, but {day} is a {day_name[day.weekday()]}. The other days are off by as "
        "much. Expected: each day under its own weekday.",
        boxes=boxes,
        details={"day": str(day), "shown": day_name[weekday]},
    )
