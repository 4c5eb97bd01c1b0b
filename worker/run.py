"""The child process of one run: `python -m worker.run <folder>`.

Reads `order.json` in the folder, opens the app, explores it with several visitors at once, proves what they find while they go on, and leaves `run.json`
with its files. What the parent may know goes to standard output as JSON lines (see `worker/order.py`), logs go to standard error and `logs/run.log`.
SIGTERM ends the run at once with what there is.
"""

import asyncio
import contextlib
import io
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO, cast

from deffatest.logging import about_test, logger, set_up_logging
from deffatest.run_record import Bug, RunRecord, Video, write_run
from worker.detectors import registry
from worker.detectors.base import Detector, Finding
from worker.evidence.judge import Judge
from worker.evidence.measurements import Measurements
from worker.evidence.proof import Prover
from worker.evidence.record import coverage, environment, security_findings
from worker.evidence.recording import Recording
from worker.evidence.register import Register, Seen, Suspicion
from worker.evidence.run_logs import RunLogs
from worker.evidence.scripts import candidates, candidates_for_stop
from worker.explorer.choice import TINKERER, WANDERER
from worker.explorer.clock import Clock
from worker.explorer.explorer import DESKTOP, PHONE, Explorer, Ground
from worker.explorer.graph import Deed, Graph
from worker.explorer.laboratory import Laboratory, Waiting
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight, Walk
from worker.order import BugFound, Failed, Progress, RunOrder
from worker.surfaces.browser.surface import open_surface
from worker.surfaces.interface import Surface, SurfaceError, SurfaceLost, TargetUnreachable, Visitor

_log = logger(__name__)

