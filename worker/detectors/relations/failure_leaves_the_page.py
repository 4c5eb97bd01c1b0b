"""Finds pages that go blank when one of their requests fails: everything that a person had before them is gone.

The failure is made on purpose; a page that was never more than empty does not count.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, place, shown
from worker.observation.experiments.network import FailedLoad, InTrouble
from worker.observation.observation import Observation

META = Meta(
    id="failure_leaves_the_page",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Page that goes blank when a request fails",
    why="The code goes on with an answer that is none, and the error ends the drawing of the whole page.",
    fix="Handle the failed request where it is made, and let an error boundary keep the rest of the page.",
    tags=("cwe-248",),
    references=("https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each request whose failure takes the page away."""
    for seen in observation.experiments:
        if isinstance(seen, InTrouble | FailedLoad) and seen.blank and seen.sent:
            goes, fails = ("is", "is late") if seen.fault == "slow" else ("goes", "fails")
            what = f"“{shown(seen.control, 25)}”" if isinstance(seen, InTrouble) else mask(seen.request)
            yield finding(
                META,
                observation,
                subject=mask(seen.request),
                title=f"Page {goes} blank when {what} {fails}, on {place(observation.screen.url, 20)}"[:90],
                description=f"{seen.request} {fails} ({seen.fault}), and nothing is left on the screen. "
                "Expected: the page stays, with a message that says what is going on.",
                cause=f"The code throws “{shown(seen.error, 160)}”." if seen.error else META.why,
                details={"request": seen.request, "fault": seen.fault},
            )
