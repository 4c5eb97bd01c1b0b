"""Finds text of which an ellipsis leaves next to nothing, so that it says nothing any more."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kind_of, part_of_page, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="unreadable_ellipsis",
    category=Category.VISUAL,
    severity=Severity.LOW,
    title="Text cut down to nothing",
    why="The text has to stay in one line in a place that is far too narrow for it.",
    fix="Let it wrap, give it more room at this width, or leave other things out first.",
    tags=("wcag-1.4.10",),
    references=("https://developer.mozilla.org/docs/Web/CSS/text-overflow",),
)

# With so few letters left nobody knows what a text of so many says.
LETTERS = 3
WHOLE = 8
MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of text."""
    if observation.layout is None:
        return
    screen = observation.screen
    told: set[str] = set()
    for text in observation.layout.shortened:
        kind = kind_of(text.key)
        if kind in told or text.letters > LETTERS or text.whole < WHOLE:
            continue
        told.add(kind)
        yield finding(
            META,
            observation,
            subject=part_of_page(text.key, screen.url),
            title=f"Of “{shown(text.text, 28)}” on {place(screen.url, 24)} next to nothing is left",
            description=f"An ellipsis leaves about {max(0, text.letters)} of the {text.whole} letters of "
            f"“{shown(text.text, 80)}” at {screen.viewport.width} px width. "
            "Expected: enough of it to tell what it says.",
            boxes=(text.box,),
            element=element_pattern(text.key),
            details={"letters": max(0, text.letters), "of": text.whole, "viewport": str(screen.viewport)},
        )
        if len(told) == MOST:
            return
