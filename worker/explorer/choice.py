"""What a curious person would try next: the new before the known, the rare before the common, with a little chance."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from worker.explorer.graph import Graph, Node
from worker.explorer.options import Deal, Option
from worker.explorer.state import collection_of, url_pattern

# How much each way of touching an app usually reveals.
_WEIGHTS = {
    Deal.FORM: 5.0,
    Deal.LINK: 3.0,
    Deal.BUTTON: 3.0,
    Deal.TYPE: 2.5,
    Deal.CHOOSE: 2.5,
    Deal.CHECK: 1.5,
    Deal.SCROLL: 1.5,
    Deal.HOVER: 0.8,
    Deal.GESTURE: 1.0,
    Deal.KEY: 0.6,
    Deal.RELOAD: 0.25,
    Deal.BACK: 0.25,
}


@dataclass(frozen=True, slots=True)
class Curiosity:
    """How often the same is tried: in one state, and of one kind in the whole app."""

    in_state: int
    of_kind: int


@dataclass(frozen=True, slots=True)
class Temperament:
    """What a visitor likes more than others do: wandering from page to page, or trying all that a page offers."""

    wandering: float
    tinkering: float


WANDERER = Temperament(1.6, 0.8)
TINKERER = Temperament(0.6, 1.5)

# First one or two of everything, then more of each kind, at last the same again.
ROUNDS = (Curiosity(1, 2), Curiosity(1, 5), Curiosity(2, 12))

_URGENCY = 3.0
_SESSION_END = 0.01
# How much less a state is worth for each step on the way there, and how far what is only known by its address seems.
_STEP = 0.3
_UNKNOWN_WAY = 2.0

# Kinds that tell nothing new when done on every page of one make.
_ONCE_A_KIND = frozenset((Deal.RELOAD, Deal.BACK, Deal.KEY, Deal.HOVER, Deal.GESTURE))


@dataclass(slots=True)
class Choice:
    """Chooses among options; the same seed and the same app give the same choices."""

    graph: Graph
    chance: random.Random
    temperament: Temperament
    destructive_allowed: Callable[[], bool]
    # How new the page at an address promises to be, 0 to 1, for whoever has read it without opening it; else None.
    novelty: Callable[[str], float | None] = lambda _url: None
    # Whether an address is known to open a new kind of place, for whoever has read it.
    is_news: Callable[[str], bool] = lambda _url: False
    # How much more an option matters to the app's people than others, from 1 on, for whoever knows.
    worth: Callable[[Option], float] = lambda _option: 1.0

    def best(self, node: Node, here: Iterable[str], curiosity: Curiosity) -> Option | None:
        """The most promising of the options that stand there now, or None when all are known well enough."""
        present = set(here)
        open_ones = [option for option in self.open_options(node, curiosity) if option.key in present]
        if not open_ones:
            return None
        return max(open_ones, key=lambda option: self.appeal(node, option) * self.chance.uniform(0.8, 1.2))

    def open_options(self, node: Node, curiosity: Curiosity) -> list[Option]:
        """What is still worth trying in a state."""
        return [option for option in node.options.values() if self._open(node, option, curiosity)]

    def appeal(self, node: Node, option: Option) -> float:
        """How promising an option is: its weight, less the better it and its kind are known."""
        known = 1 if self.leads_to_news(option) else 1 + self.graph.kinds_tried[option.kind]
        here = 1 + 3 * node.tried[option.key] + 2 * node.failed[option.key]
        likes = self.temperament.wandering if option.deal is Deal.LINK else self.temperament.tinkering
        # What had to wait has little time left.
        urgency = _SESSION_END if option.last else _URGENCY if option.destructive else 1.0
        promise = urgency * _WEIGHTS[option.deal] * likes * self._novelty_of_destination(option) * self.worth(option)
        return promise / (known * here)

    def leads_to_news(self, option: Option) -> bool:
        """Whether a link is known to lead to a new kind of place, whatever other links of its kind led to."""
        unseen = option.deal is Deal.LINK and option.leads_to not in self.graph.urls_seen
        return unseen and self.is_news(option.leads_to)

    def is_awaited(self, option: Option) -> bool:
        """Whether it is a form of a kind that nobody has sent yet, or a button for what people come for."""
        return (option.deal is Deal.FORM or option.matters) and not self.graph.kinds_tried[option.kind]

    def nearest_frontier(
        self, present: str, visitor: str, curiosity: Curiosity, counts: Callable[[Option], bool] = lambda _option: True
    ) -> Node | None:
        """The state most worth travelling to: much to try that `counts`, few deeds away, and nobody else on the way
        there.
        """
        best: tuple[float, Node] | None = None
        from_here, from_start = self.graph.ways(present), self.graph.ways()
        for key, node in self.graph.nodes.items():
            if key == present or node.unreachable > 1 or node.claimed_by not in ("", visitor):
                continue
            waiting = (option for option in self.open_options(node, curiosity) if counts(option))
            appeal = sum(sorted((self.appeal(node, option) for option in waiting), reverse=True)[:3])
            if not appeal:
                continue
            steps = min((ways[key].cost for ways in (from_here, from_start) if key in ways), default=_UNKNOWN_WAY)
            worth = appeal / (1 + node.unreachable) / (1 + _STEP * steps) * self.chance.uniform(0.8, 1.2)
            if best is None or worth > best[0]:
                best = (worth, node)
        return best[1] if best else None

    def _open(self, node: Node, option: Option, curiosity: Curiosity) -> bool:
        if option.destructive and not self.destructive_allowed():
            return False
        if node.failed[option.key] > 1:
            return False
        if _is_play(option):
            return self.graph.kinds_tried[option.kind] < curiosity.of_kind
        of_kind = 1 if option.deal in _ONCE_A_KIND else curiosity.of_kind
        if option.deal is Deal.LINK and option.leads_to in self.graph.urls_seen:
            # The page is known; walking there again is only worth it to see that the way itself works.
            return not node.tried[option.key] and self.graph.kinds_tried[option.kind] < min(of_kind, 1)
        if self.leads_to_news(option):
            return not node.tried[option.key]
        return node.tried[option.key] < curiosity.in_state and self.graph.kinds_tried[option.kind] < of_kind

    def _novelty_of_destination(self, option: Option) -> float:
        if option.deal is not Deal.LINK:
            return 1.0
        if option.leads_to in self.graph.urls_seen:
            return 0.15
        if (promised := self.novelty(option.leads_to)) is not None:
            return 2.0 * promised
        pattern = url_pattern(option.leads_to).partition("?")[0]
        return 2.0 / (1 + self.graph.collections_seen[collection_of(pattern)])


def _is_play(option: Option) -> bool:
    """Keys that the page as a whole listens to: in a game each press leads on, though the controls stay the same."""
    return option.deal is Deal.KEY and bool(option.gesture)
