"""A calendar that a page draws to choose a day from, as it lies open."""

from dataclasses import dataclass

from worker.surfaces.actions import Target


@dataclass(frozen=True, slots=True)
class Calendar:
    """One month of it, the last where it shows several side by side (`shown`).

    `year` and `month` are 0 where its words do not tell them for certain, or its days contradict them. `days` are the
    days of the month that can be chosen. `forward` and `back` turn it over, None where that is not offered.
    """

    year: int
    month: int
    days: tuple[int, ...]
    shown: int = 1
    forward: Target | None = None
    back: Target | None = None

    @property
    def is_dated(self) -> bool:
        """Whether it is known which month it shows."""
        return self.month > 0
