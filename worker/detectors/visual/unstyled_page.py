"""Finds pages whose stylesheets did not come or say nothing, so that they stand there bare.

Only when all of the page's own stylesheets failed: one that is missing may be one that nobody needs.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, place
from worker.observation.appearance import Sheet
from worker.observation.observation import Observation
from worker.observation.sites import same_site

META = Meta(
    id="unstyled_page",
    category=Category.VISUAL,
    severity=Severity.HIGH,
    title="Page without its style",
    why="The address of the stylesheet is wrong from here, it is answered as another type, or it is empty.",
    fix="Check the address (relative ones change with the page's depth) and that it is served as text/css.",
    references=("https://developer.mozilla.org/docs/Web/HTTP/Guides/MIME_types",),
)

# Fonts and sheets for paper do not make a page look like one.
_ASIDE = re.compile(r"font|icon|print", re.IGNORECASE)
_STYLES = re.compile(r"<style\b[^>]*>[^<]{200}", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """At most one finding a page."""
    if observation.layout is None:
        return
    screen = observation.screen
    own = [
        sheet
        for sheet in observation.layout.sheets
        if same_site(sheet.url, screen.url) and not _ASIDE.search(sheet.url)
    ]
    others = any(sheet.loaded and sheet not in own for sheet in observation.layout.sheets)
    if not own or others or not all(_failed(sheet) for sheet in own) or _STYLES.search(screen.markup):
        return
    yield finding(
        META,
        observation,
        subject=" ".join(sorted({address_pattern(sheet.url, screen.url) for sheet in own})[:3]),
        title=f"{place(screen.url, 40)} is shown without its style",
        description=f"None of the page's stylesheets does anything ({place(own[0].url, 60)} "
        f"{'is empty' if own[0].loaded else 'did not come or is no stylesheet'}), so everything stands bare below each "
        "other. Expected: the page looks as designed.",
        details={"stylesheets": [sheet.url for sheet in own]},
    )


def _failed(sheet: Sheet) -> bool:
    return not sheet.loaded or sheet.rules == 0
