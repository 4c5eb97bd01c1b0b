"""Values that a form should refuse, and which of them to try where there are many."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from worker.observation.screen import Element

# The most telling first.
_CONSTRAINTS = (
    "same",
    "order",
    "minimum",
    "maximum",
    "day",
    "pattern",
    "type",
    "accept",
    "content",
    "required",
    "short",
    "min_length",
    "digit",
    "upper",
    "lower",
    "sign",
    "blank",
    "step",
    "max_length",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that a field forbids; `told` when words on the page say so and not its declaration."""

    field: str
    constraint: str
    declared: str
    value: str
    told: bool = False

    @property
    def item(self) -> str:
        """The trial's name within its form."""
        return f"{self.field} {self.constraint}"


def most_telling(trials: Iterable[Trial], most: int) -> list[Trial]:
    """So many trials, those of different rules before those of one rule on several fields."""
    ranked = sorted(trials, key=lambda trial: _CONSTRAINTS.index(trial.constraint))
    former: Counter[str] = Counter()
    turns: list[int] = []
    for trial in ranked:
        turns.append(former[trial.constraint])
        former[trial.constraint] += 1
    return [trial for _, trial in sorted(zip(turns, ranked, strict=True), key=lambda one: one[0])][:most]


def label_of(element: Element) -> str:
    """What a person calls a field."""
    return element.label or element.name or element.field_name or element.placeholder
