"""How much exploring has brought lately: it tells visitors when their time is better spent on experiments."""

from dataclasses import dataclass

# A place is new when so much of what can be tried there is: a list in another order, or narrowed, offers the same.
_NEWS = 0.15
# How much of what is known of the past one more deed replaces.
_WEIGHT = 0.06
# From this share of deeds on that lead to something new, exploring is worth all of a visitor's time.
_RICH = 0.3
# Some is left to exploring however little it brings: what is silent lies in places that are known.
_MOST_FOR_EXPERIMENTS = 0.75


@dataclass(slots=True)
class Harvest:
    """The share of the last deeds, of all visitors together, that led to something new."""

    share: float = 1.0

    def note(self, news: float) -> None:
        """Learn from one more deed: how much of what it led to is of kinds nobody had met, 0 to 1."""
        self.share += _WEIGHT * ((news >= _NEWS) - self.share)

    @property
    def is_rich(self) -> bool:
        """Whether exploring is worth all of a visitor's time."""
        return self.share >= _RICH

    @property
    def worth_of_experiments(self) -> float:
        """The share of a visitor's time for experiments: 0 while nearly all is new."""
        return _MOST_FOR_EXPERIMENTS * max(0.0, 1 - self.share / _RICH)
