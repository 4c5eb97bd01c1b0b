"""Finds content wider than the screen, and text that its box cuts off without meaning to."""

import re
from collections.abc import Iterator, Sequence

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, is_around, kind_of, path_pattern, place, shown, words_of
from worker.observation.observation import Observation
from worker.observation.screen import Overflow, Screen, TextRun

META = Meta(
    id="content_cut_off",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Content that is cut off",
    why="A fixed width or height is smaller than what stands in it.",
    fix="Use max-width: 100%, min-height instead of height, wrapping text, and a scroll container around wide tables.",
    tags=("wcag-1.4.10", "wcag-1.4.4"),
    references=("https://www.w3.org/WAI/WCAG22/Understanding/reflow.html",),
)

# A wide desktop page that scrolls sideways is often meant so.
PHONE_WIDTH = 480
TABLET_WIDTH = 800
# A pixel or two come from rounding and borders; this much can be seen.
WIDER_BY = 8
# Text loses at least part of a line from here on; descenders of tight lines are less.
CUT_BY = 6
# Of a line's height; of more the letters can be told.
HALF_A_LINE = 0.7
_SAYS_WIDTH = re.compile(r"<meta\b[^>]*\bname=[\"']?viewport", re.IGNORECASE)
# Bugs a page: the widest element, and the cut texts that differ in kind.
MOST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the element that makes the page too wide, and one for each kind of text that is cut."""
    screen = observation.screen
    if _is_laid_out_for_it(screen) and screen.page_width > screen.viewport.width + WIDER_BY:
        wide = [one for one in screen.overflows if one.kind == "page" and one.by > WIDER_BY]
        if wide:
            yield _too_wide(observation, max(wide, key=lambda one: one.by))
    cut: dict[str, list[Overflow]] = {}
    for one in screen.overflows:
        if one.kind == "container" and _is_cut(one, screen):
            cut.setdefault(kind_of(one.key), []).append(one)
    for kind, alike in [*cut.items()][:MOST]:
        yield _cut(observation, kind, alike)


def _cut(observation: Observation, kind: str, alike: Sequence[Overflow]) -> Finding:
    """All of one kind on a page, such as its captions, are cut off for one cause."""
    screen, first = observation.screen, alike[0]
    others = f" So are {len(alike) - 1} others like it." if len(alike) > 1 else ""
    return finding(
        META,
        observation,
        subject=f"cut {kind} on {path_pattern(screen.url)}",
        title=f"The text “{shown(first.text, 30)}” is cut off on {place(screen.url, 30)}",
        description=f"“{shown(first.text, 100)}” is larger by {first.by:.0f} px than the box around it, which hides "
        f"the rest.{others} Expected: all of it can be read, or an ellipsis says that there is more.",
        boxes=tuple(one.box for one in alike[:MOST]),
        element=element_pattern(first.key),
        details={"by_px": round(first.by), "viewport": str(screen.viewport), "texts": len(alike)},
    )


def _is_laid_out_for_it(screen: Screen) -> bool:
    """Whether a phone or a tablet shows the page at its own width; one that does not say so is shown whole, only
    smaller.
    """
    return screen.viewport.width <= TABLET_WIDTH and _SAYS_WIDTH.search(screen.markup) is not None


def _too_wide(observation: Observation, widest: Overflow) -> Finding:
    screen = observation.screen
    what = f"“{shown(widest.text, 30)}”" if widest.text else words_of(widest.key) or "an element"
    device = "phone" if screen.viewport.width <= PHONE_WIDTH else "tablet"
    return finding(
        META,
        observation,
        subject=f"wide {_part(widest.key, screen.url)}",
        title=f"{place(screen.url, 30)} is wider than a {device}'s screen: {what}",
        description=f"At {screen.viewport.width} px the page is {screen.page_width:.0f} px wide, because {what} "
        f"reaches {widest.by:.0f} px "
        "past the edge, where it is out of sight until somebody scrolls sideways. Expected: everything fits the width.",
        boxes=(widest.box,),
        element=element_pattern(widest.key),
        details={"by_px": round(widest.by), "viewport": str(screen.viewport)},
    )


def _part(key: str, url: str) -> str:
    """Which part it is in every language, on whatever day: around the content it is on all pages, else on this one."""
    return kind_of(key) if is_around(key) else f"{kind_of(key)} on {path_pattern(url)}"


def _is_cut(overflow: Overflow, screen: Screen) -> bool:
    run = next((run for run in screen.texts if run.key == overflow.key and run.clipped), None)
    if run is None or run.intended_ellipsis or run.layer or run.covered or run.turned or not run.text.strip():
        return False
    # Slides of a carousel and hidden helpers stand outside of their box as a whole or nearly so.
    partly_seen = run.box.width > 16 and run.box.height > 0.5 * run.font_size
    is_seen_to_be = overflow.by >= 0.5 * run.font_size or _ends_in_half_a_line(run)
    return overflow.by >= CUT_BY and is_seen_to_be and partly_seen and not _slides(overflow, screen)


def _ends_in_half_a_line(run: TextRun) -> bool:
    """Whether so little of its last line is seen that nobody can read it."""
    heights = [line.height for line in run.lines]
    return len(heights) > 1 and heights[-1] <= HALF_A_LINE * max(heights)


def _slides(overflow: Overflow, screen: Screen) -> bool:
    """Whether it is one of several that stand in a row and move sideways: others are cut at the same height of the
    page.
    """
    return any(
        other.key != overflow.key and other.kind == "container" and abs(other.box.y - overflow.box.y) < 2
        for other in screen.overflows
    )
