"""Finds calendars whose field shows another day than the one that was picked.

Judged only where two days were picked, each is shown in a way that can mean one day alone, and both are off by the same
slip: a day, a month or a year. Anything else may be meant (a whole week, a range, another calendar).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.days import days_named
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.experiments.days import PickedDays
from worker.observation.observation import Observation

META = Meta(
    id="picked_day_is_shown",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Calendar that gives another day than the one picked",
    why="The day is made in one time zone and written in another (toISOString of a local midnight), or months are "
    "counted from 0 in one place and from 1 in another.",
    fix="Keep a day as year, month and day, and write it from these; count months from 1 wherever they are shown.",
    tags=("cwe-682",),
    references=("https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Date/toISOString",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each calendar."""
    for result in observation.experiments:
        if not isinstance(result, PickedDays) or len(result.picks) < 2:
            continue
        slips = {_slip(day, said) for day, said in result.picks}
        slip = slips.pop() if len(slips) == 1 else ""
        if slip:
            day, said = result.picks[0]
            yield finding(
                META,
                observation,
                subject=f"{mask(result.field)} on {path_pattern(result.page)}",
                page=result.page,
                title=f"“{shown(result.field, 24)}” shows {slip} than was picked ({place(result.page, 22)})",
                description=f"{day:%-d %B %Y} was picked from the calendar of “{shown(result.field, 40)}” by somebody "
                f"in the time zone {result.zone}, and the field said “{shown(said, 40)}”. Expected: that day.",
                details={day.isoformat(): said for day, said in result.picks},
            )


def _slip(picked: date, said: str) -> str:
    """How the day that is said differs from the one that was picked; "" where it does not, or nobody can tell."""
    meant = days_named(said)
    if len(meant) != 1 or picked in meant:
        return ""
    (other,) = meant
    if abs(other - picked) == timedelta(days=1):
        return f"a day {'earlier' if other < picked else 'later'}"
    months = (other.year - picked.year) * 12 + other.month - picked.month
    if other.day == picked.day and abs(months) in (1, 12):
        span = "month" if abs(months) == 1 else "year"
        return f"a {span} {'earlier' if months < 0 else 'later'}"
    return ""
