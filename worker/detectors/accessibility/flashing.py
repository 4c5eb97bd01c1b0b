"""Finds what flashes more than three times a second, which can bring on a seizure.

Told of animations of styles that take as much of the screen as matters (WCAG 2.2, 2.3.1: a quarter of ten degrees of
the field of view).
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown
from worker.observation.experiments.motion import ReducedMotion
from worker.observation.motion import Motion
from worker.observation.observation import Observation

META = Meta(
    id="flashing",
    category=Category.ACCESSIBILITY,
    severity=Severity.CRITICAL,
    title="Something that flashes",
    why="An animation changes its brightness many times a second.",
    fix="Let it change at most three times a second, or not at all.",
    tags=("wcag-2.3.1", "wcag-2.3.2"),
    references=("https://www.w3.org/WAI/WCAG22/Understanding/three-flashes-or-below-threshold.html",),
)

_MOST_A_SECOND = 3.0
# A window of 1024 x 768 px at the usual distance: 341 x 256 px are ten degrees of the field of view.
_SMALLEST_PX = 21_824


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each animation."""
    for trial in observation.experiments:
        if not isinstance(trial, ReducedMotion):
            continue
        for motion in {one.name or one.key: one for one in trial.moving if _is_dangerous(one)}.values():
            what = f"“{shown(motion.text, 30)}”" if motion.text else "A part"
            yield finding(
                META,
                observation,
                subject=motion.name or element_pattern(motion.key),
                title=f"{what} on {place(observation.screen.url, 25)} flashes {motion.flashes:.0f} times a second",
                description=f"{what} takes {motion.box.width:.0f} x {motion.box.height:.0f} px and goes from bright to "
                f"dark and back {motion.flashes:.1f} times a second. Expected: three times at most, for more can bring "
                "on a seizure.",
                boxes=(motion.box,),
                element=element_pattern(motion.key),
                details={"animation": motion.name, "flashes": round(motion.flashes, 1)},
            )


def _is_dangerous(motion: Motion) -> bool:
    return motion.flashes > _MOST_A_SECOND and motion.box.width * motion.box.height >= _SMALLEST_PX
