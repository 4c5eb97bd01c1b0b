"""Finds counters that went up when a row was added and do not come down when it is removed."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.rows import Counter, RemovedRow
from worker.observation.observation import Observation

META = Meta(
    id="counter_returns_after_removing",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Counter that does not come back when a row is removed",
    why="The number is counted up and down by hand, and removing forgets it or does it twice.",
    fix="Count what is in the list whenever it changes instead of keeping a second number.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding a counter that rose by one with the row, and after its removal is as if it were still there."""
    for result in observation.experiments:
        if not isinstance(result, RemovedRow) or not result.gone or not result.other_stays:
            continue
        for counter in result.counters:
            if _is_stuck(counter):
                words = shown(counter.label.partition(" ")[2].replace("#", "…"), 30) or "the counter"
                yield finding(
                    META,
                    observation,
                    subject=f"{counter.label} on {path_pattern(result.page)}",
                    title=f"“{words}” stays at {counter.after} on {place(result.page, 25)} when a row is removed",
                    description=f"The page counts {counter.before}, with one more row {counter.between}, and after "
                    f"that row was removed {counter.after}. Expected: {counter.before} again.",
                    page=result.page,
                    details={"before": counter.before, "between": counter.between, "after": counter.after},
                )


def _is_stuck(counter: Counter) -> bool:
    """Whether it counted the row and still does, or took off two; anything else may count something else."""
    numbers = (counter.before, counter.between, counter.after)
    if not all(number.isdigit() for number in numbers):
        return False
    before, between, after = map(int, numbers)
    return between == before + 1 and after in (between, before - 1)
