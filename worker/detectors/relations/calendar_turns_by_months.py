"""Finds calendars that skip a month when they are turned over, or do not come back.

Only calendars that show one month at a time and were turned by arrows that worked in both directions are judged.
"""

from calendar import month_name
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.experiments.days import TurnedMonths
from worker.observation.observation import Observation

META = Meta(
    id="calendar_turns_by_months",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Calendar that skips a month",
    why="A month is added to the 29th, 30th or 31st of a month, which overflows into the month after the next "
    "(setMonth), or one touch is heard twice.",
    fix="Turn over from the first of the month, and listen once to each arrow.",
    tags=("cwe-682",),
)

# Farther than this an arrow is for years.
_FARTHEST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each calendar."""
    for result in observation.experiments:
        if not isinstance(result, TurnedMonths):
            continue
        first, following, returned = (12 * year + month for year, month in result.months)
        ahead, astray = following - first, abs(returned - first)
        if not 0 < ahead <= _FARTHEST or returned == following or astray > _FARTHEST or (ahead == 1 and not astray):
            continue
        names = [f"{month_name[month]} {year}" for year, month in result.months]
        wrong = "skips a month" if ahead > 1 else "does not come back"
        yield finding(
            META,
            observation,
            subject=f"{mask(result.field)} on {path_pattern(result.page)}",
            page=result.page,
            title=f"The calendar of “{shown(result.field, 24)}” {wrong} ({place(result.page, 22)})",
            description=f"It showed {names[0]}, after it was turned forward {names[1]}, and after it was turned back "
            f"{names[2]}. Expected: the next month, then the first again.",
            details={"months": ", ".join(names)},
        )
