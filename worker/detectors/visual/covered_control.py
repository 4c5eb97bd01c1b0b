"""Finds controls that something else lies over, so that a click does not reach them."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import around, element_pattern, mask, path_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen

META = Meta(
    id="covered_control",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Control covered by something else",
    why="Another element lies over it (z-index, absolute positioning, an invisible layer) and takes the clicks.",
    fix="Move the covering element, or let it pass clicks on with pointer-events: none.",
    tags=("wcag-2.4.11",),
    references=("https://developer.mozilla.org/docs/Web/CSS/pointer-events",),
)

# What covers by design and can be closed or scrolled away from.
_BY_DESIGN = re.compile(
    r"dialog|modal|overlay|backdrop|scrim|drawer|popover|popup|tooltip|menu|dropdown|toast|snackbar|notification|"
    r"alert|cookie|consent|"
    r"gdpr|banner|chat|widget|header|nav|toolbar|sticky|fixed|footer|bar\b|loader|loading|spinner|curtain|captcha|"
    r"video|iframe|canvas|"
    # What begins with the control that closes it, in its words.
    r"\"(?:close\b|[×✕✖]|schließen|cerrar|fermer|بستن)",
    re.IGNORECASE,
)
# Is there for the keyboard alone, and comes up with the focus.
_SKIPS = re.compile(r"\bskip\b|zum inhalt|saltar|aller au|پرش به", re.IGNORECASE)
MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each control that cannot be reached by scrolling either, as far as the screen tells."""
    screen = observation.screen
    if any(element.region in ("dialog", "menu") and element.visible for element in screen.elements):
        return
    covered = [element for element in screen.elements if _is_covered(element, screen)]
    told: set[str] = set()
    for element in covered:
        if (subject := _subject(element, screen)) in told or len(told) == MOST:
            continue
        told.add(subject)
        name = f"“{shown(element.name, 30)}”" if element.name else f"A {element.role or 'control'} without a name"
        yield finding(
            META,
            observation,
            subject=subject,
            title=f"{name} on {place(screen.url, 30)} is covered and cannot be clicked",
            description=f"{element.covered_by} lies over {name}, so a click does not reach it at "
            f"{screen.viewport.width} px width. "
            "Expected: it can be clicked.",
            boxes=(element.box,),
            element=element_pattern(element.key),
            details={"covered_by": element.covered_by, "viewport": str(screen.viewport)},
        )


def _subject(element: Element, screen: Screen) -> str:
    """What lies over the links of a menu does so on all pages and in all languages for one reason."""
    here = f"{element_pattern(element.key)} under {mask(element.covered_by)} on {path_pattern(screen.url)}"
    return around(screen.viewport.width, element.key) or here


def _is_covered(element: Element, screen: Screen) -> bool:
    if not (element.covered_by and element.visible and element.in_viewport and element.enabled) or _BY_DESIGN.search(
        element.covered_by
    ):
        return False
    # Hidden by design: a native field under the drawn one that stands for it.
    hidden = element.input_type in ("checkbox", "radio", "file", "range", "color")
    if hidden or element.turned or element.under_layer or not element.name or element.role == "listener":
        return False
    if _SKIPS.search(element.name):
        return False
    # At the upper or lower edge of the viewport a fixed bar may lie over it; scrolling brings it out, but not at the
    # top of the page.
    top = element.box.y - screen.scroll_y
    scrolls = screen.page_height > screen.viewport.height + 1
    at_top = screen.scroll_y > 0 and top < 0.2 * screen.viewport.height
    at_bottom = top + element.box.height > 0.8 * screen.viewport.height
    return not (scrolls and (at_top or at_bottom))
