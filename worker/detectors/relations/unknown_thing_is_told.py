"""Finds addresses of things that are not there (deleted, mistyped) which load for ever or show an empty page."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.places import UnknownThing
from worker.observation.observation import Observation

META = Meta(
    id="unknown_thing_is_told",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Address of nothing that does not say so",
    why="The page waits for data that never comes, and does not handle the answer that there is none.",
    fix="Show that there is nothing at this address, with status 404 where the server makes the page, and a way on.",
    references=("https://www.rfc-editor.org/rfc/rfc9110#name-404-not-found",),
)

_REFUSED = 400


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when a page still loads, or shows no more than what all pages of its kind show."""
    for result in observation.experiments:
        if not isinstance(result, UnknownThing) or result.left or (result.status or 0) >= _REFUSED:
            continue
        if not result.loads and result.shown:
            continue
        happens = "loads for ever" if result.loads else "shows an empty page"
        seen = f"still says “{shown(result.loads, 40)}”" if result.loads else "shows nothing of its own"
        yield finding(
            META,
            observation,
            subject=template_pattern(result.page),
            title=f"An address of nothing beside {place(result.page, 35)} {happens}"[:90],
            description=f"{place(result.asked, 60)} is the address of a thing that does not exist, as in an old link. "
            f"After seconds the page {seen}. Expected: that there is nothing here, and a way on.",
            page=result.asked,
            details={"address": result.asked, "status": result.status},
        )