EXIT_FAILED = 3
_SECONDS_BETWEEN_PROGRESS = 1.0
# While visitors explore, an experiment is done after so many proofs though more proofs wait.
_PROOFS_PER_EXPERIMENT = 2
_LONGEST_EXPERIMENT_SECONDS = 45.0

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
    videos: list[Video] = field(default_factory=list[Video])
    notes: list[str] = field(default_factory=list[str])
    target_lost: bool = False
    _recordings: dict[str, Recording] = field(default_factory=dict[str, Recording])
    _walks: list[Walk] = field(default_factory=list[Walk])
    _exploring: bool = True
    _experiments: int = 0
    _something_to_do: asyncio.Event = field(default_factory=asyncio.Event)
    judge: Judge = field(init=False)
    register: Register = field(init=False)
    ground: Ground = field(init=False)
    prover: Prover = field(init=False)

    def __post_init__(self) -> None:
        scope = Scope(self.start_url)
        self.judge = Judge(self.detectors, scope)
        self.register = Register(self.started_at)
        self.prover = Prover(
            surface=self.surface,
            judge=self.judge,
            register=self.register,
            clock=self.clock,
            folder=self.folder,
            seed=self.order.seed,
            on_proved=self._on_proved,
            on_findings=self._on_proof_findings,
        )
        self.clock.backlog_seconds = self.prover.backlog_seconds
        self.ground = Ground(
            start_url=self.start_url,
            scope=scope,
            clock=self.clock,
            graph=Graph(self.start_url),
            laboratory=Laboratory(self.start_url, self.order.seed),
            on_sight=self._on_sight,
            on_stop=self._on_stop,
            seed=self.order.seed,
            visitors=self.order.visitors,
        )

    async def go(self) -> None:
        """Explore, prove, and measure timings in the quiet after; ends in its time. Raises SurfaceLost, TargetUnreachable."""
        self.ground.laboratory.plan_for_site()
        background = [
            asyncio.create_task(self.measurements.watch_processes()),
            asyncio.create_task(self._tell_progress()),
        ]
        try:
            async with asyncio.TaskGroup() as group:
                explorers = [group.create_task(self._explore(number)) for number in range(1, self.order.visitors + 1)]
                group.create_task(self._work_while_exploring())
                group.create_task(self._run_errands())
                await asyncio.wait(explorers)
                self._exploring = False
                self._something_to_do.set()
            await self._settle()
        except* (SurfaceLost, TargetUnreachable) as lost:
            raise lost.exceptions[0] from None
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await self._finish_videos()

    def record(self) -> RunRecord:
        """The run as it stands; what was not proved by now stays unconfirmed."""
        self.register.close()
        bugs = [self._bug(suspicion) for suspicion in self.register.confirmed()]
        graph = self.ground.graph
        untried = sum(not node.tried[key] for node in graph.nodes.values() for key in node.options)
        notes = [
            *self.notes,
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
                graph,
                sum(walk.actions_done for walk in self._walks),
                untried,
                time_used=not self.ground.exhausted,
                target_lost=self.target_lost,
            ),
            performance_metrics=self.measurements.result(),
            security_findings=security_findings(bugs),
            bugs=bugs,
            unconfirmed=[self._bug(suspicion) for suspicion in self.register.unconfirmed()],
            videos=self.videos,
            notes=notes,
        )

    async def _explore(self, number: int) -> None:
        name = f"visitor-{number}"
        temperament = WANDERER if number % 2 else TINKERER
        explorer = Explorer(self.ground, name, temperament, phone_hours=number == self.order.visitors)
        recording = self._recordings[name] = Recording(self.folder, f"video/{name}.mp4", name)

        async def new_visitor() -> Visitor:
            return await self.surface.visitor(name, DESKTOP)

        visitor = await new_visitor()
        walk = Walk(visitor, explorer.on_sight, new_visitor)
        self._walks.append(walk)
        await visitor.start_recording(recording.add)
        try:
            await explorer.explore(walk)
            await visitor.stop_recording()
        finally:
            await visitor.close()

    async def _work_while_exploring(self) -> None:
        """Prove and experiment while others explore."""
        proofs = 0
        while self._exploring:
            if proofs < _PROOFS_PER_EXPERIMENT and await self.prover.prove_next(timings=False):
                proofs += 1
                continue
            proofs = 0
            self._plan_cycles()
            if await self._experiment() or await self.prover.prove_next(timings=False):
                continue
            self._something_to_do.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._something_to_do.wait(), 0.5)

    async def _run_errands(self) -> None:
        """Ask for addresses, as a visitor who opens nothing, while others explore and until none waits."""
        walk = await self._somebody_new("courier")
        try:
            while True:
                if waiting := self.ground.laboratory.next_errand():
                    walk.last = waiting.seen
                    await self._perform(waiting, walk)
                elif not self._exploring:
                    return
                else:
                    await asyncio.sleep(0.2)
        finally:
            await walk.visitor.close()

    async def _settle(self) -> None:
        """After the exploring: finish experiments and proofs with all hands, then timings alone and undisturbed, then repeat what was shown once."""
        self._exploring = False
        self._plan_cycles()
        async with asyncio.TaskGroup() as group:
            for _ in range(self.order.visitors):
                group.create_task(self._work_off())
        while self.clock.proving_left > 0 and await self.prover.prove_next(timings=True):
            pass
        while self._may_repeat() and await self.prover.prove_next(timings=True, again=True):
            pass

    async def _work_off(self) -> None:
        while self.clock.proving_left > 0:
            proved = await self.prover.prove_next(timings=False)
            room = self.clock.proving_left > self.prover.backlog_seconds() + 10
            if not proved and not (room and await self._experiment()):
                return

    def _may_repeat(self) -> bool:
        """Repeats fill the time that was asked for, and add little to a run that had nothing more to explore."""
        longest = self.order.seconds if not self.ground.exhausted else min(self.order.seconds, self.clock.elapsed + 60)
        return self.clock.proving_left > 0.02 * longest

    def _plan_cycles(self) -> None:
        if self.clock.elapsed > 0.4 * self.order.seconds or not self._exploring:
            self.ground.laboratory.plan_cycles(self.ground.graph, self.ground.scripted)

    async def _experiment(self) -> bool:
        """Perform the next experiment as somebody new; False when none waits."""
        waiting = self.ground.laboratory.next_experiment()
        if waiting is None:
            return False
        self._experiments += 1
        walk = await self._somebody_new(f"experiment-{self._experiments}")
        self._walks.append(walk)
        try:
            await self._perform(waiting, walk)
        finally:
            await walk.visitor.close()
        return True

    async def _perform(self, waiting: Waiting, walk: Walk) -> None:
        try:
            async with asyncio.timeout(max(1.0, min(_LONGEST_EXPERIMENT_SECONDS, self.clock.proving_left))):
                await waiting.request.perform(walk)
        except SurfaceLost:
            raise
        except (SurfaceError, TimeoutError) as obstacle:
            _log.info(
                "experiment_ended_early",
                experiment=type(waiting.request).__name__,
                error=f"{type(obstacle).__name__}: {obstacle}",
            )

    async def _somebody_new(self, name: str) -> Walk:
        async def new_visitor() -> Visitor:
            return await self.surface.visitor(name, DESKTOP)

        return Walk(await new_visitor(), self._on_other_sight, new_visitor)

    async def _on_other_sight(self, sight: Sight) -> None:
        await self._on_sight(sight, None)

    async def _on_sight(self, sight: Sight, shortest: tuple[Deed, ...] | None) -> None:
        """Log, measure and judge what a visitor saw."""
        self.logs.note(sight.observation)
        self.measurements.note(sight.observation)
        self._note(sight, self.judge.findings(sight), shortest)

    def _on_proof_findings(self, sight: Sight, findings: tuple[Finding, ...]) -> None:
        """A proof may meet other bugs on its way."""
        self._note(sight, findings, None)

    def _note(self, sight: Sight, findings: tuple[Finding, ...], shortest: tuple[Deed, ...] | None) -> None:
        if not findings:
            return
        seen = Seen.of(sight.observation)
        scripts = candidates(sight, shortest)
        if any([self.register.note(finding, scripts, seen) for finding in findings]):
            self._something_to_do.set()

    async def _on_stop(self, finding: Finding, walk: Walk, shortest: tuple[Deed, ...] | None) -> None:
        self.register.note(finding, candidates_for_stop(walk, shortest), Seen(self.clock.at_ms, walk.visitor.name))
        self._something_to_do.set()

    async def _on_proved(self, suspicion: Suspicion) -> None:
        self.say(BugFound(bug=self._bug(suspicion)))

    def _bug(self, suspicion: Suspicion) -> Bug:
        recording = self._recordings.get(suspicion.seen.visitor)
        started = recording.started_at_ms if recording else None
        return self.register.bug(suspicion, recording.path if recording and started is not None else None, started)

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


