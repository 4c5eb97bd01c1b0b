"""Finds forms through which the Tab key goes against the way they are read.

Only a step straight up counts: from one field to another of the same form that stands above it in the same column.
Columns side by side, rows, and what floats may be walked in any order.
"""

from collections.abc import Iterator
from itertools import pairwise

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown
from worker.observation.experiments.keyboard import KeyboardJourney
from worker.observation.focus import FocusStop
from worker.observation.observation import Observation

META = Meta(
    id="focus_jumps",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Tab key that jumps back and forth in a form",
    why="The fields are placed by style (order, grid areas, absolute positions) or numbered by tabindex.",
    fix="Write the fields in the order they are read in, and use no tabindex above 0.",
    tags=("wcag-2.4.3",),
    references=(
        "https://www.w3.org/WAI/WCAG22/Understanding/focus-order.html",
        "https://www.w3.org/WAI/WCAG22/Techniques/failures/F44",
    ),
)

# Of the narrower one's width; less stands beside, not above.
OVERLAP = 0.5
# A form of fewer fields has no order to speak of.
FEWEST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each form."""
    for journey in observation.experiments:
        if not isinstance(journey, KeyboardJourney):
            continue
        told: set[str] = set()
        for here, there in pairwise(journey.stops):
            fields = {stop.number for stop in journey.stops if stop.form == here.form}
            if here.form not in told and len(fields) >= FEWEST and _goes_up(here, there):
                told.add(here.form)
                yield _found(observation, here, there)


def _goes_up(here: FocusStop, there: FocusStop) -> bool:
    if not here.form or here.form != there.form or here.number == there.number:
        return False
    if not (here.seen and there.seen) or here.floats or there.floats:
        return False
    if _is_round_trip(here, there):
        return False
    left, right = max(here.box.x, there.box.x), min(here.box.x + here.box.width, there.box.x + there.box.width)
    narrower = min(here.box.width, there.box.width)
    return there.box.y + there.box.height <= here.box.y and right - left >= OVERLAP * narrower


def _is_round_trip(here: FocusStop, there: FocusStop) -> bool:
    """Whether the focus only came round to the form's beginning again."""
    return there.number < here.number


def _found(observation: Observation, here: FocusStop, there: FocusStop) -> Finding:
    first, second = shown(here.name or here.tag, 22), shown(there.name or there.tag, 22)
    return finding(
        META,
        observation,
        subject=f"{here.form}: {element_pattern(here.key)}",
        title=f"After “{first}” the Tab key goes back up to “{second}” on {place(observation.screen.url, 20)}",
        description=f"“{second}” stands above “{first}” and gets the focus after it, although the form is read from "
        "top to bottom. Who fills it in by keyboard misses it or loses the place. "
        "Expected: the focus follows the order in which the fields stand.",
        boxes=(here.box, there.box),
        element=there.key,
        details={"form": here.form},
    )
