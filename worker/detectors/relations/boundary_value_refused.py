"""Finds forms that refuse what their own fields just allow: 10 where "max" is 10, 80 characters where 80 fit.

Told for certain where the refusal itself names a limit that is beside the declared one; a refusal for another reason
(sold out, too early) may be right.
"""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, mask, place, shown
from worker.observation.experiments.forms import BoundaryInput
from worker.observation.observation import Observation

META = Meta(
    id="boundary_value_refused",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Form that refuses what it just allows",
    why="The check says less than where it should say at most, or form and server have different limits.",
    fix="Take the limits of the form and of the server from one place, and include the limit itself.",
)

_LIMITS = {
    "minimum": "the least that it allows",
    "maximum": "the most that it allows",
    "min_length": "as few characters as it allows",
    "max_length": "as many characters as it allows",
}


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each limit that is refused."""
    for trial in observation.experiments:
        if not isinstance(trial, BoundaryInput) or trial.accepted is not False or not trial.witness:
            continue
        refusal = _refusal(trial, observation)
        label = shown(trial.field_label, 25) or "a field without a label"
        element = observation.screen.element(trial.field)
        yield finding(
            META,
            observation,
            subject=f"{mask(trial.form)} / {element_pattern(trial.field)} / {trial.limit}",
            title=f"“{label}” on {place(observation.screen.url, 20)} refuses {_LIMITS[trial.limit]}",
            description=f"“{label}” says {trial.limit.replace('_', ' ')} {shown(trial.declared, 20)}. The form was "
            f"sent with exactly that and answered “{shown(refusal, 80)}”; other valid data it took before and after. "
            "Expected: the limit itself is allowed.",
            certain=_names_limit(trial, refusal),
            boxes=(element.box,) if element else (),
            element=element_pattern(trial.field),
            details={"value": trial.value[:200], "refusal": refusal},
        )


def _refusal(trial: BoundaryInput, observation: Observation) -> str:
    """The refusal as it stands on the screen, with its numbers, which are masked in the witness."""
    wanted = re.sub(r"#", r"\\d+(?:[.,:]\\d+)*", re.escape(trial.witness).replace(r"\#", "#"))
    found = re.search(wanted, observation.screen.text)
    return found.group() if found else trial.witness


def _names_limit(trial: BoundaryInput, refusal: str) -> bool:
    """Whether the refusal is about a limit that is the declared one or beside it."""
    try:
        declared = float(trial.declared)
    except ValueError:
        return False
    return any(abs(float(number) - declared) <= 1 for number in re.findall(r"-?\d+(?:\.\d+)?", refusal))