async def run(
    folder: Path,
    order: RunOrder,
    surface: Surface,
    detectors: tuple[Detector, ...],
    say: Say,
    stop: asyncio.Event,
    clock: Clock | None = None,
) -> int:
    """Do one run on an open surface and leave its record in the folder; the process's exit status."""
    clock = clock or Clock(order.seconds)
    try:
        start_url = await surface.reach(order.test.source)
    except TargetUnreachable as unreachable:
        say(Failed(reason=unreachable.reason, code=unreachable.code, fault="target"))
        return EXIT_FAILED
    with RunLogs(folder) as logs:
        expedition = Expedition(folder, order, surface, start_url, detectors, clock, say, logs)
        failure = await _until_stopped(expedition, stop)
        if failure is not None and not expedition.ground.graph.nodes:
            say(failure)
            return EXIT_FAILED
        write_run(folder, expedition.record())
    say(Progress(percent=100, message="Exploring and proof are done"))
    return 0


async def _until_stopped(expedition: Expedition, stop: asyncio.Event) -> Failed | None:
    """Let the expedition go until it ends, its time is over, or it is told to stop; why it could not go on, if it could not."""
    going = asyncio.create_task(expedition.go())
    stopping = asyncio.create_task(stop.wait())
    try:
        left = max(1.0, expedition.clock.seconds - expedition.clock.elapsed)
        await asyncio.wait({going, stopping}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        if not going.done():
            _log.info("run_ended", because="told to stop" if stop.is_set() else "time used")
            going.cancel()
        await going
    except asyncio.CancelledError:
        if not going.done():
            raise
    except SurfaceLost as lost:
        _log.error("surface_lost", error=str(lost))
        expedition.notes.append("The browser ended before the run did.")
        return Failed(reason="The browser stopped working.", code="surface_lost", fault="platform")
    except TargetUnreachable as unreachable:
        expedition.target_lost = True
        expedition.notes.append(unreachable.reason)
        return Failed(reason=unreachable.reason, code=unreachable.code, fault="target")
    finally:
        stopping.cancel()
    if not expedition.ground.graph.nodes and not list(expedition.register) and not stop.is_set():
        return Failed(
            reason="The address opens, but shows no page that could be tested.",
            code="target_not_a_page",
            fault="target",
        )
    return None


async def _main(folder: Path, order: RunOrder, say: Say) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    clock = Clock(order.seconds)
    try:
        surface = await open_surface(order.chromium, order.allowed_private_targets, clock.started)
    except SurfaceLost as lost:
        _log.error("surface_not_opened", error=str(lost))
        say(Failed(reason="No browser could be started.", code="surface_not_opened", fault="platform"))
        return EXIT_FAILED
    try:
        return await run(folder, order, surface, registry.load(), say, stop, clock)
    finally:
        await surface.close()


def main(arguments: list[str]) -> int:
    """Run the order in a folder."""
    if len(arguments) != 1:
        print("usage: python -m worker.run <folder with order.json>", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    order = RunOrder.model_validate_json((folder / "order.json").read_bytes())
    (folder / "logs").mkdir(exist_ok=True)

    def say(message: Progress | BugFound | Failed) -> None:
        sys.stdout.write(message.model_dump_json() + "\n")
        sys.stdout.flush()

    with (folder / "logs" / "run.log").open("w", encoding="utf-8") as log:
        set_up_logging("json", "info", cast(TextIO, BothStreams(sys.stderr, log)))
        with about_test(order.test.test_id, order.attempt):
            return asyncio.run(_main(folder, order, say))


class BothStreams(io.TextIOBase):
    """Writes logs to two places at once."""

    def __init__(self, *streams: TextIO) -> None:
        self._streams = streams

    def write(self, text: str, /) -> int:
        """Write to each."""
        for stream in self._streams:
            stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush each."""
        for stream in self._streams:
            stream.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
