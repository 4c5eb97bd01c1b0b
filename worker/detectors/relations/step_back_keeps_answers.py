"""Finds forms in steps that forget what was given when one goes back a step by the page's own way back.

Where nothing at all is kept, the way back may lead to a new form: that counts only between pages that say they are
steps. What the app writes in another way than it was typed is kept.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.forms import SteppedBack
from worker.observation.observation import Observation

META = Meta(
    id="step_back_keeps_answers",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Step that forgets answers when one comes back",
    why="The step is drawn anew without what was already given, and going on again sends its defaults.",
    fix="Fill each step from what is stored of the whole form, whichever way one comes to it.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when fields hold again what they held at first, and not what was given."""
    for result in observation.experiments:
        if not isinstance(result, SteppedBack):
            continue
        given = [one for one in result.fields if one[1] != one[2]]
        lost = [(label, typed, now) for label, first, typed, now in given if now == first]
        kept = [label for label, _, typed, now in given if now == typed]
        if not lost or not (kept or result.is_step):
            continue
        label, typed, now = lost[0]
        others = f", and {len(lost) - 1} more fields are as at first" if len(lost) > 1 else ""
        yield finding(
            META,
            observation,
            subject=f"{template_pattern(result.page)} from {template_pattern(result.next)}",
            title=f"Going back to {place(result.page, 25)} forgets “{shown(label, 30)}”",
            description=f"“{shown(typed, 40)}” was given for “{shown(label, 40)}”, and the form led to "
            f"{place(result.next)}. After “{shown(result.control, 30)}” there, the field "
            f"{f'says “{shown(now, 30)}”' if now else 'is empty'} again{others}. Expected: all that was given.",
            page=result.page,
            details={"lost": [one[0] for one in lost], "kept": [*kept]},
        )
