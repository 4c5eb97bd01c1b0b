"""Finds carts that take a quantity below zero, or whose line costs something else than its price times its quantity."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.quantities import OddQuantities, TriedQuantity
from worker.observation.observation import Observation

META = Meta(
    id="quantity_refused_or_consistent",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Quantity that cannot be and is taken",
    why="The quantity is used as it was typed, without a check of its limits where the sum is made.",
    fix="Take whole numbers from one up to a limit, say so when something else is typed, on the server too, and "
    "compute the sum from what was taken.",
    tags=("cwe-20", "cwe-840"),
)

_CENT = Decimal("0.011")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a negative quantity that counts, one for a line whose sum does not belong to its quantity."""
    for result in observation.experiments:
        if not isinstance(result, OddQuantities):
            continue
        for tried in result.tried:
            if not tried.sent or tried.complained:
                continue
            if tried.held.startswith("-") and any(Decimal(amount) < 0 for amount in tried.amounts):
                amount = next(amount for amount in tried.amounts if Decimal(amount) < 0)
                yield _found(observation, result, tried, "negative", f"The line then costs {amount}")
            elif _contradicts(result.price, tried):
                costs = ", ".join(tried.amounts)
                yield _found(
                    observation,
                    result,
                    tried,
                    "contradicts",
                    f"The line then says a quantity of {tried.held} and amounts of {costs}, at {result.price} each",
                )


def _contradicts(price: str, tried: TriedQuantity) -> bool:
    """Whether a line that tells its price, its quantity and a sum has none that is their product."""
    try:
        each, quantity = Decimal(price), Decimal(tried.held)
        told = [Decimal(amount) for amount in tried.amounts]
    except InvalidOperation:
        return False
    if quantity <= 0 or each not in told or len(told) < 2:
        return False
    return not any(abs(each * quantity - amount) < _CENT for amount in told)


def _found(observation: Observation, result: OddQuantities, tried: TriedQuantity, kind: str, happened: str) -> Finding:
    what = "below zero" if kind == "negative" else f"of {tried.typed or 'nothing'}"
    return finding(
        META,
        observation,
        subject=f"{kind} on {path_pattern(result.page)}",
        title=f"A quantity {what} is taken on {place(result.page, 40)}"
        if kind == "negative"
        else f"The line's sum does not fit its quantity on {place(result.page, 35)}",
        description=f"“{tried.typed}” was typed into “{shown(result.field, 30)}” and sent. {happened}. Expected: it is "
        "refused, or the sum is the price times the quantity.",
        severity=Severity.HIGH if kind == "negative" else Severity.MEDIUM,
        page=result.page,
        details={"typed": tried.typed, "held": tried.held, "amounts": list(tried.amounts)},
    )
