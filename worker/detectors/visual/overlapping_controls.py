"""Finds two controls that share a part of their places, so that a click on one may hit the other.

A button inside a field or a card belongs there, and neighbours of one make may overlap as a design.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kinds_on, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="overlapping_controls",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Controls lying over each other",
    why="Absolute positions, negative margins or fixed sizes put two controls in one place at this width.",
    fix="Give each its own place, and let them wrap where the width does not hold both.",
    tags=("wcag-2.5.8",),
    references=("https://developer.mozilla.org/docs/Web/CSS/flex-wrap",),
)

MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each pair of kinds."""
    if observation.layout is None:
        return
    screen = observation.screen
    told: set[str] = set()
    for pair in observation.layout.collisions:
        subject = kinds_on(screen.url, screen.viewport.width, pair.first, pair.second)
        if subject in told or not pair.first_name or not pair.second_name:
            continue
        told.add(subject)
        first, second = f"“{shown(pair.first_name, 20)}”", f"“{shown(pair.second_name, 20)}”"
        yield finding(
            META,
            observation,
            subject=subject,
            title=f"{first} and {second} lie over each other on {place(screen.url, 22)}",
            description=f"The controls {first} and {second} share a part of their places at {screen.viewport.width} px "
            "width, so that a click may hit the wrong one. Expected: each has its own place.",
            boxes=(pair.box, pair.other_box),
            element=element_pattern(pair.first),
            details={"viewport": str(screen.viewport)},
        )
        if len(told) == MOST:
            return
