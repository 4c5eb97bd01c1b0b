"""Finds pages that ask again and again when the server says that it had too many requests.

Each of many visitors then adds to the very load that the server cannot bear. A few retries with pauses that grow are in
order, and so is a page that asks as often when all is well.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, place, shown
from worker.observation.experiments.network import FailedLoad, InTrouble
from worker.observation.observation import Observation

META = Meta(
    id="waits_when_told_to",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Requests are repeated although the server asks to wait",
    why="The request is repeated at once and without end when it fails, whatever the answer says.",
    fix="Wait as long as Retry-After says, or longer each time, and give up after a few attempts with a message.",
    tags=("cwe-799",),
    references=("https://www.rfc-editor.org/rfc/rfc6585#section-4",),
)

_FEW = 5
# Of a page that asks as often when all is well nothing is learned.
_USUAL_SECONDS = 2.5
_MORE_OFTEN = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each request that is repeated without patience."""
    for seen in observation.experiments:
        if not isinstance(seen, InTrouble | FailedLoad) or seen.fault != "too many requests" or seen.sent < _FEW:
            continue
        if seen.sent / max(seen.seconds, 1.0) < _MORE_OFTEN * max(1, seen.sent_usually) / _USUAL_SECONDS:
            continue
        what = f"“{shown(seen.control, 25)}”" if isinstance(seen, InTrouble) else "The page"
        yield finding(
            META,
            observation,
            subject=mask(seen.request),
            title=f"{what} asks again and again, on {place(observation.screen.url, 25)}",
            description=f"{seen.request} is answered with status 429 and Retry-After: 30, and is sent {seen.sent} "
            f"times in {seen.seconds:.0f} s. Expected: the page waits as long as the server asks.",
            details={"request": seen.request, "sent": seen.sent},
        )
