"""Finds pages that stay broken when the server or the network is well again: only a reload helps, and loses the rest.

A control that stays disabled counts only where the page neither offers to try again nor says when to come back.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, place, shown
from worker.observation.experiments.network import AfterTrouble, FailedLoad
from worker.observation.observation import Observation

META = Meta(
    id="recovers_from_failure",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Page that does not recover from a failed request",
    why="What the page changed for the time of the request (a disabled button, a flag) is not changed back when it "
    "fails.",
    fix="Put the page back in order whatever comes of the request (finally), so that the same can be tried again.",
    tags=("cwe-460",),
    references=("https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Promise/finally",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each request after whose failure nothing works."""
    for seen in observation.experiments:
        if isinstance(seen, FailedLoad) and seen.comes_back is False:
            yield _of_page(observation, seen)
        elif isinstance(seen, FailedLoad) and seen.retry_works is False:
            yield _of_retry(observation, seen)
        if not isinstance(seen, AfterTrouble) or seen.recovered is not False:
            continue
        tried = f"{seen.how} changes nothing" if seen.how else f"“{shown(seen.control, 40)}” stays disabled"
        yield finding(
            META,
            observation,
            subject=mask(seen.request),
            title=f"“{shown(seen.control, 25)}” does not work again after a failure, on "
            f"{place(observation.screen.url, 20)}",
            description=f"{seen.request} failed once ({seen.fault}); all is well again, and {tried}. "
            "Expected: the same can be tried again and works.",
            details={"request": seen.request, "fault": seen.fault},
        )


def _of_page(observation: Observation, seen: FailedLoad) -> Finding:
    where = place(observation.screen.url, 40)
    return finding(
        META,
        observation,
        subject=mask(seen.request),
        title=f"{where[:1].upper()}{where[1:]} stays broken after its data once could not be loaded",
        description=f"{seen.request} failed once ({seen.fault}); all is well again, it is answered, and the page "
        f"loaded anew still does not show “{shown(seen.missing[0], 40)}”. Expected: the page as it was.",
        details={"request": seen.request, "fault": seen.fault},
    )


def _of_retry(observation: Observation, seen: FailedLoad) -> Finding:
    return finding(
        META,
        observation,
        subject=mask(seen.request),
        title=f"“{shown(seen.offered, 25)}” does not load the data again, on {place(observation.screen.url, 25)}",
        description=f"{seen.request} failed once ({seen.fault}), and the page offered “{shown(seen.offered, 25)}”. All "
        f"is well again, and that does not bring “{shown(seen.missing[0], 40)}” and the rest. "
        "Expected: what is offered works.",
        details={"request": seen.request, "fault": seen.fault, "control": seen.offered},
    )
