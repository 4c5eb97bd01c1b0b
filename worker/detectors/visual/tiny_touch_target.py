"""Finds controls too small to be hit by a finger, with others close by (WCAG 2.5.8)."""

import re
from collections.abc import Iterator
from math import hypot

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.markup import Node, tree
from worker.detectors.subjects import element_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Box, Element, Screen

META = Meta(
    id="tiny_touch_target",
    category=Category.VISUAL,
    severity=Severity.LOW,
    title="Control too small for a finger",
    why="The control has the size of its text or icon, and its neighbour begins right beside it.",
    fix="Give it a size of at least 24 by 24 px (better 44) by padding, or more room around it.",
    tags=("wcag-2.5.8",),
    references=("https://www.w3.org/WAI/WCAG22/Understanding/target-size-minimum.html",),
)

# WCAG 2.5.8, level AA: 24 by 24 CSS px, or a circle of that diameter on its middle that meets no other target('s
# circle).
SMALLEST = 24.0
# Layout rounds to fractions of a px.
ROUNDING = 0.5
# A line of text is higher than its letters; one that is lower than this share of them was shrunk as a whole.
SHRUNK = 0.7
MOST = 3
# The browser's own tick boxes and radio buttons are excepted ("user agent control").
_BROWSERS_OWN = frozenset(("checkbox", "radio", "range", "file", "color"))


# What stands in a line of text; a sign between two links is no word.
_INLINE = frozenset(
    ("abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp")
) | frozenset(("small", "span", "strong", "sub", "sup", "time", "u", "var"))
_WORD = re.compile(r"[^\W\d_]{2,}")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of control that is too small and too close to another."""
    screen = observation.screen
    if not screen.viewport.touch:
        return
    targets = [
        one
        for one in screen.elements
        if one.visible
        and one.enabled
        and not one.covered_by
        and min(one.box.width, one.box.height) > 1
        and one.role != "listener"  # nothing shows that it can be touched
        and not _is_shown_small(one, screen)
    ]
    seen: set[str] = set()
    for element in targets:
        if not _is_small(element) or _in_sentence(element, screen):
            continue
        neighbour = next((other for other in targets if other is not element and _too_close(element, other)), None)
        subject = element_pattern(element.key)
        if neighbour is None or subject in seen:
            continue
        seen.add(subject)
        name = f"“{shown(element.name, 30)}”" if element.name else f"A {element.role or 'control'}"
        size = f"{element.box.width:.0f} x {element.box.height:.0f} px"
        yield finding(
            META,
            observation,
            subject=subject,
            title=f"{name} is hard to hit with a finger on {place(screen.url, 30)}",
            description=f"{name} is {size} and stands right beside “{shown(neighbour.name or neighbour.role, 30)}”. "
            "Expected: at least 24 x 24 px, or room around it.",
            boxes=(element.box,),
            element=subject,
            details={"size": size, "viewport": str(screen.viewport)},
        )
        if len(seen) == MOST:
            return


def _is_shown_small(element: Element, screen: Screen) -> bool:
    """Whether it is part of something that is shown smaller than it is, or in depth, as in an overview of slides."""
    return any(
        run.turned or run.box.height < SHRUNK * run.font_size
        for run in screen.texts
        if run.key == element.key or _lies_in(run.box, element.box)
    )


def _lies_in(inner: Box, outer: Box) -> bool:
    x, y = inner.x + inner.width / 2, inner.y + inner.height / 2
    return outer.x <= x <= outer.x + outer.width and outer.y <= y <= outer.y + outer.height


def _is_small(element: Element) -> bool:
    small = min(element.box.width, element.box.height) < SMALLEST - ROUNDING
    return small and element.input_type not in _BROWSERS_OWN and element.tag != "option"


def _in_sentence(element: Element, screen: Screen) -> bool:
    """Whether it is a link in running text, which the criterion excepts: its block has words that are no link's, or a
    longer text goes on in the same line.
    """
    if element.role != "link":
        return False
    if any(_stands_among_words(node) for node in tree(screen.markup).find("a") if node.text == element.name):
        return True
    middle = element.box.y + element.box.height / 2
    for run in screen.texts:
        if run.key == element.key or (element.name not in run.text and len(run.text) <= len(element.name)):
            continue
        for line in run.lines or (run.box,):
            level = line.y <= middle <= line.y + line.height
            beside = line.x - 12 <= element.box.x + element.box.width and element.box.x <= line.x + line.width + 12
            if level and beside and len(run.text.split()) >= 2:
                return True
    return False


def _stands_among_words(link: Node) -> bool:
    block = link.parent
    while block is not None and block.tag in _INLINE:
        block = block.parent
    return block is not None and any(
        isinstance(part, str) and _WORD.search(part) for inline in _inline(block) for part in inline.children
    )


def _inline(block: Node) -> Iterator[Node]:
    """The block and what stands in its lines, without links and further blocks."""
    yield block
    for child in block.elements:
        if child.tag in _INLINE and not child.hidden:
            yield from _inline(child)


def _too_close(element: Element, other: Element) -> bool:
    if other.box == element.box or _contains(other.box, element.box) or _contains(element.box, other.box):
        return False
    x, y = element.box.x + element.box.width / 2, element.box.y + element.box.height / 2
    if _is_small(other):
        other_x, other_y = other.box.x + other.box.width / 2, other.box.y + other.box.height / 2
        return hypot(x - other_x, y - other_y) < SMALLEST - ROUNDING
    nearest_x = min(max(x, other.box.x), other.box.x + other.box.width)
    nearest_y = min(max(y, other.box.y), other.box.y + other.box.height)
    return hypot(x - nearest_x, y - nearest_y) < SMALLEST / 2 - ROUNDING


def _contains(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and outer.x + outer.width >= inner.x + inner.width
        and outer.y + outer.height >= inner.y + inner.height
    )
