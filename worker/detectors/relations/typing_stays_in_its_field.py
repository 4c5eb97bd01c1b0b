"""Finds fields that do not keep what is typed into them, or give it to another field.

What follows from a field (an address made of a title) is no fault: only fields that a person filled count as spoilt.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import mask, place, shown, template_pattern
from worker.observation.experiments.forms import Typed, TypedInTurn
from worker.observation.observation import Observation

META = Meta(
    id="typing_stays_in_its_field",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Field that does not keep what is typed",
    why="The field's change is written to the state of another field, or its own state is never changed.",
    fix="Let each field write what is typed to its own state, and to no other.",
    tags=("wcag-3.2.2",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the first field that is spoilt."""
    for result in observation.experiments:
        if isinstance(result, TypedInTurn):
            yield from _judged(observation, result)


def _judged(observation: Observation, result: TypedInTurn) -> Iterator[Finding]:
    filled: dict[str, Typed] = {}
    for turn in result.turns:
        before, after = dict(turn.before), dict(turn.after)
        spoilt = next((one for one in filled.values() if after.get(one.field, one.text) != before[one.field]), None)
        lost = turn.text not in after.get(turn.field, turn.text) and after[turn.field] == before.get(turn.field)
        if spoilt is not None:
            happens = f"“{shown(spoilt.label, 30)}” then held “{shown(after[spoilt.field], 30) or 'nothing'}”"
            more = f", and “{shown(turn.label, 30)}” nothing" if not after.get(turn.field) else ""
            title = f"Typing into “{shown(turn.label, 18)}” changes “{shown(spoilt.label, 18)}”"
        elif lost and _keeps_others(filled, turn):
            happens = f"it still held “{shown(after[turn.field], 30) or 'nothing'}”, while other fields kept theirs"
            more, title = "", f"“{shown(turn.label, 24)}” does not keep what is typed"
        else:
            if turn.text in after.get(turn.field, ""):
                filled[turn.field] = turn
            continue
        where = place(result.page, 22)
        yield finding(
            META,
            observation,
            subject=f"{mask(turn.field)} on {template_pattern(result.page)}",
            title=f"{title} ({where})",
            description=f"“{turn.text}” was typed into “{shown(turn.label, 40)}” on {place(result.page, 40)}: {happens}"
            f"{more}. Expected: it stands where it was typed, and nowhere else changes what somebody wrote.",
            element=turn.field,
            details={"field": turn.label, "typed": turn.text},
        )
        return


def _keeps_others(filled: dict[str, Typed], turn: Typed) -> bool:
    """Whether another field of the form took its text as it was: then this one could have."""
    return any(dict(turn.after).get(one.field) == one.text for one in filled.values())
