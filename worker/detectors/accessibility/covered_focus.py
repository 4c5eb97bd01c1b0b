"""Finds controls that lie under a header, footer or banner when the keyboard's focus comes to them.

Only what stays in place while the page scrolls, is opaque, and covers the control entirely, counts: a person can still
scroll what is covered in part. What a modal dialog covers should not get the focus at all, which is another rule.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown, words_of
from worker.observation.experiments.keyboard import KeyboardJourney
from worker.observation.focus import FocusStop
from worker.observation.observation import Observation

META = Meta(
    id="covered_focus",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Keyboard focus under something that floats",
    why="A sticky header, footer or banner lies over the part of the page that the browser scrolls the focus to.",
    fix="Give the page scroll-padding as high as what sticks to its edges, or let banners take room of their own.",
    tags=("wcag-2.4.11",),
    references=("https://www.w3.org/WAI/WCAG22/Understanding/focus-not-obscured-minimum.html",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each thing that floats."""
    for journey in observation.experiments:
        if not isinstance(journey, KeyboardJourney):
            continue
        covers: dict[str, list[FocusStop]] = {}
        for stop in journey.stops:
            if stop.covered_by and not stop.modal:
                covers.setdefault(element_pattern(stop.covered_by), []).append(stop)
        for cover, stops in covers.items():
            yield _found(observation, cover, stops)


def _found(observation: Observation, cover: str, stops: list[FocusStop]) -> Finding:
    first = stops[0]
    name = shown(first.name, 25) or first.tag
    over = shown(words_of(first.covered_by), 20)
    many = f"{len({stop.number for stop in stops})} controls get the focus" if len(stops) > 1 else "It gets the focus"
    return finding(
        META,
        observation,
        subject=cover,
        title=f"“{name}” has the focus and lies under “{over}” on {place(observation.screen.url, 20)}",
        description=f"{many} while “{over}” covers all of them. Who goes by the Tab key works on something that cannot "
        "be seen. Expected: what has the focus is scrolled to where a part of it shows.",
        boxes=tuple(stop.box for stop in stops[:3]),
        element=first.key,
        details={"controls": [stop.name for stop in stops[:10]], "cover": first.covered_by},
    )
