"""Where experiments wait for their turn.

Some of them send what no visitor would: hostile or invalid data, guessed addresses. Those are for hosts that the test's
owner has proved to be theirs; what is left out elsewhere is told in the report.
"""

import heapq
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import count

from deffatest.logging import logger
from deffatest.targets import OwnHosts, hostname
from worker.explorer.accounts import Accounts
from worker.explorer.experiments import registry
from worker.explorer.experiments.link_check import links_to_check
from worker.explorer.experiments.other_ways import is_far
from worker.explorer.experiments.path_probe import paths_of_page, well_known_paths
from worker.explorer.experiments.planning import Experimenting, Plan, Proposal, Scene
from worker.explorer.experiments.repeated_visit import RepeatCycle
from worker.explorer.experiments.source_map import source_maps_of_page
from worker.explorer.experiments.wrong_password import TryWrongPassword
from worker.explorer.graph import Deed, Graph
from worker.explorer.lines import Line, Waiting
from worker.explorer.state import SIGNPOSTS
from worker.explorer.walk import Request, Walk, bare
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import ActionKind
from worker.surfaces.interface import SurfaceReplaced, Visitor

_log = logger(__name__)

_MOST_CYCLES = 5
_MOST_NAMED = 5
# A place of a kind that shows so many times as much as the one that was proposed before is worth more: a list that a
# word has narrowed may have a single row.
_RICHER = 2.0
# So many ways to one place are tried at most, each only where those before led nowhere.
_MOST_WAYS = 3
_PASSWORD = Plan("wrong_password", share=3.0)
_CYCLE = Plan("repeated_visit", most=_MOST_CYCLES)


class Turn(IntEnum):
    """Which errands go first."""

    PATHS = 0
    LINKS = 1


