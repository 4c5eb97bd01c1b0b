"""Finds counters that went up when a row was added and do not come down when it is removed, and counters that count a
removed row until the page is loaded again.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.rows import Counter, DeletedRow, RemovedRow
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
    """One finding a counter that is as if the removed row were still there, or as if two had been removed."""
    for result in observation.experiments:
        if isinstance(result, RemovedRow) and result.gone and result.other_stays:
            for counter in result.counters:
                if _is_stuck(counter):
                    happened = (
                        f"The page counts {counter.before}, with one more row {counter.between}, and after that row "
                        f"was removed {counter.after}. Expected: {counter.before} again."
                    )
                    yield _found(observation, result.page, counter, counter.after, happened)
        elif isinstance(result, DeletedRow) and result.gone and result.other_stays and result.back is False:
            for counter in result.counters:
                if _is_late(counter):
                    happened = (
                        f"The page counts {counter.before}, after a row was removed {counter.between}, and after a "
                        f"reload {counter.after}. Expected: {counter.after} at once."
                    )
                    yield _found(observation, result.page, counter, counter.between, happened)


def _found(observation: Observation, page: str, counter: Counter, stays: str, happened: str) -> Finding:
    words = shown(counter.label.partition(" ")[2].replace("#", "…"), 30) or "the counter"
    return finding(
        META,
        observation,
        subject=f"{counter.label} on {path_pattern(page)}",
        title=f"“{words}” stays at {stays} on {place(page, 25)} when a row is removed",
        description=happened,
        page=page,
        details={"before": counter.before, "between": counter.between, "after": counter.after},
    )


def _is_stuck(counter: Counter) -> bool:
    """Whether it counted the row and still does, or took off two; anything else may count something else."""
    numbers = _numbers(counter)
    return numbers is not None and numbers[1] == numbers[0] + 1 and numbers[2] in (numbers[1], numbers[0] - 1)


def _is_late(counter: Counter) -> bool:
    """Whether only the reload told that there is one less."""
    numbers = _numbers(counter)
    return numbers is not None and numbers[2] == numbers[0] - 1 and numbers[1] in (numbers[0], numbers[0] - 2)


def _numbers(counter: Counter) -> tuple[int, int, int] | None:
    numbers = (counter.before, counter.between, counter.after)
    before, between, after = (int(number) if number.isdigit() else -1 for number in numbers)
    return None if min(before, between, after) < 0 else (before, between, after)
