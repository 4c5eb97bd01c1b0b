"""Finds places that look broken in the picture of the page, as a small network sees them where no geometry tells: text
that something cuts through or that lies over other text, inside drawings and frames.

What it finds a person should look at. How often it is right on sites that it never saw is in
`worker/pictures/model/model_card.md`, by kind; kinds that it does not see well enough are not told.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, template_pattern
from worker.detectors.visual import overlapping_text
from worker.observation.appearance import Blemish
from worker.observation.observation import Observation
from worker.observation.screen import Box

META = Meta(
    id="broken_look",
    category=Category.VISUAL,
    severity=Severity.LOW,
    title="Place that looks broken",
    why="The picture of the page looks here as pages do whose layout or pictures are broken.",
    fix="Look at the outlined place at this size of the window.",
    references=("https://developer.mozilla.org/docs/Learn_web_development/Howto/Solve_CSS_problems",),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of blemish is called, and the score from which on it is told."""

    words: str
    expected: str
    least: float


KINDS = {
    "overlap": Kind("text lies over other text", "each text can be read", 0.9994),
    "covered": Kind("something cuts through text", "the whole text can be read", 0.9905),
}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind, where nothing on the screen explains or already tells it."""
    screen = observation.screen
    if any(element.region in ("dialog", "menu") and element.visible for element in screen.elements):
        return
    for blemish in observation.blemishes:
        kind = KINDS.get(blemish.kind)
        if kind is None or blemish.score < kind.least or _is_told(blemish, observation):
            continue
        yield finding(
            META,
            observation,
            subject=f"{blemish.kind} on {template_pattern(screen.url)}",
            title=f"It seems that {kind.words} on {place(screen.url, 30)}",
            description=f"In the outlined place it seems that {kind.words}, at {screen.viewport.width} px width. "
            f"Expected: {kind.expected}.",
            boxes=(blemish.box,),
            certain=False,
            details={"kind": blemish.kind, "score": blemish.score, "viewport": str(screen.viewport)},
        )


def _is_told(blemish: Blemish, observation: Observation) -> bool:
    """Whether a rule that knows the place by its geometry speaks of it: a picture that did not come, covered or cut
    text, text over text.
    """
    screen, layout = observation.screen, observation.layout
    pictures = [one.box for one in screen.pictures if one.complete and one.natural_width == 0]
    cut = [one.box for one in screen.overflows if one.kind == "container"]
    covered = [one.box for one in layout.partly_covered] if layout else []
    boxes = (*pictures, *cut, *covered, *overlapping_text.places(screen))
    return any(_meet(blemish.box, box) for box in boxes)


def _meet(one: Box, other: Box) -> bool:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across > 0 and down > 0
