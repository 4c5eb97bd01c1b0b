"""Finds controls that say nothing when what they ask of the server fails: a person waits, or takes it for done.

The server's failure, a limit on requests, or the lost network is made on purpose. Whatever new words appear count as an
answer; so does any change of the page that cannot be told from one.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, place, shown
from worker.observation.experiments.network import InTrouble
from worker.observation.observation import Observation

META = Meta(
    id="failure_is_told",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Failure that nobody is told of",
    why="The code does not look whether the request succeeded, or only writes the failure to the console.",
    fix="Check the answer's status, catch what the request throws, and say at the control what did not work and how to "
    "try again; announce it (role=alert) for those who do not see it.",
    tags=("cwe-391", "wcag-4.1.3"),
    references=("https://developer.mozilla.org/docs/Web/API/Fetch_API/Using_Fetch#checking_response_status",),
)

_FAILED = {
    "server error": "the server answers with status 500",
    "too many requests": "the server answers with status 429",
    "offline": "there is no network",
}
_REGRET = re.compile(
    r"error|fail|could ?n.t|cannot|can.t|unable|sorry|wrong|offline|try again|fehler|fehlgeschlagen|leider|erreur|"
    r"échou|désolé|no se pudo|fall[óo]|خطا|متأسف",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each request whose failure leaves no trace."""
    for seen in observation.experiments:
        if not isinstance(seen, InTrouble) or seen.fault not in _FAILED or seen.blank or not seen.sent:
            continue
        if (outcome := _outcome(seen)) is None:
            continue
        where = place(observation.screen.url, 25)
        yield finding(
            META,
            observation,
            subject=mask(seen.request),
            title=f"“{shown(seen.control, 25)}” {outcome[0]} when it fails, on {where}",
            description=f"{seen.request} fails because {_FAILED[seen.fault]}, and {outcome[1]}. "
            "Expected: a message that says what did not work, and a way to try again.",
            cause=f"The request fails and the code throws “{shown(seen.error, 120)}”, which nobody catches."
            if seen.error
            else META.why,
            details={"request": seen.request, "fault": seen.fault, "usual": list(seen.usual[:10])},
        )


def _outcome(seen: InTrouble) -> tuple[str, str] | None:
    """What is wrong, for the title and the description; None when something was told or may still come."""
    if seen.sent > seen.sent_usually:
        return None  # it is tried again by the page itself, with a patience that nobody knows
    if seen.unchanged and not seen.shown:
        return "says nothing", "the page does not change at all"
    if seen.waiting and not any(_REGRET.search(line) for line in seen.shown):
        return "waits for ever", f"the page still says “{shown(seen.waiting, 40)}” {seen.seconds:.0f} s later"
    if not seen.shown and seen.arrived and not seen.unchanged and seen.error:
        return "shows nothing", "the page shows neither what was asked for nor a message"
    return None
