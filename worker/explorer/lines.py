"""The experiments that wait, a line for each kind, and which of them is served next."""

from collections import Counter, deque
from dataclasses import dataclass, field

from worker.explorer.experiments.planning import Hint, Plan
from worker.explorer.walk import Request
from worker.observation.observation import Observation
from worker.surfaces.interface import Visitor

# More than 1 where each further experiment of a kind tells less than the one before.
_WEARINESS = 1.5
# How much later experiments come of which a hint says that they would find nothing.
_UNPROMISING = 4.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An experiment in a queue.

    `kind` is its plan's; "" for an errand. `once` names the kind of place. `seen` is the page that asked for it, cut
    down to what its judging needs, when no page must be opened for it; `witness` is the visitor who saw it. A
    `destructive` one waits until that is allowed; a `telling` one goes first, then what is of a rarer `sort`; what is
    `far` goes after what is not. A `hint` tells beforehand what it is worth.
    """

    request: Request
    kind: str = ""
    once: str = ""
    seen: Observation | None = None
    witness: Visitor | None = None
    destructive: bool = False
    telling: bool = False
    sort: str = ""
    far: bool = False
    hint: Hint | None = None


@dataclass(slots=True)
class Line:
    """The experiments of one kind that wait: those that a hint promises to find something before the others, then the
    telling, then those of a sort that was served less often, then those that are not far, else first come first served;
    how many were served, how many of them are done, and what those took; to how many of them (`in_vain`) no way led.
    """

    plan: Plan
    waiting: deque[Waiting] = field(default_factory=deque[Waiting])
    served: int = 0
    in_vain: int = 0
    done: int = 0
    seconds: float = 0.0
    sorts: Counter[str] = field(default_factory=Counter[str])
    promises: dict[str, bool] = field(default_factory=dict[str, bool])
    """What hints said, by the kind of place."""

    def next_turn(self, *, destructive: bool) -> float | None:
        """When it is served next in relation to others, by the time that its kind will have taken then: what takes long
        comes less often, and what was done often comes after what was done once. What a hint promises is served at
        once. None when nothing waits that may be done now.
        """
        promised = [self.promises.get(one.once) for one in self._allowed(destructive=destructive)]
        if any(promised):
            return 0.0
        if not promised or self.served - self.in_vain >= self.plan.most:
            return None
        # What it took elsewhere counts as one more, so that a single one that was slow does not speak for its kind.
        expected = (self.plan.seconds + self.seconds) / (1 + self.done)
        worth = self.plan.share if None in promised else self.plan.share / _UNPROMISING
        return expected * (self.served + 1) ** _WEARINESS / worth

    def take(self, *, destructive: bool) -> Waiting:
        """The first that may be done now."""
        ranks = {True: 0, None: 1, False: 2}
        one = min(
            self._allowed(destructive=destructive),
            key=lambda one: (ranks[self.promises.get(one.once)], not one.telling, self.sorts[one.sort], one.far),
        )
        self.waiting.remove(one)
        self.served += 1
        self.sorts[one.sort] += 1
        return one

    def withdraw(self, once: str) -> None:
        """Take out what waits for this kind of place."""
        self.waiting = deque(one for one in self.waiting if one.once != once)

    def _allowed(self, *, destructive: bool) -> list[Waiting]:
        return [one for one in self.waiting if destructive or not one.destructive]
