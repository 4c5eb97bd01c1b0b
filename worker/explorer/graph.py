"""What is known of the app so far: its states, what can be tried in each, and the ways between them."""

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from worker.explorer.options import Deal, Option
from worker.explorer.state import State, url_pattern
from worker.surfaces.actions import Action, ActionKind

# One perform of a visitor: actions done in one go, as a person fills a form.
Deed = tuple[Action, ...]

# What it takes to follow an edge, in steps: more for each further action, and for each time that it led elsewhere.
_ACTION_COST = 0.3
_MISS_COST = 3.0
# Every page has these: they say nothing of what it offers.
_EVERYWHERE = frozenset((Deal.RELOAD, Deal.BACK, Deal.SCROLL))


@dataclass(slots=True)
class Node:
    """A state, what can be tried there, and how often that was tried.

    `news` is the share of what could be tried at the first sight that was of kinds nobody had met, 1 for a page of a
    make that nobody had met. `claimed_by` names the visitor on its way there.
    """

    state: State
    news: float = 1.0
    options: dict[str, Option] = field(default_factory=dict[str, Option])
    tried: Counter[str] = field(default_factory=Counter[str])
    failed: Counter[str] = field(default_factory=Counter[str])
    visits: int = 0
    claimed_by: str = ""
    unreachable: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A deed led from one state to another; `in_page` when the document stayed."""

    source: str
    deed: Deed
    destination: str
    in_page: bool


@dataclass(frozen=True, slots=True)
class Way:
    """The edges that lead to a state, and what it takes to follow them, in steps."""

    cost: float = 0.0
    edges: tuple[Edge, ...] = ()


@dataclass(slots=True)
class Graph:
    """States and deeds between them, shared by all visitors of a run."""

    start_url: str
    nodes: dict[str, Node] = field(default_factory=dict[str, Node])
    edges: dict[str, list[Edge]] = field(default_factory=dict[str, list[Edge]])
    makes_met: set[str] = field(default_factory=set[str])
    kinds_met: set[str] = field(default_factory=set[str])
    kinds_tried: Counter[str] = field(default_factory=Counter[str])
    urls_seen: set[str] = field(default_factory=set[str])
    patterns_seen: Counter[str] = field(default_factory=Counter[str])
    collections_seen: Counter[str] = field(default_factory=Counter[str])
    missed: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """How often the way from one state to another led elsewhere."""

    def arrive(self, state: State, options: tuple[Option, ...]) -> Node:
        """Note that a visitor stands in a state where these things can be tried."""
        node = self.nodes.setdefault(state.key, Node(state, self._news_of(state, options)))
        node.visits += 1
        for option in options:
            node.options.setdefault(option.key, option)
        self.urls_seen.add(state.url)
        self.patterns_seen[url_pattern(state.url)] += 1
        self.collections_seen[state.collection] += 1
        return node

    def _news_of(self, state: State, options: tuple[Option, ...]) -> float:
        kinds = {option.kind for option in options if option.deal not in _EVERYWHERE}
        share = len(kinds - self.kinds_met) / max(1, len(kinds))
        another = state.template not in self.makes_met and url_pattern(state.url) not in self.patterns_seen
        self.kinds_met |= kinds
        self.makes_met.add(state.template)
        return 1.0 if another else share

    def connect(self, source: str, deed: Deed, destination: str, *, in_page: bool) -> None:
        """Note that a deed led from one state to another; the first and the shorter of equal ways is kept."""
        ways = self.edges.setdefault(source, [])
        known = next((index for index, edge in enumerate(ways) if edge.destination == destination), None)
        edge = Edge(source, deed, destination, in_page)
        if known is None:
            ways.append(edge)
        elif len(deed) < len(ways[known].deed):
            ways[known] = edge

    def note_tried(self, node: Node, option: Option) -> None:
        """Note that somebody is about to try this; others then choose differently."""
        node.tried[option.key] += 1
        self.kinds_tried[option.kind] += 1

    def path(self, destination: str, source: str = "") -> tuple[Deed, ...] | None:
        """The deeds of the best way from one state to another, or None while no way is known.

        The source is a new person's empty window unless a state is named.
        """
        way = self.ways(source).get(destination)
        return None if way is None else tuple(edge.deed for edge in way.edges)

    def path_in(self, destination: str) -> tuple[Deed, ...]:
        """As `path`, for a state to which one must sign in: from opening the page on which that begins; () where the
        best way has no password in it.
        """
        edges = self.ways().get(destination, Way()).edges
        first = next((place for place, edge in enumerate(edges) if any(one.secret for one in edge.deed)), None)
        if first is None:
            return ()
        # What was done at the same address, or typed before (the name alone), belongs to it.
        while first > 0 and (self._stays(edges[first - 1]) or _types(edges[first - 1].deed)):
            first -= 1
        way = tuple(edge.deed for edge in edges[first:])
        return way if first == 0 else (open_page(self.nodes[edges[first].source].state.url), *way)

    def _stays(self, edge: Edge) -> bool:
        """Whether an edge leads from one state to another of the same address."""
        source = self.nodes.get(edge.source)
        return source is not None and source.state.url == self.nodes[edge.destination].state.url

    def ways(self, source: str = "") -> dict[str, Way]:
        """The best way to every state that can be reached from this one."""
        best: dict[str, Way] = {}
        numbers = count()  # of equal ways, the one that was found first
        waiting = [(0.0, next(numbers), source, Way())]
        while waiting:
            _, _, key, way = heapq.heappop(waiting)
            if key in best:
                continue
            best[key] = way
            for edge in self.edges.get(key, ()):
                if edge.destination not in best:
                    further = Way(way.cost + self._cost(edge), (*way.edges, edge))
                    heapq.heappush(waiting, (further.cost, next(numbers), edge.destination, further))
        return best

    def opens(self, url: str, key: str) -> bool | None:
        """Whether this address opens this state for a new person; None when nobody has tried."""
        tried = [edge.destination for edge in self.edges.get("", ()) if edge.deed == open_page(url)]
        return key in tried if tried else None

    def note_missed(self, edge: Edge) -> None:
        """Note that its deed led elsewhere than it did before."""
        self.missed[edge.source, edge.destination] += 1

    def _cost(self, edge: Edge) -> float:
        missed = self.missed[edge.source, edge.destination]
        return 1 + _ACTION_COST * (len(edge.deed) - 1) + _MISS_COST * missed

    def cycles(self, key: str) -> Iterator[tuple[Deed, ...]]:
        """Ways that leave a state and should come back to it within one document, shortest first."""
        for edge in self.edges.get(key, ()):
            if edge.in_page and edge.destination == key:
                yield (edge.deed,)
        for edge in self.edges.get(key, ()):
            other = self.nodes.get(edge.destination)
            if edge.in_page and other is not None and other.state.url != self.nodes[key].state.url:
                yield (edge.deed, (Action(ActionKind.BACK),))
        for out in self.edges.get(key, ()):
            if out.in_page and out.destination != key:
                for back in self.edges.get(out.destination, ()):
                    if back.in_page and back.destination == key:
                        yield (out.deed, back.deed)


def open_page(url: str) -> Deed:
    """The deed of typing an address."""
    return (Action(ActionKind.NAVIGATE, value=url),)


def _types(deed: Deed) -> bool:
    return any(action.kind is ActionKind.TYPE for action in deed)


def opens_address(deed: Deed) -> bool:
    """Whether a deed begins by typing an address."""
    return deed[0].kind is ActionKind.NAVIGATE
