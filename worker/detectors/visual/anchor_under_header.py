"""Finds links within a page that lead to a heading which then stands under the page's fixed header."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown, words_of
from worker.observation.observation import Observation
from worker.observation.screen import Screen, TextRun
from worker.surfaces.actions import ActionKind

META = Meta(
    id="anchor_under_header",
    category=Category.VISUAL,
    severity=Severity.LOW,
    title="Link leads under the fixed header",
    why="The browser scrolls the target to the upper edge, where the fixed header lies over it.",
    fix="Set scroll-padding-top on the page, or scroll-margin-top on the targets, to the header's height.",
    tags=("wcag-2.4.11",),
    references=("https://developer.mozilla.org/docs/Web/CSS/scroll-padding",),
)

_TAGS = re.compile(r"<[^>]*>")
_LEADING = 24


def detect(observation: Observation) -> Iterator[Finding]:
    """At most one finding: about the link that was just followed."""
    screen, effect = observation.screen, observation.effect
    clicked = len(observation.cause) == 1 and observation.cause[0].kind in (ActionKind.CLICK, ActionKind.TAP)
    fragment = unquote(urlsplit(screen.url).fragment)
    if not clicked or effect is None or effect.document_changed or not effect.scrolled or not fragment:
        return
    if observation.before is None or urlsplit(observation.before.url).fragment == urlsplit(screen.url).fragment:
        return
    header = _header(screen)
    first = _first_text(screen, fragment)
    if header is None or first is None:
        return
    top = first.box.y - screen.scroll_y
    lower_edge = header.box.y - screen.scroll_y + header.box.height
    if not first.covered or first.layer or top < -first.box.height or top + 0.5 * first.box.height > lower_edge + 40:
        return
    yield finding(
        META,
        observation,
        subject=path_pattern(screen.url),
        title=f"“{shown(first.text, 28)}” on {place(screen.url.partition('#')[0], 24)} ends up under the header",
        description=f"The link to “#{shown(fragment, 40)}” scrolls “{shown(first.text, 60)}” under “"
        f"{shown(words_of(header.layer) or header.text, 30)}”, which is fixed there. Expected: what a link leads to is "
        "seen.",
        boxes=(first.box,),
        details={"fragment": fragment, "viewport": str(screen.viewport)},
    )


def _header(screen: Screen) -> TextRun | None:
    """A text of what floats at the upper edge of the window."""
    return next((run for run in screen.texts if run.layer and 0 <= run.box.y - screen.scroll_y < 120), None)


def _first_text(screen: Screen, fragment: str) -> TextRun | None:
    """The first words of the target, where the markup tells them and only one place of the screen shows them."""
    at = re.search(rf"<[^>]*\bid=[\"']?{re.escape(fragment)}[\"'\s>]", screen.markup)
    if at is None:
        return None
    following = screen.markup[at.start() : at.start() + 4000]
    words = next((text for text in map(str.strip, _TAGS.split(following)) if len(text) > 2), "")
    start = " ".join(words.split())[:_LEADING]
    found = [run for run in screen.texts if start and run.text.startswith(start) and not run.layer]
    return found[0] if len(found) == 1 else None
