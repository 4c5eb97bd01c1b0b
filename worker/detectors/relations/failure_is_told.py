"""Finds controls that say nothing when what they ask of the server fails: a person waits, or takes it for done.

The server's failure, a limit on requests, or the lost network is made on purpose. Whatever new words appear count as an
answer; so does any change of the page that cannot be told from one. A page that is opened while the request for its
data fails must not stand there empty, wait without an end, or say that there is nothing, nor may it say so while they
are only late; of a small part that is missing nobody needs to be told.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.left_out import misses_its_subject
from worker.detectors.regret import says_regret
from worker.detectors.subjects import mask, place, shown
from worker.observation.experiments.network import FailedLoad, InTrouble
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
    "no answer": "no answer comes",
    "garbled answer": "its answer breaks off in the middle",
}
# "No orders yet", "Your list is empty": words for who has nothing, and not for whom nothing could be loaded.
_NOTHING = re.compile(
    r"^\W*(?:there (?:are|is) (?:no|nothing)|(?:you )?(?:have |don.t have )?(?:no|any|nothing|0) [\w -]{2,40}?"
    r"(?: (?:yet|found|here|so far))|nothing (?:here|found|to show|yet).*|(?:no|0) (?:results?|items?|entries|matches)|"
    r".{0,40} (?:is|are) (?:still )?empty|(?:noch )?keine? [\w -]{2,40}?(?: (?:vorhanden|gefunden))?|"
    r"aucun\w* [\w -]{2,40}|no hay [\w -]{2,40})\W*$",
    re.IGNORECASE,
)
# "There is no connection" names the reason.
_REASON = re.compile(
    r"connect|network|internet|server|answer|respon|verbindung|netz|antwort|connexion|réseau|réponse|conexi|respuesta",
    re.IGNORECASE,
)
_NOT_LOADED = "when its data cannot be loaded"
_WHILE = {"slow": "while its data are on their way"}
_EXPECTED = {"slow": "words or a sign that it is still being loaded"}
_MESSAGE = "a message that says what could not be loaded, and a way to try again"
_RARER = frozenset(("garbled answer", "slow"))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each request whose failure leaves no trace."""
    for seen in observation.experiments:
        if isinstance(seen, FailedLoad) and (instead := _instead(seen)):
            yield _of_page(observation, seen, instead)
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
    if seen.waiting and not any(says_regret(line) for line in seen.shown):
        return "waits for ever", f"the page still says “{shown(seen.waiting, 40)}” {seen.seconds:.0f} s later"
    if seen.works and not seen.shown:
        return "waits for ever", f"the page still shows that it is at work {seen.seconds:.0f} s later"
    if not seen.shown and seen.arrived and not seen.unchanged and seen.error:
        return "shows nothing", "the page shows neither what was asked for nor a message"
    return None


def _instead(seen: FailedLoad) -> str:
    """What the page does instead of telling, "" when it tells, nobody can say, or little is missing."""
    if seen.blank or not seen.sent or seen.sent > seen.sent_usually or not _matters(seen):
        return ""
    if any(says_regret(line) for line in seen.shown):
        return ""
    if seen.fault == "slow":
        return f"says “{shown(seen.shown[0], 40)}”" if seen.shown and _says_nothing_is_there(seen) else ""
    if seen.waiting:
        return f"still says “{shown(seen.waiting, 40)}” {seen.seconds:.0f} s later"
    if not seen.shown:
        return "says nothing"
    if _says_nothing_is_there(seen):
        return f"says “{shown(seen.shown[0], 40)}”"
    return ""


def _says_nothing_is_there(seen: FailedLoad) -> bool:
    return all(_NOTHING.search(line) and not _REASON.search(line) for line in seen.shown)


def _matters(seen: FailedLoad) -> bool:
    return misses_its_subject(seen.usual, seen.missing, seen.headings)


def _what_happens(seen: FailedLoad) -> str:
    if seen.fault == "slow":
        return f"{seen.request} is not answered for some seconds"
    return f"{seen.request} fails because {_FAILED[seen.fault]}"


def _of_page(observation: Observation, seen: FailedLoad, instead: str) -> Finding:
    where = place(observation.screen.url, 25)
    return finding(
        META,
        observation,
        subject=mask(seen.request),
        title=f"{where[:1].upper()}{where[1:]} {shown(instead, 45)} {_WHILE.get(seen.fault, _NOT_LOADED)}",
        description=f"{_what_happens(seen)} while the page is opened. “"
        f"{shown(seen.missing[0], 40)}” and the rest of its content is missing, and the page {instead}. "
        f"Expected: {_EXPECTED.get(seen.fault, _MESSAGE)}.",
        cause=f"The request fails and the code throws “{shown(seen.error, 120)}”, which nobody catches."
        if seen.error
        else META.why,
        severity=META.severity if seen.fault in _RARER else Severity.HIGH,
        details={"request": seen.request, "fault": seen.fault, "missing": list(seen.missing[:10])},
    )
