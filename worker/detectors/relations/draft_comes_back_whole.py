"""Finds drafts that come back in parts: who left a form and opens it again finds most of what was typed, and a field
empty.

A form that keeps nothing makes no promise, and one that remembers a name or an address does so for another reason.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.forms import LeftForm
from worker.observation.observation import Observation

META = Meta(
    id="draft_comes_back_whole",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Draft that comes back without a part",
    why="The draft is stored or read without one of the form's fields.",
    fix="Store all fields of the form with the draft, and fill all of them from it.",
)

_FEWEST_KEPT = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when two fields or more hold again what was typed, and fewer hold nothing."""
    for result in observation.experiments:
        if not isinstance(result, LeftForm):
            continue
        written = [(label, left, now) for label, left, now in result.fields if left]
        kept = [label for label, left, now in written if now == left]
        lost = [(label, left) for label, left, now in written if not now]
        if not lost or len(kept) < _FEWEST_KEPT or len(kept) <= len(lost):
            continue
        names = "”, “".join(shown(label, 25) for label, _ in lost)
        yield finding(
            META,
            observation,
            subject=f"{', '.join(label for label, _ in lost)} on {template_pattern(result.page)}",
            title=f"The draft on {place(result.page, 25)} comes back without “{names}”"[:90],
            description=f"All fields were filled and the page was left. Opened again, “{'”, “'.join(kept[:4])}” hold "
            f"what was typed, but “{names}” is empty. Expected: the whole draft, or none of it.",
            page=result.page,
            details={"kept": list(kept), "lost": [label for label, _ in lost]},
        )
