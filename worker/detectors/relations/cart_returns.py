"""Finds carts that are not empty again when what was put in is taken out: the badge stays, or the line is back."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place
from worker.observation.experiments.quantities import CartAgain
from worker.observation.observation import Observation

META = Meta(
    id="cart_returns",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Badge that still counts what was taken out",
    why="The badge is raised when something is put in and not lowered when it is taken out.",
    fix="Draw the badge from the cart whenever the cart changes.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the cart has no line left and its badge counts one."""
    for result in observation.experiments:
        if not isinstance(result, CartAgain) or not all(number.isdigit() for number in result.badge):
            continue
        before, between, after, reloaded = map(int, result.badge)
        if before != 0 or between <= 0 or result.lines_after or result.lines_reloaded:
            continue
        if after > 0 or reloaded > 0:
            lasting = "also after a reload" if reloaded > 0 else "until the page is loaded again"
            yield finding(
                META,
                observation,
                subject=path_pattern(result.page),
                title=f"The badge counts {after or reloaded} in an empty cart on {place(result.page, 35)}",
                description=f"Something was put into the cart ({between} on the badge) and taken out again. The cart "
                f"has no line, but the badge says {after or reloaded}, {lasting}. Expected: 0, or no badge.",
                page=result.page,
                details={"badge": list(result.badge)},
            )
