"""Finds sites whose pages share one title, as single-page apps do that never set it after the first page.

Judged on going from one page to another: the path and the main heading changed, and the title did not. A title that
says what the new page is about is right, whatever the page before was called.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.observation.sites import same_site

META = Meta(
    id="title_stays",
    category=Category.ACCESSIBILITY,
    severity=Severity.LOW,
    title="Several pages with one title",
    why="The title is set once, by the start page or a layout, and not by each page.",
    fix="Set document.title (or <title>) on every page: what this page is about first, then the name of the site.",
    tags=("wcag-2.4.2",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/c4a8a4/",
        "https://www.w3.org/WAI/WCAG22/Techniques/general/G88",
    ),
)

_WORD = re.compile(r"\w{3,}")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the site, told by the first two pages that show it."""
    before, after = observation.before, observation.screen
    if before is None or not _moved(before, after):
        return
    title = " ".join(after.title.split())
    if not title or title != " ".join(before.title.split()) or (_is_about(title, after) and _is_about(title, before)):
        return
    # Two pages of one kind (page 2 of a list, two drafts) may share what they are about.
    if _pattern(before.url) == _pattern(after.url):
        return
    yield finding(
        META,
        observation,
        subject="title of the site's pages",
        title=f"{place(before.url, 25)} and {place(after.url, 25)} have the same title",
        description=f"The title is “{shown(title, 60)}” on the page “{shown(before.headings[0], 40)}” and on the page "
        f"“{shown(after.headings[0], 40)}”: in tabs, in the history and by a screen reader they cannot be told apart. "
        "Expected: each page's title says what it is about.",
        details={"title": title[:200], "pages": [path_pattern(before.url), path_pattern(after.url)]},
    )


def _moved(before: Screen, after: Screen) -> bool:
    """Whether another page was opened that says itself that it is another one."""
    if not before.headings or not after.headings or not same_site(before.url, after.url):
        return False
    here, there = urlsplit(before.url), urlsplit(after.url)
    routed = there.fragment.startswith(("/", "!/")) and here.fragment != there.fragment
    return (here.path != there.path or routed) and not set(before.headings) & set(after.headings)


def _is_about(title: str, screen: Screen) -> bool:
    """Whether the title has words of the main heading."""
    words = {word.lower() for word in _WORD.findall(title)}
    return bool(words & {word.lower() for word in _WORD.findall(screen.headings[0])})


def _pattern(url: str) -> str:
    return path_pattern(url).rstrip("/")
