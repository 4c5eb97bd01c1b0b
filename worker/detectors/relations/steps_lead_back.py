"""Finds quantities that are stepped up and down again and are not what they were, or whose sums are not."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.quantities import SteppedQuantity
from worker.observation.observation import Observation

META = Meta(
    id="steps_lead_back",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="One up and one down that do not lead back",
    why="Up and down do not change the same number by the same step, or the sum is not computed anew for both.",
    fix="Keep one number, change it by one step both ways, and compute what is shown from it.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the number rose by a step, and after the step down it or the amounts are others than before."""
    for result in observation.experiments:
        if not isinstance(result, SteppedQuantity):
            continue
        before, above, after = (int(number.replace("−", "-")) for number in result.numbers)
        where = place(result.page, 35)
        if above <= before:
            continue
        if after != before:
            title = f"One up and one down makes {after} of {before} on {where}"
            yield _found(observation, result, "number", title, f"shows {before}, then {above}, then {after}")
        elif result.amounts[0] != result.amounts[2] and result.amounts[0] != result.amounts[1]:
            first, last = ", ".join(result.amounts[0][-3:]), ", ".join(result.amounts[2][-3:])
            title = f"One up and one down changes the sum on {where}"
            yield _found(
                observation, result, "amounts", title, f"is {before} again, but the amounts were {first} and are {last}"
            )


def _found(observation: Observation, result: SteppedQuantity, kind: str, title: str, happened: str) -> Finding:
    return finding(
        META,
        observation,
        subject=f"{kind} on {path_pattern(result.page)}",
        title=title,
        description=f"“{shown(result.up, 25) or '+'}” and “{shown(result.down, 25) or '-'}” were clicked one after the "
        f"other: the quantity {happened}. Expected: as before.",
        page=result.page,
        details={"numbers": list(result.numbers)},
    )
