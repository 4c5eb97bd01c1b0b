"""Finds text in exactly the colour of what is behind it. axe leaves such text to a person, as it may be meant to hide.

Certain for the words of a control that can be used, which nobody hides; anything else a person should look at.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kind_of, part_of_page, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Box, Element, Screen, TextRun

META = Meta(
    id="invisible_text",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Text in the colour of its background",
    why="Only one of the two colours was set, or a theme changed one of them.",
    fix="Set colour and background together, with a contrast of at least 4.5 to 1.",
    tags=("wcag-1.4.3",),
    references=("https://www.w3.org/WAI/WCAG22/Understanding/contrast-minimum.html",),
)

# Smaller ones are not meant to be read.
SMALLEST_FONT = 6.0
MOST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of text."""
    screen = observation.screen
    told: set[str] = set()
    for run in screen.texts:
        kind = kind_of(run.key)
        if kind in told or not _is_lost(run):
            continue
        told.add(kind)
        control = _control(run, screen)
        yield finding(
            META,
            observation,
            subject=part_of_page(run.key, screen.url),
            title=f"“{shown(run.text, 30)}” on {place(screen.url, 25)} has the colour of its background",
            description=f"“{shown(run.text, 80)}” is there and nobody can see it: its colour is that of what is behind "
            f"it{', though it can be clicked' if control else ''}. Expected: it can be read.",
            boxes=(run.box,),
            element=element_pattern(run.key),
            severity=Severity.HIGH if control else META.severity,
            certain=control is not None,
            details={"text": run.text[:200], "viewport": str(screen.viewport)},
        )
        if len(told) == MOST:
            return


def _is_lost(run: TextRun) -> bool:
    words = any(letter.isalnum() for letter in run.text)
    return run.vanishes and words and not run.covered and not run.clipped and run.font_size >= SMALLEST_FONT


def _control(run: TextRun, screen: Screen) -> Element | None:
    """The control that these are the words of, when it can be used; a field's own text is hidden by other means."""
    return next(
        (
            element
            for element in screen.elements
            if element.visible
            and element.enabled
            and element.role in ("button", "link", "tab", "menuitem")
            and element.region != "dialog"
            and run.text.casefold() in element.name.casefold()
            and _within(run.box, element.box)
        ),
        None,
    )


def _within(inner: Box, outer: Box) -> bool:
    x, y = inner.x + inner.width / 2, inner.y + inner.height / 2
    return outer.x <= x <= outer.x + outer.width and outer.y <= y <= outer.y + outer.height
