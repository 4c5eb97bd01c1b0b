"""Finds large parts of a page, and texts, that move without an end and without anything to stop them.

Told only where they move for people who asked their system for less motion as well, so that a page that respects the
setting is in order. Spinners while something loads, small decoration, and fading in place do not count.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown
from worker.observation.experiments.motion import ReducedMotion
from worker.observation.motion import Motion
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="endless_motion",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Motion that nobody can stop",
    why="An animation runs without an end, and the style sheet has no rule for prefers-reduced-motion.",
    fix="Stop it within @media (prefers-reduced-motion: reduce), and offer a button to pause it.",
    tags=("wcag-2.2.2", "wcag-2.3.3"),
    references=(
        "https://www.w3.org/WAI/WCAG22/Understanding/pause-stop-hide.html",
        "https://www.w3.org/WAI/WCAG22/Techniques/css/C39",
    ),
)

# Of the window; smaller things that move are decoration.
LARGE = 0.1
# A text that moves has to be read while it does.
FEWEST_WORDS = 4
_STOPS = re.compile(
    r"\b(pause|stop|play|hide|close|dismiss|motion|animation|anhalten|schließen|fermer|arrêter|detener|cerrar)|[⏸⏹✕×]",
    re.IGNORECASE,
)
MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each animation, the largest first."""
    for trial in observation.experiments:
        if not isinstance(trial, ReducedMotion) or _can_be_stopped(observation.screen):
            continue
        disturbing = sorted(filter(_disturbs, trial.moving), key=lambda one: -one.share)
        # Parts that one style moves are one bug.
        for motion in list({one.name or one.key: one for one in reversed(disturbing)}.values())[:MOST]:
            yield _found(observation, motion)


def _disturbs(motion: Motion) -> bool:
    return motion.moves and (motion.share >= LARGE or len(motion.text.split()) >= FEWEST_WORDS)


def _can_be_stopped(screen: Screen) -> bool:
    return any(one.visible and _STOPS.search(f"{one.name} {one.key}") for one in screen.elements)


def _found(observation: Observation, motion: Motion) -> Finding:
    what = f"“{shown(motion.text, 30)}”" if motion.text else "A large part"
    return finding(
        META,
        observation,
        subject=motion.name or element_pattern(motion.key),
        title=f"{what} moves on {place(observation.screen.url, 25)} without an end",
        description=f"{what} takes {motion.share:.0%} of the window and moves on and on"
        f"{f' (animation “{shown(motion.name, 40)}”)' if motion.name else ''}, also when the system asks for reduced "
        "motion, and nothing on the page stops it. It keeps people from reading, and makes some of them sick. "
        "Expected: it stops within five seconds, can be paused, or respects the setting.",
        boxes=(motion.box,),
        element=element_pattern(motion.key),
        details={"animation": motion.name, "share": round(motion.share, 2)},
    )
