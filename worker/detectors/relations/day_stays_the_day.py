"""Finds days that turn into the day before or after for people in another time zone: birthdays, deadlines, arrivals.

Only days that the page's own data names without a time of day are judged; a moment is rightly another day elsewhere.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.places import Elsewhere
from worker.observation.observation import Observation

META = Meta(
    id="day_stays_the_day",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Day that is another one in another time zone",
    why="A day without a time is read as midnight in one time zone and written in another (new Date('2024-03-10') is "
    "midnight UTC).",
    fix="Write days without a time zone (timeZone: 'UTC' in Intl.DateTimeFormat, or Temporal.PlainDate), and keep "
    "zones for moments.",
    tags=("cwe-682",),
    references=(
        "https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Date#date_time_string_format",
    ),
)

_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? ?", re.IGNORECASE)
_HOUR = re.compile(r"\d{1,2}:\d\d|\b\d{1,2} ?[ap]\.?m\b|\bago\b|\bin \d", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each page."""
    for seen in observation.experiments:
        if not isinstance(seen, Elsewhere) or not seen.is_zone:
            continue
        shifted = next((pair for pair in seen.changed if _is_shifted(pair, seen.days)), None)
        if shifted is None:
            continue
        home, there = (shown(line, 60) for line in shifted)
        yield finding(
            META,
            observation,
            subject=path_pattern(observation.screen.url),
            title=f"A day becomes another one in another time zone, on {place(observation.screen.url, 30)}",
            description=f"What reads “{home}” in UTC reads “{there}” in {seen.place}, although the data names a day "
            "without a time. Expected: the same day everywhere.",
            details={"home": shifted[0][:200], "there": shifted[1][:200], "zone": seen.place},
        )


def _is_shifted(pair: tuple[str, str], days: tuple[str, ...]) -> bool:
    """Whether the lines differ by one of the days being a day off, and in nothing else."""
    home, there = (_WEEKDAY.sub("", line) for line in pair)
    if _HOUR.search(home):
        return False
    for day in days:
        try:
            named = date.fromisoformat(day)
        except ValueError:
            continue
        for other in (named - timedelta(days=1), named + timedelta(days=1)):
            for one, moved in zip(_written(named), _written(other), strict=True):
                if re.search(rf"(?<!\d){re.escape(one)}(?!\d)", home) and there == home.replace(one, moved):
                    return True
    return False


def _written(day: date) -> tuple[str, ...]:
    """The usual ways to write a day in English, always in this order."""
    month, short, year, number = day.strftime("%B"), day.strftime("%b"), day.year, day.day
    return (
        day.isoformat(),
        f"{month} {number}",
        f"{short} {number}",
        f"{number} {month}",
        f"{number} {short}",
        f"{day.month}/{number}/{year}",
        f"{day.month}/{number}/{year % 100:02}",
        f"{day.month:02}/{number:02}/{year}",
        f"{number:02}/{day.month:02}/{year}",
        f"{number:02}.{day.month:02}.{year}",
        f"{number}.{day.month}.{year}",
    )
