"""Finds pages that show nothing: no text, no picture, nothing to touch.

A person sees a white screen and cannot tell whether to wait, to go back or to give up.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import in_words
from worker.detectors.subjects import path_pattern, place, shown
from worker.detectors.traffic import is_page
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="blank_page",
    category=Category.FUNCTIONAL,
    severity=Severity.CRITICAL,
    title="Page that shows nothing",
    why="The page's script failed before it drew anything, or the server sent an empty document.",
    fix="Look at the console and the server's answer for this address; show a message when the content cannot be "
    "drawn.",
    references=("https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary",),
)

# What may paint although it holds no text and no image element, and pages that only pass on to another one.
_PAINTS = re.compile(
    r"<(canvas|video|audio|iframe|frame|embed|object|svg|math|img|input|button|textarea|select)\b|"
    r"background(-image)?\s*:\s*[^;\"]*url\(|"
    r"http-equiv=[\"']?refresh",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the screen of a page that was answered well is empty."""
    screen = observation.screen
    if not is_page(observation.document) or not screen.url.startswith(("http://", "https://")) or not _is_empty(screen):
        return
    error = next((exception for exception in observation.exceptions), None)
    sent_nothing = observation.document is not None and not observation.document.body.strip() and error is None
    missing = _script_that_failed(observation)
    cause = f"The page's script fails: “{shown(error.message, 160)}”." if error else META.why
    deed = in_words(observation)
    yield finding(
        META,
        observation,
        # A script that does not come leaves all pages blank that are drawn by it.
        subject=f"without {path_pattern(missing)}" if missing else path_pattern(screen.url),
        title=f"Nothing is shown on {place(screen.url)}",
        description=f"{f'{deed}: the' if deed else 'The'} page {place(screen.url)} is answered well but stays empty. "
        "Expected: its content, or a message that says what went wrong.",
        cause=f"The script {place(missing, 60)}, by which the page is drawn, does not come." if missing else cause,
        # An address that never says anything harms fewer than a page whose content fails to appear.
        severity=Severity.MEDIUM if sent_nothing else META.severity,
        # One that still waits for a file may only be late here.
        certain=observation.timings is None or observation.timings.load is not None,
    )


def _script_that_failed(observation: Observation) -> str:
    """The address of a script of the site's own that did not come with the page, "" when all came."""
    for one in observation.exchanges:
        failed = one.status is None or one.status >= 400
        if one.kind == "script" and one.same_site and failed and not (one.aborted_by_us or one.provoked):
            return one.url
    return ""


def _is_empty(screen: Screen) -> bool:
    shows = screen.text.strip() or screen.texts or any(element.visible for element in screen.elements)
    return (
        not shows
        and not screen.pictures
        and not screen.painted
        and not screen.truncated
        and bool(screen.markup)
        and not _PAINTS.search(screen.markup)
    )
