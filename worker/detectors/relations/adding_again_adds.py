"""Finds carts that lose or swallow what is put in a second time: the quantity is set instead of raised."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.quantities import AddedTwice
from worker.observation.observation import Observation

META = Meta(
    id="adding_again_adds",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Cart that does not take the same thing twice",
    why="What is put in sets the quantity of a line that is there already, instead of adding to it.",
    fix="Add the quantity to the one in the cart, or say that the thing is there already.",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the second time the cart did not grow by as much as the first time."""
    for result in observation.experiments:
        if not isinstance(result, AddedTwice) or result.twice >= 2 * result.once:
            continue
        yield finding(
            META,
            observation,
            subject=template_pattern(result.page),
            title=f"“{shown(result.control, 30)}” pressed again leaves {result.twice} in the cart"[:90],
            description=f"“{shown(result.control, 40)}” on {place(result.page)} put {result.once} into the empty cart. "
            f"Pressed once more, nothing is said against it, and the cart holds {result.twice}. "
            f"Expected: {2 * result.once}.",
            page=result.page,
            details={"once": result.once, "twice": result.twice},
        )
