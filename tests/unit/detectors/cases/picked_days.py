"""Days that were picked from calendars, and calendars that were turned over."""

from datetime import date

from tests.unit.detectors.building import ORIGIN, observation, screen
from tests.unit.detectors.cases.case import Case, bad, good
from worker.observation.experiments.days import PickedDays, TurnedMonths
from worker.observation.observation import Observation

PAGE = f"{ORIGIN}/book"


def picked(first: str, second: str) -> Observation:
    """What the field said after 22 and 31 December 2026 were picked."""
    picks = ((date(2026, 12, 22), first), (date(2026, 12, 31), second))
    return observation(screen("/book"), PickedDays(PAGE, "Arrival", "Europe/Berlin", picks))


def turned(*months: tuple[int, int]) -> Observation:
    first, following, returned = months
    return observation(screen("/book"), TurnedMonths(PAGE, "Arrival", (first, following, returned)))


CASES: tuple[Case, ...] = (
    bad("picked_day_is_shown", "the day before", picked("2026-12-21", "2026-12-30")),
    bad("picked_day_is_shown", "the year of the week", picked("22. Dezember 2027", "31 déc. 2027")),
    good("picked_day_is_shown", "the day in several formats", picked("12/22/2026", "Thu Dec 31 2026")),
    good("picked_day_is_shown", "the day in Russian, and in two digits", picked("22 декабря 2026", "31.12.26")),
    good("picked_day_is_shown", "another calendar", picked("۱۴۰۵/۱۰/۰۱", "1405/10/10")),
    good("picked_day_is_shown", "what may be meant otherwise", picked("11/12/2026", "12/11/2026")),
    good("picked_day_is_shown", "the week of the day", picked("2026-12-21", "2026-12-28")),
    good("picked_day_is_shown", "a range", picked("2026-12-21 – 2026-12-23", "2026-12-30 – 2027-01-01")),
    bad("calendar_turns_by_months", "a month is skipped", turned((2027, 1), (2027, 3), (2027, 2))),
    bad("calendar_turns_by_months", "it does not come back", turned((2026, 12), (2027, 1), (2026, 11))),
    good("calendar_turns_by_months", "over the turn of the year", turned((2026, 12), (2027, 1), (2026, 12))),
    good("calendar_turns_by_months", "arrows for years", turned((2026, 12), (2027, 12), (2026, 12))),
)
