"""How much exploring has brought lately: it tells visitors when their time is better spent on experiments."""

from dataclasses import dataclass

# A place is new when so much of what can be tried there is: a list in another order, or narrowed, offers the same.
_NEWS = 0.15
# How much of what is known of the past one more deed replaces.
_WEIGHT = 0.06
# From this share of deeds on that lead to something new, exploring is rich.
_RICH = 0.3
# However much exploring brings, some is for experiments, and however little, some is left to it: what is silent lies in
# places that are known.
_LEAST_FOR_EXPERIMENTS = 0.4
_MOST_FOR_EXPERIMENTS = 0.8


@dataclass(slots=True)
class Harvest:
    """The share of the last deeds, of all visitors together, that led to something new; how many they were so far."""

    share: float = 1.0
    deeds: int = 0

    def note(self, news: float) -> None:
        """Learn from one more deed: how much of what it led to is of kinds nobody had met, 0 to 1."""
        self.share += _WEIGHT * ((news >= _NEWS) - self.share)
        self.deeds += 1

    @property
    def is_rich(self) -> bool:
        """Whether exploring brings so much that little else is worth a visitor's time."""
        return self.share >= _RICH

    def worth_of_experiments(self, passed: float, *, is_news: bool) -> float:
        """The share of a visitor's time for experiments: the more, the less exploring brings, unless it `is_news` that
        waits, a new kind of place; and the more of the time has `passed` (0 to 1), for what can be seen at a glance is
        seen early.
        """
        by_harvest = 0.0 if is_news else _MOST_FOR_EXPERIMENTS * (1 - self.share / _RICH)
        return min(_MOST_FOR_EXPERIMENTS, max(_LEAST_FOR_EXPERIMENTS, passed, by_harvest))
