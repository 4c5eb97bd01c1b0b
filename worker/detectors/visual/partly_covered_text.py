"""Finds text whose letters something opaque cuts, though nothing floats above the page on purpose."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kind_of, mask, part_of_page, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="partly_covered_text",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Text that something lies over",
    why="Another element stands in the same place (absolute position, negative margin, z-index) and hides letters.",
    fix="Give both a place of their own, or let the text end where the other begins.",
    tags=("wcag-1.4.10",),
    references=("https://developer.mozilla.org/docs/Web/CSS/z-index",),
)

# What covers by design, comes and goes, or shows one of several at a time.
_BY_DESIGN = re.compile(
    r"dialog|modal|overlay|backdrop|drawer|popover|popup|tooltip|menu|dropdown|toast|snack|notif|cookie|consent|gdpr|"
    r"chat|widget|sticky|fixed|loader|spinner|curtain|captcha|slide|carousel|swiper|slick|owl|ribbon|badge|canvas|"
    r"video|iframe|sidebar|parallax|splide|marquee|switch|toggle|placeholder|label",
    re.IGNORECASE,
)
MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of text."""
    if observation.layout is None:
        return
    screen = observation.screen
    if any(element.region in ("dialog", "menu") and element.visible for element in screen.elements):
        return
    told: set[str] = set()
    # Two controls in one place are another rule's.
    collided = {box for pair in observation.layout.collisions for box in (pair.box, pair.other_box)}
    for text in observation.layout.partly_covered:
        kind = f"{kind_of(text.key)} under {mask(text.cover)}"
        if text.cover_box in collided:
            continue
        if kind in told or _BY_DESIGN.search(text.cover) or not any(letter.isalnum() for letter in text.text):
            continue
        told.add(kind)
        yield finding(
            META,
            observation,
            subject=_cause(text.key, text.cover, screen.url),
            title=f"“{shown(text.text, 28)}” on {place(screen.url, 22)} is partly covered",
            description=f"{text.cover} lies over a part of “{shown(text.text, 80)}” at {screen.viewport.width} px "
            "width and hides letters. Expected: the whole text can be read.",
            boxes=(text.box, text.cover_box),
            element=element_pattern(text.key),
            details={"cover": text.cover, "viewport": str(screen.viewport)},
        )
        if len(told) == MOST:
            return


def _cause(key: str, cover: str, url: str) -> str:
    """What of the page covers what: a part with a class or an id of its own does so on all pages for one reason."""
    part = mask(cover).partition(' "')[0]
    if "." in part or "#" in part:
        return f"{kind_of(key)} under {part}"
    return f"{part_of_page(key, url)} under {mask(cover)}"
