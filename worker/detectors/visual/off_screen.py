"""Finds text and controls that stand partly beyond the upper or left edge of the page, where nobody can scroll to.

What stands wholly outside is hidden on purpose; languages written from right to left scroll the other way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kind_of, part_of_page, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Box, Screen

META = Meta(
    id="off_screen",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Content beyond the edge of the page",
    why="A negative margin or position, or centring of something larger than its place, moves it out of the page.",
    fix="Keep it inside: no negative offsets, and max-width: 100% for what is centred.",
    tags=("wcag-1.4.10",),
    references=("https://developer.mozilla.org/docs/Web/CSS/CSS_overflow",),
)

# As many px have to be lost to matter, and to be left, or it is hidden on purpose.
LOST = 8
LEFT = 16
# Larger letters are drawn as a picture; smaller are not meant to be read. px.
LARGEST_FONT = 80
SMALLEST_FONT = 6
# What waits at the edge until it has the focus.
_SKIPS = re.compile(
    r"(skip|jump|go) (directly )?(to|over)\b|zum (haupt)?inhalt|(aller|passer) au contenu|(ir|saltar) al", re.I
)
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "ps", "yi", "ckb", "dv")
MOST = 2


@dataclass(frozen=True, slots=True)
class _Thing:
    key: str
    name: str
    box: Box


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each thing of another kind."""
    screen = observation.screen
    told: set[str] = set()
    for thing in _things(screen):
        edge = _edge(thing.box)
        # What is further away than the window is wide was moved there on purpose.
        if (
            not edge
            or _lost(thing.box, edge) > screen.viewport.width
            or _SKIPS.match(thing.name)
            or kind_of(thing.key) in told
        ):
            continue
        told.add(kind_of(thing.key))
        lost = _lost(thing.box, edge)
        yield finding(
            META,
            observation,
            subject=f"{edge} {part_of_page(thing.key, screen.url)}",
            title=f"“{shown(thing.name, 26)}” on {place(screen.url, 22)} reaches beyond the {edge} edge",
            description=f"{lost:.0f} px of “{shown(thing.name, 80)}” are beyond the {edge} edge of the page at "
            f"{screen.viewport.width} px width, and nobody can scroll there. Expected: all of it can be seen.",
            boxes=(thing.box,),
            element=element_pattern(thing.key),
            details={"lost_px": round(lost), "viewport": str(screen.viewport)},
        )
        if len(told) == MOST:
            return


def _things(screen: Screen) -> Iterator[_Thing]:
    """Words and controls in the page's own flow; inside a frame other edges count."""
    if screen.language.lower().split("-")[0] in _RIGHT_TO_LEFT:
        return
    for run in screen.texts:
        readable = SMALLEST_FONT <= run.font_size <= LARGEST_FONT and any(letter.isalnum() for letter in run.text)
        if (
            readable
            and not run.layer
            and not (run.clipped or run.covered or run.turned)
            and "|" in run.key.split(":", 1)[0]
        ):
            yield _Thing(run.key, run.text, run.box)
    for element in screen.elements:
        stands_in_page = element.visible and not element.frame and not element.scrolls and not element.turned
        if stands_in_page and element.enabled and element.name and element.role != "listener":
            yield _Thing(element.key, element.name, element.box)


def _lost(box: Box, edge: str) -> float:
    return -(box.x if edge == "left" else box.y)


def _edge(box: Box) -> str:
    if box.x < -LOST and box.x + box.width > LEFT:
        return "left"
    if box.y < -LOST and box.y + box.height > LOST:
        return "upper"
    return ""
