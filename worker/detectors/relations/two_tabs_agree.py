"""Finds apps that lose or hide in one tab what the same person did in another.

Two tabs are common: a link opened beside, a page left open since yesterday. What is added in either must be there in
both after a reload, and who signs out in one is out in all.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, path_pattern, place, shown
from worker.observation.experiments.places import LogOutInOneTab, TwoTabs
from worker.observation.observation import Observation

META = Meta(
    id="two_tabs_agree",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Two tabs of one person do not agree",
    why="Each tab keeps what it knows to itself, or writes all of it over what another tab has stored meanwhile.",
    fix="Store each change by itself, read again before writing, and follow the storage event (or the server) in every "
    "tab; keep what must be shared in localStorage or on the server, not in sessionStorage.",
    tags=("cwe-362",),
    references=("https://developer.mozilla.org/docs/Web/API/Window/storage_event",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each page and way of not agreeing."""
    where = place(observation.screen.url, 25)
    page = path_pattern(observation.screen.url)
    for seen in observation.experiments:
        if isinstance(seen, TwoTabs) and not seen.first_kept:
            yield finding(
                META,
                observation,
                subject=f"{page} overwritten {mask(seen.control)}",
                title=f"What one tab adds is lost when another tab adds something, on {where}",
                description=f"The page stands open in two tabs. Something is added in the first, then something else "
                f"in the second (“{shown(seen.control, 40)}”); after a reload what the first added is gone. "
                "Expected: both are there.",
            )
        elif isinstance(seen, TwoTabs) and not seen.shared:
            yield finding(
                META,
                observation,
                subject=f"{page} apart {mask(seen.control)}",
                severity=Severity.LOW,
                title=f"What is added in one tab is not there in another, on {where}",
                description="The page stands open in two tabs of one person. What is added in either is not shown in "
                "the other, even after a reload. Expected: both tabs show the same.",
            )
        elif isinstance(seen, LogOutInOneTab) and seen.still_in:
            yield finding(
                META,
                observation,
                subject="signed out in one tab only",
                severity=Severity.HIGH,
                title="Who signs out in one tab is still signed in in another",
                description=f"After signing out in one tab, another tab that is reloaded still shows "
                f"“{shown(seen.still_in, 40)}”. Expected: signed out everywhere in this browser.",
                tags=("cwe-613",),
            )
