"""Days that were picked from a calendar, and calendars that were turned over."""

from dataclasses import dataclass
from datetime import date

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class PickedDays(Experiment):
    """Days were picked in a time zone, each on a page opened anew: the day, and what the field said of it then."""

    page: str
    field: str
    zone: str
    picks: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class TurnedMonths(Experiment):
    """A calendar that shows one month was turned over once forward and once back: year and month each time."""

    page: str
    field: str
    months: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
