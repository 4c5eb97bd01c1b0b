"""One run from the first look to the record: visitors explore, others prove and experiment beside them.

This is where the explorer and the evidence meet; neither knows the other.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from deffatest.logging import logger
from deffatest.run_record import Bug, RunRecord, Video
from deffatest.targets import OwnHosts
from worker.detectors.base import Detector, Finding
from worker.evidence.breaks import Breaks
from worker.evidence.comparison import Memory
from worker.evidence.experimenting import Experimenter
from worker.evidence.first_look import FirstLook
from worker.evidence.judge import Judge
from worker.evidence.measurements import Measurements
from worker.evidence.openings import Openings
from worker.evidence.proof import Prover
from worker.evidence.record import coverage, environment, security_findings
from worker.evidence.recording import Recording
from worker.evidence.register import Register, Seen, Suspicion
from worker.evidence.run_logs import RunLogs
from worker.evidence.scripts import candidates, candidates_for_stop
from worker.evidence.trials import Trials
from worker.explorer.brain.brain import Brain
from worker.explorer.choice import TINKERER, WANDERER
from worker.explorer.clock import Clock
from worker.explorer.explorer import Explorer, Ground, visitor_name
from worker.explorer.graph import Deed, Graph
from worker.explorer.insider import INSIDER, read_inside
from worker.explorer.laboratory import Laboratory
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP, PHONE
from worker.observation.code_use import CodeUse
from worker.order import BugFound, Failed, Progress, RunOrder
from worker.surfaces.interface import (
    Surface,
    SurfaceError,
    SurfaceLost,
    TargetUnreachable,
    Visitor,
)

_log = logger(__name__)

_SECONDS_BETWEEN_PROGRESS = 1.0
_SECONDS_BETWEEN_ERRANDS = 0.2
# The film of a whole run tells where a visitor was; each picture takes time from exploring.
_SECONDS_BETWEEN_PICTURES = 0.8
_IDLE_SECONDS = 0.5
_SECONDS_FOR_AN_EXPERIMENT = 10.0
# Beside the exploring, where nothing else waits to be proved: so much of the time, and only what is shown in a moment.
_SHARE_OF_BETTERING = 0.08
_FEW_ACTIONS = 3
# So many prove at once when nobody explores.
_PROVERS = 2
# Of the time after the exploring, so much is kept for timings at most.
_SHARE_FOR_TIMINGS = 0.7
# Of the time after the exploring, so much is kept for showing bugs once more before further experiments take it.
_SHARE_AGAINST_EXPERIMENTS = 0.4

Say = Callable[[Progress | BugFound | Failed], None]


@dataclass(slots=True)
class Expedition:
    """One run from the first look to the record."""

    folder: Path
    order: RunOrder
    surface: Surface
    start_url: str
    detectors: tuple[Detector, ...]
    clock: Clock
    say: Say
    logs: RunLogs
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    measurements: Measurements = field(default_factory=Measurements)
    openings: Openings = field(default_factory=Openings)
    trials: Trials = field(default_factory=Trials)
    breaks: Breaks = field(default_factory=Breaks)
    videos: list[Video] = field(default_factory=list[Video])
    notes: list[str] = field(default_factory=list[str])
    target_lost: bool = False
    _told: set[str] = field(default_factory=set[str])
    _recordings: dict[str, Recording] = field(default_factory=dict[str, Recording])
    _walks: list[Walk] = field(default_factory=list[Walk])
    _exploring: bool = True
    _helped: int = 0
    _seconds_for_timings: float = 0.0
    _seconds_for_bettering: float = 0.0
    _something_new: asyncio.Event = field(default_factory=asyncio.Event)
    judge: Judge = field(init=False)
    register: Register = field(init=False)
    memory: Memory = field(init=False)
    ground: Ground = field(init=False)
    prover: Prover = field(init=False)
    experimenter: Experimenter = field(init=False)
    brain: Brain | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        scope = Scope(self.start_url)
        self.judge = Judge(self.detectors, scope)
        self.register = Register(self.started_at, self.start_url)
        self.memory = Memory(self.order.earlier)
        self.prover = Prover(
            surface=self.surface,
            judge=self.judge,
            register=self.register,
            clock=self.clock,
            folder=self.folder,
            breaks=self.breaks,
            on_proved=self._on_proved,
            on_findings=self._on_proof_findings,
            is_closed=lambda path: self.ground.atlas.is_closed(path),
        )
        self.clock.proofs_seconds = self.prover.proofs_seconds
        self.clock.timings_seconds = self.prover.timings_seconds
        if self.order.model is not None:
            login = self.order.login
            private = (login.username, *(value.get_secret_value() for value in login.fields.values())) if login else ()
            self.brain = Brain(self.order.model, private, self._on_doubt)
        self.ground = Ground(
            start_url=self.start_url,
            scope=scope,
            clock=self.clock,
            graph=Graph(self.start_url),
            laboratory=Laboratory(self.start_url, self.order.seed, OwnHosts.parse(self.order.may_probe)),
            on_sight=self._on_sight,
            on_stop=self._on_stop,
            seed=self.order.seed,
            visitors=self.order.visitors,
            login=self.order.login,
            brain=self.brain,
            assist=self._next_experiment,
            help_to_prove=self._help,
        )
        self.experimenter = Experimenter(
            self.ground,
            self.clock,
            self.breaks,
            self._somebody_new,
            seconds_left=lambda: self.clock.proving_left - self._seconds_for_timings,
        )

    async def go(self) -> None:
        """Explore, prove, and measure timings in the quiet after; ends in its time.

        Raises SurfaceLost, TargetUnreachable.
        """
        self.ground.laboratory.plan_for_site()
        self.ground.atlas.plan_for_site()
        background = [
            asyncio.create_task(self.measurements.watch_processes()),
            asyncio.create_task(self._tell_progress()),
        ]
        if self.brain is not None:
            background.append(asyncio.create_task(self.brain.think()))
        try:
            async with asyncio.TaskGroup() as group:
                explorers = [group.create_task(self._explore(number)) for number in range(1, self.order.visitors + 1)]
                group.create_task(self.breaks.persist("proving", self._prove))
                group.create_task(self.breaks.persist("experimenting", self._experiment))
                group.create_task(self.breaks.persist("asking for addresses", self._run_errands))
                group.create_task(self.breaks.persist("reading what is closed to guests", self._read_inside))
                await asyncio.wait(explorers)
                self._seconds_for_timings = min(
                    self.prover.timings_seconds(), _SHARE_FOR_TIMINGS * self.clock.proving_left
                )
                self._seconds_for_bettering = min(
                    self.prover.betterment_seconds(), _SHARE_AGAINST_EXPERIMENTS * self.clock.proving_left
                )
                self._exploring = False
                self._something_new.set()
            await self._measure_again()
            await self._find_words()
        except* (SurfaceLost, TargetUnreachable) as lost:
            raise lost.exceptions[0] from None
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await self._finish_videos()

    def record(self) -> RunRecord:
        """The run as it stands; what was not proved by now stays unconfirmed, and who follows the run hears of what was
        proved in its last moment.
        """
        self.register.close()
        _log.info("experiments", performed=self.ground.laboratory.performed())
        self.prover.keep_first_looks()
        bugs = [self._bug(suspicion) for suspicion in self.register.confirmed()]
        for bug in bugs:
            if bug.fingerprint not in self._told:
                self.say(BugFound(bug=bug))
        unconfirmed = [self._bug(suspicion) for suspicion in self.register.unconfirmed()]
        notes = [
            *self.notes,
            *filter(None, (self.ground.accounts.note,)),
            *(self.brain.notes() if self.brain else []),
            *self.ground.laboratory.notes(),
            *self.breaks.notes(),
            *(
                f"The rule {rule} failed on something and saw less than it should."
                for rule in sorted(self.judge.broken)
            ),
        ]
        return RunRecord(
            test=self.order.test,
            started_at=self.started_at,
            ended_at=datetime.now(UTC),
            environment=environment(self.surface.description, map(str, (DESKTOP, PHONE)), self.order.seed),
            coverage=coverage(
                self.ground,
                self.experimenter.actions + sum(walk.actions_done for walk in self._walks),
                self._code_use(),
                target_lost=self.target_lost,
            ),
            performance_metrics=self.measurements.result(),
            security_findings=security_findings(bugs),
            bugs=bugs,
            unconfirmed=unconfirmed,
            videos=self.videos,
            notes=notes,
            comparison=self.memory.compare(
                bugs, (bug.fingerprint for bug in unconfirmed), self.trials, self._rules_at_work()
            ),
        )

    def _rules_at_work(self) -> frozenset[str]:
        return frozenset(detector.meta.id for detector in self.detectors) - self.judge.broken

    def _code_use(self) -> CodeUse:
        whole = CodeUse()
        for walk in self._walks:
            whole.add(walk.visitor.code_use)
        return whole

    async def _explore(self, number: int) -> None:
        """Explore with one visitor, who comes again when something breaks; others do not wait for one that is gone."""
        name = visitor_name(number)
        self._recordings[name] = Recording(self.folder, f"video/{name}.mp4", name)

        async def come() -> None:
            self.ground.accounts.inside.discard(name)
            await self._explore_once(number, self._recordings[name])

        if not await self.breaks.persist("a visitor's exploring", come):
            self.ground.visitors -= 1

    async def _explore_once(self, number: int, recording: Recording) -> None:
        explorer = Explorer(self.ground, number, WANDERER if number % 2 else TINKERER)
        name = explorer.name

        async def new_visitor() -> Visitor:
            return await self.surface.visitor(name, DESKTOP)

        visitor = await new_visitor()
        walk = Walk(visitor, explorer.on_sight, new_visitor)
        self._walks.append(walk)
        await visitor.start_recording(recording.add, seconds_between=_SECONDS_BETWEEN_PICTURES)
        await visitor.count_code_use()
        try:
            await explorer.explore(walk)
            await visitor.stop_recording()
        finally:
            await visitor.close()

    async def _prove(self) -> None:
        """Prove what is found while others explore, and what still waits after."""
        while self.clock.proving_left > self._seconds_for_timings:
            if await self.prover.prove_next(timings=False):
                continue
            if not self._exploring:
                return
            if self._may_better_meanwhile() and await self.prover.better_next(longest=_FEW_ACTIONS):
                continue
            self._something_new.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._something_new.wait(), _IDLE_SECONDS)

    async def _experiment(self) -> None:
        """Experiment while others explore, then help to prove; what remains to be tried comes when nothing waits."""
        while self._exploring:
            self._plan_cycles()
            waits = self.ground.looks_around_first and not self.ground.laboratory.is_awaited
            if waits or not await self._next_experiment():
                await asyncio.sleep(_IDLE_SECONDS)
        self._plan_cycles()
        while self.clock.proving_left > self._seconds_for_timings:
            if await self.prover.prove_next(timings=False):
                continue
            kept = self._seconds_for_timings + self._seconds_for_bettering
            time_for_one = self.clock.proving_left > kept + _SECONDS_FOR_AN_EXPERIMENT
            if not (time_for_one and await self._next_experiment()):
                return

    async def _read_inside(self) -> None:
        await read_inside(self.ground, lambda: self._somebody_new(INSIDER), lambda: self._exploring)

    async def _run_errands(self) -> None:
        """Ask for addresses, as a visitor who opens nothing, while others explore and until none waits."""
        walk = await self._somebody_new("courier")
        try:
            while True:
                if not self._exploring and self.clock.proving_left <= self._seconds_for_timings:
                    return
                if waiting := self.ground.laboratory.next_errand():
                    walk.last = waiting.seen
                    walk.witness = waiting.witness if self._exploring else None
                    await self.experimenter.perform(waiting.request, walk)
                elif not self._exploring:
                    return
                elif not await self.ground.ask_ahead(walk.visitor):
                    await asyncio.sleep(_SECONDS_BETWEEN_ERRANDS)
        finally:
            await walk.visitor.close()

    async def _measure_again(self) -> None:
        """Prove timings alone and undisturbed; in the time that remains, prove better what was proved."""
        while self.clock.proving_left > 0 and await self.prover.prove_next(timings=True):
            pass
        async with asyncio.TaskGroup() as group:
            for _ in range(_PROVERS):
                group.create_task(self._prove_better())
        while self._may_repeat() and await self.prover.better_next(timings=True):
            pass

    async def _prove_better(self) -> None:
        while self._may_repeat() and (await self.prover.prove_next(timings=False) or await self.prover.better_next()):
            pass

    async def _help(self) -> bool:
        """As a visitor who explores no longer: prove what is grave; of what is small only every other thing, since an
        experiment may find worse. False when nothing waits to be proved.
        """
        self._helped += 1
        if self._helped % 2 and not self.prover.grave_ones_wait and await self._next_experiment():
            return True
        return await self.prover.prove_next(timings=False)

    def _may_better_meanwhile(self) -> bool:
        return self.prover.bettering_seconds < _SHARE_OF_BETTERING * self.clock.elapsed

    def _may_repeat(self) -> bool:
        """Repeats fill the time that was asked for, and add little to a run that had nothing more to explore."""
        longest = self.order.seconds if not self.ground.exhausted else min(self.order.seconds, self.clock.elapsed + 60)
        return self.clock.proving_left > 0.02 * longest

    def _plan_cycles(self) -> None:
        if self.clock.elapsed > 0.4 * self.order.seconds or not self._exploring:
            self.ground.laboratory.plan_cycles(self.ground.graph, self.ground.scripted)

    async def _next_experiment(self) -> bool:
        """Perform the next experiment as somebody new; False when none waits."""
        # What takes something away may take it from under what waits to be shown again.
        destructive = self.ground.destructive_allowed and self.prover.proofs_seconds() == 0
        return await self.experimenter.perform_next(destructive=destructive)

    async def _somebody_new(self, name: str) -> Walk:
        async def new_visitor() -> Visitor:
            return await self.surface.visitor(name, DESKTOP)

        return Walk(await new_visitor(), self._on_other_sight, new_visitor)

    async def _on_other_sight(self, sight: Sight) -> None:
        """As for an explorer; nobody films an experiment, so what it shows first is photographed."""
        for suspicion in self._see(sight, None):
            with contextlib.suppress(SurfaceError):  # the visitor may be gone already
                suspicion.first_look = FirstLook(await sight.walk.visitor.screenshot(suspicion.finding.boxes))

    async def _on_sight(self, sight: Sight, shortest: tuple[Deed, ...] | None) -> None:
        if len(sight.walk.steps) == 1:
            self.prover.note_entrance(sight)
        self._see(sight, shortest)

    def _see(self, sight: Sight, shortest: tuple[Deed, ...] | None) -> list[Suspicion]:
        """Log, measure and judge what a visitor saw; what nobody has seen before and has no picture."""
        self.logs.note(sight.observation)
        self.measurements.note(sight.observation)
        recording = self._recordings.get(sight.observation.visitor)
        latest = recording.latest.jpeg if recording and recording.latest else None
        return self._note(sight, self.judge.findings(sight), shortest, sight.observation.picture or latest)

    def _on_proof_findings(self, sight: Sight, findings: tuple[Finding, ...], picture: bytes | None) -> None:
        """A proof may meet other bugs on its way."""
        self._note(sight, findings, None, picture)

    def _note(
        self, sight: Sight, findings: tuple[Finding, ...], shortest: tuple[Deed, ...] | None, picture: bytes | None
    ) -> list[Suspicion]:
        """Take in what was found at a sight, of which there may be a picture; what is new and has none."""
        self.openings.note(sight, findings)
        self.trials.note(sight)
        if not findings:
            return []
        without_picture: list[Suspicion] = []
        seen = Seen.of(sight.observation, filmed=sight.observation.visitor in self._recordings)
        scripts = candidates(sight, shortest)
        # What an attack meets on its way stands at an address that nobody else would open.
        came_by = not sight.provoked or sight.request is not None
        for finding in findings:
            ways = self.openings.worth_trying(sight, finding, scripts)
            if not self.register.note(finding, ways, seen, came_by=came_by):
                continue
            _log.info("suspected", rule=finding.rule, title=finding.title, visitor=sight.observation.visitor)
            self._something_new.set()
            suspicion = self.register.get(finding.fingerprint)
            if suspicion is not None and picture is not None:
                suspicion.first_look = FirstLook.of(picture, sight.observation.screen, finding.boxes)
            elif suspicion is not None:
                without_picture.append(suspicion)
        return without_picture

    async def _on_stop(self, finding: Finding, walk: Walk, shortest: tuple[Deed, ...] | None) -> None:
        self.register.note(
            finding, candidates_for_stop(walk, shortest), Seen(self.clock.at_ms, walk.visitor.name, filmed=True)
        )
        self._something_new.set()

    async def _on_proved(self, suspicion: Suspicion) -> None:
        bug = self._bug(suspicion)
        self._told.add(bug.fingerprint)
        self.say(BugFound(bug=bug))
        if self.brain is not None:
            self.brain.proved(bug)

    def _on_doubt(self, finding: Finding, visitor: str) -> None:
        """What somebody noticed and nothing can prove."""
        self.register.note(finding, (), Seen(self.clock.at_ms, visitor, filmed=visitor in self._recordings))

    def _bug(self, suspicion: Suspicion) -> Bug:
        recording = self._recordings.get(suspicion.seen.visitor)
        started = recording.started_at_ms if recording else None
        bug = self.register.bug(suspicion, recording.path if recording and started is not None else None, started)
        bug = self.memory.told(bug) if bug.confirmed else bug
        return self.brain.worded(bug) if self.brain and bug.confirmed else bug

    async def _find_words(self) -> None:
        """Let the model find words for the last bugs, and tell those that it has found."""
        if self.brain is not None:
            await self.brain.finish(self.clock.proving_left)
            for bug in map(self._bug, self.register.confirmed()):
                if "worded_by" in bug.details:
                    self.say(BugFound(bug=bug))

    async def _tell_progress(self) -> None:
        while True:
            share = min(99, int(100 * self.clock.elapsed / self.order.seconds))
            self.say(Progress(percent=share, message=self._present_doing()))
            await asyncio.sleep(_SECONDS_BETWEEN_PROGRESS)

    def _present_doing(self) -> str:
        graph = self.ground.graph
        bugs = len(self.register.confirmed())
        found = f"{bugs} {'bug' if bugs == 1 else 'bugs'} proved"
        if self._exploring:
            return f"Exploring: {len(graph.patterns_seen)} pages and {len(graph.nodes)} states seen, {found}"
        return f"Proving what was found: {found}"

    async def _finish_videos(self) -> None:
        for recording in self._recordings.values():
            try:
                if video := await recording.finish():
                    self.videos.append(video)
            except Exception as failure:  # noqa: BLE001 - the encoder's own errors: a run without one of its videos is still a run
                _log.exception("video_failed", path=recording.path)
                self.notes.append(f"The video {recording.path} could not be written: {failure}")