@dataclass(slots=True)
class Laboratory:
    """Plans experiments for what visitors see, each once; whoever has a free hand performs the next one."""

    start: str
    seed: int
    own: OwnHosts = field(default_factory=OwnHosts)
    """Hosts that may be probed."""
    experiments: tuple[Experimenting, ...] = field(default_factory=registry.load)
    broken: set[str] = field(default_factory=set[str])
    """Experiments that could not say where they apply."""
    _errands: list[tuple[Turn, int, Waiting]] = field(default_factory=list[tuple[Turn, int, Waiting]])
    _lines: dict[str, Line] = field(default_factory=dict[str, Line])
    _hinted: dict[bool, deque[Waiting]] = field(default_factory=lambda: {False: deque(), True: deque()})
    """Whose hints are to be asked for: as a guest, and (True) as somebody who is signed in."""
    _proposed: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    """By experiment and kind of place: how much there is to see where it is done."""
    _impossible: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    _numbers: "count[int]" = field(default_factory=count)
    _links: set[str] = field(default_factory=set[str])
    _paths: set[str] = field(default_factory=set[str])
    _cycled: set[str] = field(default_factory=set[str])
    _spared: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def plan_for_site(self) -> None:
        """What is asked once of every site."""
        if self._may_probe("guessed addresses", self.start):
            self._run(Turn.PATHS, well_known_paths(self.start))

    def plan_for_page(self, walk: Walk, observation: Observation) -> None:
        """What a page that nobody has seen before gives reason to ask for."""
        light = replace(
            bare(observation),
            scripts=(),
            screen=replace(observation.screen, markup="", texts=(), pictures=(), overflows=()),
        )
        if links := links_to_check(observation.screen, self.start, self._links):
            self._run(Turn.LINKS, links, light, walk.visitor)
        if maps := source_maps_of_page(observation, self._paths):
            self._run(Turn.PATHS, maps, light, walk.visitor)
        if paths := paths_of_page(observation, self._paths, self.own.include):
            self._run(Turn.PATHS, paths, light, walk.visitor)

    def plan_for_scene(self, scene: Scene) -> None:
        """What an explorer's last look gives reason to try."""
        scene = replace(scene, observation=replace(scene.observation, screen=_on_top(scene.screen)))
        for experiment in self.experiments:
            plan = experiment.PLAN
            if plan.id in self.broken:
                continue
            try:
                proposals = list(experiment.propose(scene))
            except Exception:  # noqa: BLE001 - whatever breaks in one experiment must not end the run
                _log.exception("experiment_broke", experiment=plan.id, page=scene.screen.url)
                self.broken.add(plan.id)
                continue
            for proposal in proposals:
                self._consider(plan, proposal, scene.screen)

    def plan_cycles(self, graph: Graph, scripted: set[str]) -> None:
        """Repetitions of what opens and closes on pages with scripts; a few, on pages of different make."""
        for key, node in list(graph.nodes.items()):
            if len(self._cycled) >= _MOST_CYCLES or node.state.template in self._cycled or key not in scripted:
                continue
            way = graph.path(key)
            cycle = next((cycle for cycle in graph.cycles(key) if _repeatable(cycle)), None)
            if way and cycle:
                self._cycled.add(node.state.template)
                # What leads to another screen and back builds and throws away more than what stays where it is.
                there_and_back = len(cycle) > 1
                request = RepeatCycle(way, node.state.url, cycle)
                self._line_up(_CYCLE, Proposal(request, node.state.template, telling=there_and_back))

    def plan_wrong_password(self, accounts: Accounts) -> None:
        """Whether another password gets in as well, once somebody is in."""
        self._consider(_PASSWORD, Proposal(TryWrongPassword(accounts), "once"))

    @property
    def is_awaited(self) -> bool:
        """Whether an experiment waits that tells others what they need: how somebody else signs in."""
        line = self._lines.get(_PASSWORD.id)
        return line is not None and bool(line.waiting)

    def next_errand(self) -> Waiting | None:
        """The next thing to ask for without opening a page, or None."""
        return heapq.heappop(self._errands)[-1] if self._errands else None

    async def follow_hint(self, visitor: Visitor, *, inside: bool = False) -> bool:
        """Ask as this visitor, who is `inside` when signed in, whether an experiment that waits looks worth its time;
        False when there is none to ask about. Raises SurfaceError.
        """
        while self._hinted[inside]:
            waiting = self._hinted[inside].popleft()
            line = self._lines[waiting.kind]
            if waiting.hint is None or waiting not in line.waiting:
                continue  # it has had its turn
            try:
                promises = await waiting.hint.promises(visitor)
            except SurfaceReplaced:
                return True  # the one hint is lost, the next is asked for as somebody new
            _log.info("hint", kind=waiting.kind, place=waiting.once, promises=promises, inside=inside)
            if promises is not None:
                line.promises[waiting.once] = promises
            elif not inside:
                self._hinted[True].append(waiting)
            return True
        return False

    def next_experiment(self, *, destructive: bool = True) -> Waiting | None:
        """The experiment whose turn it is, or None; all kinds share the time."""
        if self.is_awaited:
            return self._lines[_PASSWORD.id].take(destructive=destructive)
        turns = [
            (turn, name)
            for name, line in self._lines.items()
            if (turn := line.next_turn(destructive=destructive)) is not None
        ]
        return self._lines[min(turns)[1]].take(destructive=destructive) if turns else None

    def note_done(self, waiting: Waiting, seconds: float) -> None:
        """Learn what an experiment took."""
        line = self._lines[waiting.kind]
        line.done += 1
        line.seconds += seconds

    def note_impossible(self, waiting: Waiting) -> None:
        """Learn that the way led nowhere: it does not count as one of the most of its kind, and whoever comes to such a
        place by another way may propose it again.
        """
        name = (waiting.kind, waiting.once)
        self._impossible[name] += 1
        if self._impossible[name] < _MOST_WAYS:
            self._lines[waiting.kind].in_vain += 1
            self._proposed.pop(name, None)

    def performed(self) -> dict[str, tuple[int, int, int]]:
        """How many experiments of each kind were performed, how many still waited, and the seconds that it took."""
        lines = sorted(self._lines.items())
        return {name: (line.served, len(line.waiting), round(line.seconds)) for name, line in lines}

    def notes(self) -> list[str]:
        """What was left out, where, and how it is allowed."""
        notes = [f"The experiment {name} failed to look for places and was left out." for name in sorted(self.broken)]
        if not self._spared:
            return notes
        hosts = sorted(self._spared)
        names = ", ".join(hosts[:_MOST_NAMED]) + (f" and {len(hosts) - _MOST_NAMED} more" * (len(hosts) > _MOST_NAMED))
        kinds = " or ".join(sorted({kind for kinds in self._spared.values() for kind in kinds}))
        return [
            *notes,
            f"Not tried on {names}: {kinds}. That is done only on hosts that the test's owner has proved to be theirs. "
            "Add the host to your targets (POST /api/targets) and publish its challenge as a DNS record or a file.",
        ]

    def _consider(self, plan: Plan, proposal: Proposal, screen: Screen | None = None) -> None:
        """Line up what nobody has proposed yet, or in its place what was proposed for a place with much less to see."""
        # What is sent is the same wherever it is seen.
        name, extent = (plan.id, proposal.once), _extent(screen) if screen and not proposal.probes else 0
        before = self._proposed.get(name)
        if before is not None and extent <= _RICHER * before:
            return
        self._proposed[name] = extent
        if before is not None and plan.id in self._lines:
            self._lines[plan.id].withdraw(proposal.once)
        if not proposal.probes or self._may_probe(proposal.probing, *proposal.probes):
            self._line_up(plan, proposal)

    def _may_probe(self, kind: str, *urls: str) -> bool:
        """Whether all of these are on hosts of the owner's; what is not tried is remembered."""
        foreign = [url for url in urls if not self.own.include(url)]
        for url in foreign:
            self._spared.setdefault(hostname(url), set()).add(kind)
        return not foreign

    def _line_up(self, plan: Plan, proposal: Proposal) -> None:
        waiting = Waiting(
            proposal.request,
            plan.id,
            proposal.once,
            destructive=proposal.destructive,
            telling=proposal.telling,
            sort=proposal.sort,
            far=is_far(proposal.request),
            hint=proposal.hint,
        )
        self._lines.setdefault(plan.id, Line(plan)).waiting.append(waiting)
        if waiting.hint is not None:
            self._hinted[False].append(waiting)

    def _run(
        self, turn: Turn, request: Request, seen: Observation | None = None, witness: Visitor | None = None
    ) -> None:
        heapq.heappush(self._errands, (turn, next(self._numbers), Waiting(request, seen=seen, witness=witness)))


def _on_top(screen: Screen) -> Screen:
    """The screen without what lies under a dialog, which nobody can touch before it is closed."""
    if not any(one.visible and one.region == "dialog" for one in screen.elements):
        return screen
    elements = tuple(
        replace(one, visible=False) if one.under_layer and one.region != "dialog" else one for one in screen.elements
    )
    return replace(screen, elements=elements)


def _extent(screen: Screen) -> int:
    """How much there is to touch, but for what is the same around every page."""
    return sum(one.visible and one.region not in SIGNPOSTS for one in screen.elements)


def _repeatable(cycle: tuple[Deed, ...]) -> bool:
    kinds = {action.kind for deed in cycle for action in deed}
    return kinds <= {
        ActionKind.CLICK,
        ActionKind.BACK,
        ActionKind.PRESS,
        ActionKind.CHECK,
        ActionKind.HOVER,
    } and kinds != {ActionKind.BACK}
