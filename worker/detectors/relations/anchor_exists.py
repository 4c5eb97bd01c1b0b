"""Finds links to a part of the page that is not there: a table of contents whose entry does nothing.

Scripts may take such an address as their own route, so on a page with scripts only a link that was clicked and did
nothing is told.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urldefrag

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.subjects import mask, place, shown, template_pattern
from worker.observation.observation import Observation
from worker.observation.screen import Link, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="anchor_exists",
    category=Category.FUNCTIONAL,
    severity=Severity.LOW,
    title="Link to a part of the page that is not there",
    why="The part was removed or its id renamed, or the link's address is misspelt.",
    fix="Give the part the id that the link names, or correct the link.",
    references=("https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment",),
)

# Routes of scripts, the top of the page, marked text.
_NO_PART = re.compile(r"^(?:$|top$|[/!?]|:~:|.*[=&/])", re.IGNORECASE)
_RUNS = re.compile(
    r"<script(?![^>]*type\s*=\s*[\"']?(?!module|(?:text|application)/(?:java|ecma)script))|\son[a-z]+\s*=",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each part that is linked and missing."""
    screen = observation.screen
    if screen.truncated or not any("#" in link.url for link in screen.links):
        return
    clicked = _clicked_in_vain(observation)
    still = not observation.scripts and not _RUNS.search(screen.markup)
    told: set[str] = set()
    for link in screen.links:
        part = _part(link, screen)
        if not part or part in told or not link.visible or not (still or link.key == clicked) or _has(screen, part):
            continue
        told.add(part)
        yield finding(
            META,
            observation,
            subject=f"#{mask(part)} on {template_pattern(screen.url)}",
            title=f"“{shown(link.text or part, 30)}” on {place(screen.url, 25)} leads to no part of the page",
            description=f"The link “{shown(link.text or part, 60)}” leads to “#{shown(part, 40)}” on the same page, "
            "and nothing there has that id, so nothing happens. Expected: the page moves to the part that is named.",
            element=link.key,
            details={"part": part},
        )


def _part(link: Link, screen: Screen) -> str:
    """The part of this page that a link names, "" when it leads elsewhere."""
    address, part = urldefrag(link.url)
    return part if address == urldefrag(screen.url).url and not _NO_PART.match(part) else ""


def _has(screen: Screen, part: str) -> bool:
    names = {re.escape(part), re.escape(unquote(part))}
    wanted = rf"""\s(?:id|name)\s*=\s*["']?(?:{"|".join(sorted(names))})(?=["'\s>/])"""
    return re.search(wanted, screen.markup, re.IGNORECASE) is not None


def _clicked_in_vain(observation: Observation) -> str:
    """The key of what was just clicked when nothing but the address answered."""
    action, effect = last(observation), observation.effect
    if action is None or action.target is None or action.kind is not ActionKind.CLICK or effect is None:
        return ""
    moved = effect.mutations or effect.scrolled or effect.pixels_changed or effect.requests or effect.document_changed
    return "" if moved or effect.dialogs or effect.popups or effect.downloads else action.target.key
