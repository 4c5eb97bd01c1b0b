"""Where experiments wait for their turn, the quick and telling ones first.

Some of them send what no visitor would: hostile or invalid data, guessed addresses. Those are for hosts that the test's
owner has proved to be theirs; what is left out elsewhere is told in the report.
"""

import heapq
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import count
from urllib.parse import urljoin

from deffatest.targets import OwnHosts, hostname
from worker.explorer.accounts import Accounts
from worker.explorer.experiments.forbidden_input import SendForbidden, trials_of
from worker.explorer.experiments.link_check import links_to_check
from worker.explorer.experiments.path_probe import paths_of_page, well_known_paths
from worker.explorer.experiments.reflected_input import ReflectMarker, markers_for
from worker.explorer.experiments.repeated_visit import RepeatCycle
from worker.explorer.experiments.wrong_password import TryWrongPassword
from worker.explorer.graph import Deed, Graph
from worker.explorer.walk import Request, Walk, bare
from worker.explorer.ways import way_to_here
from worker.observation.observation import Observation
from worker.surfaces.actions import ActionKind
from worker.surfaces.interface import Visitor

_MOST_CYCLES = 5
_MOST_NAMED = 5


class Turn(IntEnum):
    """Which experiments go first."""

    PATHS = 0
    LINKS = 1
    PASSWORD = 2
    REFLECTED = 3
    FORBIDDEN = 4
    CYCLE = 5


_ERRANDS = frozenset((Turn.PATHS, Turn.LINKS))


@dataclass(order=True, slots=True)
class Waiting:
    """An experiment in the queue.

    `seen` is the page that asked for it, cut down to what its judging needs, when no page must be opened for it;
    `witness` is the visitor who saw it.
    """

    turn: Turn
    number: int
    request: Request = field(compare=False)
    seen: Observation | None = field(compare=False, default=None)
    witness: Visitor | None = field(compare=False, default=None)


@dataclass(slots=True)
class Laboratory:
    """Plans experiments for what visitors see, each once; whoever has a free hand performs the next one."""

    start: str
    seed: int
    own: OwnHosts = field(default_factory=OwnHosts)
    """Hosts that may be probed."""
    _errands: list[Waiting] = field(default_factory=list[Waiting])
    _experiments: list[Waiting] = field(default_factory=list[Waiting])
    _numbers: "count[int]" = field(default_factory=count)
    _links: set[str] = field(default_factory=set[str])
    _paths: set[str] = field(default_factory=set[str])
    _forms: set[str] = field(default_factory=set[str])
    _cycled: set[str] = field(default_factory=set[str])
    _spared: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def plan_for_site(self) -> None:
        """What is asked once of every site."""
        if self._may_probe("guessed addresses", self.start):
            self._add(Turn.PATHS, well_known_paths(self.start))

    def plan_for_page(self, walk: Walk, observation: Observation) -> None:
        """What this page gives reason to try."""
        light = replace(
            bare(observation),
            scripts=(),
            screen=replace(observation.screen, markup="", texts=(), pictures=(), overflows=()),
        )
        if links := links_to_check(observation.screen, self.start, self._links):
            self._add(Turn.LINKS, links, light, walk.visitor)
        if paths := paths_of_page(observation, self._paths, self.own.include):
            self._add(Turn.PATHS, paths, light, walk.visitor)
        self._plan_forms(walk, observation)

    def plan_cycles(self, graph: Graph, scripted: set[str]) -> None:
        """Repetitions of what opens and closes on pages with scripts; a few, on pages of different make."""
        for key, node in list(graph.nodes.items()):
            if len(self._cycled) >= _MOST_CYCLES or node.state.template in self._cycled or key not in scripted:
                continue
            way = graph.path(key)
            cycle = next((cycle for cycle in graph.cycles(key) if _repeatable(cycle)), None)
            if way and cycle:
                self._cycled.add(node.state.template)
                self._add(Turn.CYCLE, RepeatCycle(way, node.state.url, cycle))

    def plan_wrong_password(self, accounts: Accounts) -> None:
        """Whether another password gets in as well, once somebody is in."""
        self._add(Turn.PASSWORD, TryWrongPassword(accounts))

    def next_errand(self) -> Waiting | None:
        """The next thing to ask for without opening a page, or None."""
        return heapq.heappop(self._errands) if self._errands else None

    def next_experiment(self) -> Waiting | None:
        """The experiment whose turn it is, or None."""
        return heapq.heappop(self._experiments) if self._experiments else None

    def notes(self) -> list[str]:
        """What was left out, where, and how it is allowed."""
        if not self._spared:
            return []
        hosts = sorted(self._spared)
        names = ", ".join(hosts[:_MOST_NAMED]) + (f" and {len(hosts) - _MOST_NAMED} more" * (len(hosts) > _MOST_NAMED))
        kinds = " or ".join(sorted({kind for kinds in self._spared.values() for kind in kinds}))
        return [
            f"Not tried on {names}: {kinds}. That is done only on hosts that the test's owner has proved to be theirs. "
            "Add the host to your targets (POST /api/targets) and publish its challenge as a DNS record or a file."
        ]

    def _may_probe(self, kind: str, *urls: str) -> bool:
        """Whether all of these are on hosts of the owner's; what is not tried is remembered."""
        foreign = [url for url in urls if not self.own.include(url)]
        for url in foreign:
            self._spared.setdefault(hostname(url), set()).add(kind)
        return not foreign

    def _plan_forms(self, walk: Walk, observation: Observation) -> None:
        screen = observation.screen
        way: tuple[Deed, ...] | None = None
        for form in screen.forms:
            name = f"{form.action} {form.key}"
            if name in self._forms or not form.fields:
                continue
            self._forms.add(name)
            if not self._may_probe("hostile and invalid data in forms", screen.url, urljoin(screen.url, form.action)):
                continue
            way = way or way_to_here(walk.steps)
            if markers := markers_for(screen, form):
                self._add(Turn.REFLECTED, ReflectMarker(way, screen.url, form.key, markers, self.seed))
            if trials := trials_of(screen, form):
                items = frozenset(trial.item for trial in trials)
                self._add(Turn.FORBIDDEN, SendForbidden(way, screen.url, form.key, items, self.seed))

    def _add(
        self, turn: Turn, request: Request, seen: Observation | None = None, witness: Visitor | None = None
    ) -> None:
        queue = self._errands if turn in _ERRANDS else self._experiments
        heapq.heappush(queue, Waiting(turn, next(self._numbers), request, seen, witness))


def _repeatable(cycle: tuple[Deed, ...]) -> bool:
    kinds = {action.kind for deed in cycle for action in deed}
    return kinds <= {
        ActionKind.CLICK,
        ActionKind.BACK,
        ActionKind.PRESS,
        ActionKind.CHECK,
        ActionKind.HOVER,
    } and kinds != {ActionKind.BACK}
