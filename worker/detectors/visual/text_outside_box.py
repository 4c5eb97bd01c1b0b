"""Finds text that runs out of the card, button or box that is drawn around it."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kind_of, place, shown, template_pattern
from worker.observation.observation import Observation

META = Meta(
    id="text_outside_box",
    category=Category.VISUAL,
    severity=Severity.LOW,
    title="Text running out of its box",
    why="The box has a fixed width or height, or the text cannot wrap, so a longer text reaches beyond it.",
    fix="Use min-height instead of height, and let long words break (overflow-wrap: anywhere, min-width: 0).",
    tags=("wcag-1.4.4", "wcag-1.4.12"),
    references=("https://developer.mozilla.org/docs/Web/CSS/overflow-wrap",),
)

# Less is a letter's tail or a tight line. px.
BEYOND = 8
MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of box."""
    if observation.layout is None:
        return
    screen = observation.screen
    told: set[str] = set()
    for text in observation.layout.sticking_out:
        kind = kind_of(text.around)
        if kind in told or text.by < BEYOND or not any(letter.isalnum() for letter in text.text):
            continue
        told.add(kind)
        yield finding(
            META,
            observation,
            subject=f"{kind_of(text.key)} in {kind} on {template_pattern(screen.url)}",
            title=f"“{shown(text.text, 28)}” on {place(screen.url, 22)} runs out of its box",
            description=f"“{shown(text.text, 80)}” reaches {text.by:.0f} px beyond the box drawn around it at "
            f"{screen.viewport.width} px width. Expected: the box holds its text.",
            boxes=(text.box, text.around_box),
            element=element_pattern(text.key),
            details={"by_px": round(text.by), "viewport": str(screen.viewport)},
        )
        if len(told) == MOST:
            return
