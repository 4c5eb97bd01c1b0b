"""How much a bug hurts, by what its rule says, where it shows, what it stops, and how surely it comes back."""

from collections.abc import Sequence
from dataclasses import dataclass

from deffatest.run_record import Category, Confidence, Severity
from worker.detectors.base import Finding
from worker.evidence.scripts import Script
from worker.surfaces.actions import ActionKind

# Seen on so many pages, it meets everybody.
_EVERYWHERE = 10
_STEPS = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
# What a person cannot get past.
_STOPPING = frozenset(
    ("blank_page", "covered_control", "dead_control", "http_error", "page_crashed", "page_unresponsive")
)
_FILLING = frozenset((ActionKind.TYPE, ActionKind.CHOOSE, ActionKind.PICK, ActionKind.CHECK, ActionKind.UPLOAD))
_SENDING = frozenset((ActionKind.CLICK, ActionKind.TAP, ActionKind.PRESS))
# Of what nobody meets in use but an attacker or a tool, more pages are no more harm.
_MET_BY_PEOPLE = frozenset((Category.FUNCTIONAL, Category.VISUAL))


@dataclass(frozen=True, slots=True)
class Weight:
    """A severity, and in words what of its reach speaks for it."""

    severity: Severity
    reach: tuple[str, ...]


def confidence_of(attempts: int, reproduced: int) -> Confidence:
    """How sure a bug is by so many replays, of which so many showed it."""
    if reproduced >= 2 and reproduced == attempts:
        return Confidence.CERTAIN
    if reproduced and 2 * reproduced > attempts:
        return Confidence.LIKELY
    return Confidence.SEEN_ONCE


def weigh(
    finding: Finding, pages: Sequence[str], start_url: str, shown_by: Script | None, confidence: Confidence
) -> Weight:
    """What a finding amounts to.

    People meet what is everywhere, on the first page, or between them and a form's other side: that counts one step
    more, but nothing becomes critical by its reach alone. What came back in few of its replays counts one step less.
    """
    reach: list[str] = []
    if len(pages) > 1:
        reach.append(f"On {len(pages)} pages")
    on_start = start_url in pages
    if on_start:
        reach.append("On the start page")
    stops_form = finding.rule in _STOPPING and _sends_form(shown_by)
    if stops_form:
        reach.append("Stops a form from being sent")
    step = _STEPS.index(finding.severity)
    if finding.category in _MET_BY_PEOPLE:
        everywhere = len(pages) >= _EVERYWHERE
        first_sight = on_start and finding.category is Category.FUNCTIONAL and _only_opens(shown_by)
        if (everywhere or first_sight or stops_form) and step < _STEPS.index(Severity.HIGH):
            step += 1
    if confidence is Confidence.SEEN_ONCE and shown_by is not None:
        reach.append("Came back in few of its replays")
        step = max(0, step - 1)
    return Weight(_STEPS[step], tuple(reach))


def _only_opens(script: Script | None) -> bool:
    return script is not None and script.request is None and script.length == 1


def _sends_form(script: Script | None) -> bool:
    if script is None or not script.deeds:
        return False
    last = script.deeds[-1]
    return last[-1].kind in _SENDING and any(action.kind in _FILLING for action in last)
