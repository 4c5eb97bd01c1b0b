"""Finds pages that still have the title of the template they were made from, such as "Document" or "React App"."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="template_title",
    category=Category.ACCESSIBILITY,
    severity=Severity.LOW,
    title="Page title that says nothing",
    why="The title came with the template or the file and was never changed.",
    fix="Give each page a title that says what it is about, then the name of the site.",
    tags=("wcag-2.4.2",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/c4a8a4/",
        "https://www.w3.org/WAI/WCAG22/Techniques/failures/F25",
    ),
)

_TEMPLATE = re.compile(
    r"document|untitled( ?(document|page|\d+))?|(new|no|your|my|the)? ?(page )?title|title here|page|new page|"
    r"web ?page|react app|create next app|next\.?js app|vite app|vite \+ [\w .+]{1,30}|parcel sandbox|vue app|"
    r"svelte app|my (app|website|site|page|web page)|website|angular app|expo app|test|index|default|"
    r"todo|insert title here|enter the title of your (html )?document here|unbenanntes dokument|document sans titre|"
    r"[\w-]{1,40}\.(html?|php|aspx?|jsp)",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each such title: the template is one cause on however many pages."""
    screen = observation.screen
    title = " ".join(screen.title.split())
    if not title or not _TEMPLATE.fullmatch(title) or not screen.text.strip():
        return
    # A page about documents may be called "Document"; then it says so itself.
    if any(heading.strip().lower() == title.lower() for heading in screen.headings):
        return
    file = re.search(r"\.\w+$", title) is not None
    yield finding(
        META,
        observation,
        subject=f"{mask(title.lower())} on {path_pattern(screen.url)}" if file else title.lower(),
        title=f"The title “{shown(title, 30)}” does not say what {place(screen.url, 30)} is about",
        description=f"The page's title is “{shown(title, 60)}”, which is what a template is called. It is the first "
        "thing a screen reader says, and the name of the tab, the bookmark and the search result. "
        "Expected: words for what the page is about.",
        details={"title": title[:200]},
    )
