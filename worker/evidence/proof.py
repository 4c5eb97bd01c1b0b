"""Shows findings again from a clean start: what comes back is a bug, what does not is kept apart.

Findings that the same script would show are proved together by one replay, on which all detectors look at everything.
A script that was replayed once need not be replayed to know that it does not show some other finding.

With time left, proofs are made better: bugs are shown again, up to three times, and longer steps are cut down to the
shortest that still show them. Shorter steps become a bug's steps once a second replay has shown it by them, and are
given up for the longer ones if they fail after that.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from deffatest import run_record
from deffatest.logging import logger
from deffatest.masking import mask_text
from deffatest.run_record import Screenshot, Trial
from worker.detectors.base import Category, Finding, Severity
from worker.evidence.breaks import Breaks
from worker.evidence.gates import Gates
from worker.evidence.judge import Judge
from worker.evidence.picture import captioned
from worker.evidence.register import Register, Standing, Suspicion, Way
from worker.evidence.replayed import as_data
from worker.evidence.run_logs import words
from worker.evidence.scripts import Script
from worker.evidence.shortening import can_be_shorter, shortenings
from worker.evidence.trials import trial_of
from worker.evidence.video import encode
from worker.explorer.clock import Clock
from worker.explorer.entrances import log_in_form
from worker.explorer.forms import new_token
from worker.explorer.newcomers import by_somebody_new
from worker.explorer.outcomes import stopped_page
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.observation.screen import Box, Screen
from worker.surfaces.interface import (
    Frame,
    PageCrashed,
    PageUnresponsive,
    Surface,
    SurfaceError,
    SurfaceLost,
    SurfaceReplaced,
    Visitor,
)

_log = logger(__name__)

_MOST_ATTEMPTS = 3
# What an audit tells of a page hardly hangs on the way there: after so many in vain it was a passing state.
_MOST_WAYS_TO_AN_AUDIT = 4
# So many provers work at once when nothing else does, and so much faster they are together than one alone.
_GAIN_TOGETHER = 1.5
_LONGEST_REPLAY_SECONDS = 60.0
_FRAMES_KEPT = 150
_LEAST_MS_BETWEEN = 200
# What was seen in the last moment of a replay gets its picture all the same.
_PICTURE_SECONDS = 4.0
# Late banners and lazy pictures come within so long.
_LINGER_SECONDS = 2.0
# What is slow is answered within so long after the page was looked at.
_ANSWER_SECONDS = 6.0
# Time is kept for so many proofs of timings: on a busy machine far more is slow for a moment than is slow.
_MOST_TIMINGS = 6
# What is slow takes longer than what other proofs show.
_LEAST_TIMING_SECONDS = 3.0
# Pictures of what was not proved get so much of the time in which the record is written.
_FIRST_LOOKS_SECONDS = 3.0
# To find shorter steps, so many replays a bug at most; four of them weigh as much as showing another bug once more.
_MOST_CUTS = 12
_WEIGHT_OF_A_CUT = 0.25


@dataclass(slots=True)
class Replay:
    """One script done by one new person: what it is looking for, what it saw, and its pictures.

    `needed` is how many of the script's deeds were done when something was seen, `deeds_done` how many at the end.
    `looked` is the screen as it was seen last, and how many actions had been done then.
    """

    script: Script
    wanted: dict[str, Suspicion]
    seen: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    done: dict[str, run_record.Replay] = field(default_factory=dict[str, run_record.Replay])
    seen_at_ms: dict[str, int] = field(default_factory=dict[str, int])
    shots: dict[str, bytes] = field(default_factory=dict[str, bytes])
    frames: list[Frame] = field(default_factory=list[Frame])
    needed: dict[str, int] = field(default_factory=dict[str, int])
    trials: dict[str, Trial] = field(default_factory=dict[str, Trial])
    deeds_done: int = 0
    interrupted: bool = False
    looked: tuple[int, Screen] | None = None

    def take(self, frame: Frame) -> None:
        """Keep a picture, few a second; of a long replay the latest."""
        if self.frames and frame.at_ms - self.frames[-1].at_ms < _LEAST_MS_BETWEEN:
            return
        self.frames.append(frame)
        if len(self.frames) > _FRAMES_KEPT:
            del self.frames[0]


@dataclass(slots=True)
class Cutting:
    """The search for a bug's shortest steps: the way to try next, None when it is over."""

    search: Generator[Script, bool, Script]
    trying: Script | None
    replays: int = 0
    found: Script | None = None

    def answer(self, *, shown: bool) -> None:
        """Go on with what the way that was tried came to."""
        try:
            self.trying = self.search.send(shown)
        except StopIteration as ended:
            self.found, self.trying = ended.value, None


class Prover:
    """Takes suspicions from the register and replays them, one script at a time."""

    def __init__(
        self,
        *,
        surface: Surface,
        judge: Judge,
        register: Register,
        clock: Clock,
        folder: Path,
        breaks: Breaks,
        on_proved: Callable[[Suspicion], Awaitable[None]],
        on_findings: Callable[[Sight, tuple[Finding, ...], bytes | None], None],
        is_closed: Callable[[str], bool | None] = lambda _path: None,
    ) -> None:
        self._surface = surface
        self._judge = judge
        self._register = register
        self._clock = clock
        self._folder = folder
        self._breaks = breaks
        self._on_proved = on_proved
        self._on_findings = on_findings
        self._shown_by: dict[Script, set[str]] = {}
        self._interruptions: dict[Script, int] = {}
        self._gates = Gates(is_closed)
        self._replays = 0
        self._replay_seconds = 2.5
        self._cuttings: dict[str, Cutting] = {}
        self.bettering_seconds = 0.0
        """What was spent so far on proving better what was proved."""

    def note_entrance(self, sight: Sight) -> None:
        """Learn from the first that a visitor sees whether guests are let in at all."""
        asks = log_in_form(sight.observation.screen) is not None
        self._gates.note_entrance(sight.walk, asks_who_one_is=asks)

    def proofs_seconds(self) -> float:
        """How long the waiting proofs but those of timings would take, by what proofs took so far."""
        return self._waiting(timings=False) * self._replay_seconds / _GAIN_TOGETHER

    @property
    def grave_ones_wait(self) -> bool:
        """Whether a bug of high severity or worse waits to be shown again, in what the app does or gives away; what an
        audit says of a page (names, contrast) stays as it is, and comes back when there is time for it.
        """
        return any(
            one.standing is Standing.WAITING
            and not one.is_timing
            and not one.under_way
            and one.finding.severity in (Severity.CRITICAL, Severity.HIGH)
            and one.finding.category in (Category.FUNCTIONAL, Category.SECURITY)
            for one in self._register
        )

    def timings_seconds(self) -> float:
        """How long the waiting proofs of timings would take, one after another and each twice, lingering at times."""
        each = max(self._replay_seconds, _LEAST_TIMING_SECONDS) + _LINGER_SECONDS / 2
        return 2 * min(self._waiting(timings=True), _MOST_TIMINGS) * each

    def betterment_seconds(self) -> float:
        """How long it would take to show every bug once more."""
        again = {
            _script_key(one.shown_by)
            for one in self._register
            if one.standing is Standing.CONFIRMED and one.shown_by is not None and one.attempts < 2
        }
        return len(again) * self._replay_seconds / _GAIN_TOGETHER

    def _waiting(self, *, timings: bool) -> int:
        """How many replays the waiting proofs need at least."""
        scripts = {
            _script_key(one.scripts[0])
            for one in self._register
            if one.standing is Standing.WAITING and one.scripts and one.is_timing is timings
        }
        return len(scripts)

    async def prove_next(self, *, timings: bool) -> bool:
        """Do one replay; False when nothing waits for one. Timings wait until they are asked for."""
        group = self._next_group(timings=timings)
        if group is None:
            return False
        suspicions, script = group
        with _under_way(suspicions):
            riders = self._riders(script, suspicions)
            replay = await self._replay(script, [*suspicions, *riders])
            if replay.interrupted and self._deserves_another_go(script):
                return True
            await self._conclude(replay, suspicions)
            await self._conclude_again(replay, riders)
        return True

    async def better_next(self, *, timings: bool = False, longest: int = _MOST_ATTEMPTS * 1000) -> bool:
        """Show a bug once more, or try shorter steps for one; False when there is nothing of that left to do.

        The worst and least proved go first. Timings wait until they are asked for; ways of more than `longest` actions
        are left for later.
        """
        suspicion = self._least_proved(timings=timings, longest=longest)
        if suspicion is None:
            return False
        started = self._clock.elapsed
        cutting = self._cuttings.get(suspicion.fingerprint)
        if cutting is not None and cutting.trying is not None:
            await self._cut(suspicion, cutting, cutting.trying)
        else:
            await self._show_again(suspicion)
        self.bettering_seconds += self._clock.elapsed - started
        return True

    def _deserves_another_go(self, script: Script) -> bool:
        """A browser that is lost during a replay proves nothing; lost again by the same script, it is the script's."""
        key = _script_key(script)
        self._interruptions[key] = self._interruptions.get(key, 0) + 1
        return self._interruptions[key] == 1

    def _next_group(self, *, timings: bool) -> tuple[list[Suspicion], Script] | None:
        waiting: list[Suspicion] = []
        for suspicion in self._register:
            if (
                suspicion.standing is Standing.WAITING
                and not suspicion.under_way
                and (timings or not suspicion.is_timing)
            ):
                self._skip_known_failures(suspicion)
                if suspicion.scripts:
                    waiting.append(suspicion)
                else:
                    suspicion.standing = Standing.UNCONFIRMED
        if not waiting:
            return None
        # What was shown once is shown again at once (a timing has to be seen twice before it is a bug), what was not
        # comes after all others.
        first = min(waiting, key=lambda one: (one.tries - one.reproduced, one.rank))
        key = _script_key(first.scripts[0])
        group = [one for one in waiting if _script_key(one.scripts[0]) == key]
        return group, _joined([one.scripts[0] for one in group])

    def _least_proved(self, *, timings: bool, longest: int) -> Suspicion | None:
        """The bug for which one more replay is worth most, None when all are proved as well as they will be."""
        choices: list[tuple[float, tuple[int, int], Suspicion]] = []
        for one in self._register:
            if one.standing is not Standing.CONFIRMED or one.under_way or one.shown_by is None:
                continue
            if (one.is_timing and not timings) or one.shown_by.length > longest:
                continue
            cutting = self._cutting(one)
            if (cutting is not None and cutting.trying is not None) or one.attempts < _MOST_ATTEMPTS or one.shorter:
                cuts = cutting.replays if cutting else 0
                choices.append((one.attempts + _WEIGHT_OF_A_CUT * cuts, one.rank, one))
        return min(choices, key=lambda choice: choice[:2])[2] if choices else None

    def _cutting(self, suspicion: Suspicion) -> Cutting | None:
        """The search for its shortest steps, as far as it comes without a replay; None when there is nothing to cut."""
        script = suspicion.shown_by
        assert script is not None
        cutting = self._cuttings.get(suspicion.fingerprint)
        if cutting is None:
            if suspicion.is_timing or not can_be_shorter(script):
                return None
            search = shortenings(script)
            cutting = self._cuttings[suspicion.fingerprint] = Cutting(search, next(search, None))
        while cutting.trying is not None:
            if cutting.replays >= _MOST_CUTS:
                cutting.answer(shown=False)
            elif (shown := self._shown_by.get(cutting.trying)) is not None:
                cutting.answer(shown=suspicion.fingerprint in shown)
            else:
                return cutting
        if cutting.found is not None:
            suspicion.shorter = cutting.found if cutting.found.length < script.length else None
            cutting.found = None
        return cutting

    async def _cut(self, suspicion: Suspicion, cutting: Cutting, way: Script) -> None:
        riders = self._riders(way, [suspicion])
        with _under_way([suspicion]):
            cutting.replays += 1
            replay = await self._replay(way, [suspicion, *riders])
            if replay.interrupted and not self._deserves_another_go(way):
                self._shown_by.setdefault(way, set())
            await self._conclude_again(replay, riders)
        self._cutting(suspicion)

    async def _show_again(self, suspicion: Suspicion) -> None:
        way = suspicion.shorter or suspicion.shown_by
        assert way is not None
        same = [
            one
            for one in self._register
            if one.standing is Standing.CONFIRMED
            and not one.under_way
            and one.shown_by is not None
            and (one.attempts < _MOST_ATTEMPTS or one.shorter is not None)
            and _script_key(one.shorter or one.shown_by) == _script_key(way)
        ]
        script = _joined([one.shorter or one.shown_by or way for one in same])
        riders = self._riders(script, same)
        with _under_way(same):
            replay = await self._replay(script, [*same, *riders])
            if replay.interrupted and self._deserves_another_go(script):
                return
            await self._conclude_again(replay, [*same, *riders])

    def _riders(self, script: Script, group: list[Suspicion]) -> list[Suspicion]:
        """Bugs that this replay shows on its way if they come back: their own steps are the first of it."""
        if script.request is not None:
            return []
        return [
            one
            for one in self._register
            if one.standing is Standing.CONFIRMED
            and one not in group
            and not one.under_way
            and one.attempts < _MOST_ATTEMPTS
            and one.shorter is None
            and not one.is_timing
            and one.shown_by is not None
            and one.shown_by.request is None
            and one.shown_by.viewport == script.viewport
            and script.deeds[: len(one.shown_by.deeds)] == one.shown_by.deeds
            and (not one.shown_by.audit or (script.audit and one.shown_by.deeds == script.deeds))
        ]

    def _skip_known_failures(self, suspicion: Suspicion) -> None:
        """Drop scripts of which a replay is known not to show it; a timing deserves its own tries."""
        if not suspicion.is_timing:
            suspicion.scripts = [
                script
                for script in suspicion.scripts
                if script.request is not None
                or suspicion.fingerprint in self._shown_by.get(script, {suspicion.fingerprint})
            ]
            suspicion.scripts = self._gates.passable(suspicion.scripts)

    async def _replay(self, script: Script, suspicions: Iterable[Suspicion]) -> Replay:
        replay = Replay(script, {one.fingerprint: one for one in suspicions})
        started = self._clock.elapsed
        self._replays += 1
        name = f"proof-{self._replays}"
        patience = asyncio.timeout(max(1.0, min(_LONGEST_REPLAY_SECONDS, self._clock.proving_left)))

        async def new_visitor() -> Visitor:
            visitor = await self._surface.visitor(name, script.viewport)
            await visitor.start_recording(replay.take)
            return visitor

        async def on_sight(sight: Sight) -> None:
            findings = self._judge.findings(sight)
            self._on_findings(sight, findings, replay.frames[-1].jpeg if replay.frames else None)
            self._compare(replay, sight, findings)
            await self._take_pictures(replay, sight, findings, patience)

        walk = Walk(await new_visitor(), on_sight, new_visitor, pictured=True)
        try:
            with self._breaks.costing_only("a proof"):
                await self._perform(replay, walk, patience)
        finally:
            replay.deeds_done = len(walk.steps)
            self._gates.note(walk)
            await walk.visitor.close()
        if script.request is None and not replay.interrupted:
            self._shown_by.setdefault(script, set()).update(replay.seen)
        self._replay_seconds += 0.3 * (self._clock.elapsed - started - self._replay_seconds)
        return replay

    async def _perform(self, replay: Replay, walk: Walk, patience: asyncio.Timeout) -> None:
        """Do a replay's script as this visitor. Raises SurfaceLost."""
        script = replay.script
        try:
            async with patience:
                for deed in by_somebody_new(script.deeds, new_token()):
                    await walk.do_again(deed)
                if any(one.is_timing and one.fingerprint not in replay.seen for one in replay.wanted.values()):
                    await walk.visitor.wait_for_answers(_ANSWER_SECONDS)
                    await walk.linger(_LINGER_SECONDS)
                if script.audit:
                    photograph = await walk.audit(
                        looks=any(not _is_told_by_audit(one) for one in replay.wanted.values())
                    )
                    if photograph is not None and (shown := await photograph.study()) is not None:
                        await walk.on_sight(shown)
                if script.request is not None:
                    await script.request.perform(walk)
                await walk.visitor.stop_recording()
        except (PageUnresponsive, PageCrashed) as stopped:
            self._compare_stop(replay, walk, stopped)
        except SurfaceReplaced:
            replay.interrupted = True
        except SurfaceLost:
            raise
        except (SurfaceError, TimeoutError) as obstacle:
            _log.info("replay_ended_early", page=walk.url, error=f"{type(obstacle).__name__}: {obstacle}")

    async def _take_pictures(
        self, replay: Replay, sight: Sight, findings: tuple[Finding, ...], patience: asyncio.Timeout
    ) -> None:
        """Take a picture of everything that was looked for and is shown now, outlined where it stands now."""
        wanted = [one for one in findings if self._lacks_picture(replay, one)]
        if not wanted:
            return
        enough = asyncio.get_running_loop().time() + _PICTURE_SECONDS
        if (ends := patience.when()) is not None and ends < enough:
            patience.reschedule(enough)
        boxes = {one.fingerprint: one.boxes for one in wanted}
        if any(boxes.values()):
            boxes |= await self._present_boxes(replay, sight, wanted)
        taken: dict[tuple[Box, ...], bytes] = {}
        for one in wanted:
            outlined = boxes[one.fingerprint]
            if outlined not in taken:
                taken[outlined] = await sight.walk.visitor.screenshot(outlined)
            replay.shots[one.fingerprint] = taken[outlined]

    def _lacks_picture(self, replay: Replay, finding: Finding) -> bool:
        suspicion = replay.wanted.get(finding.fingerprint)
        return suspicion is not None and not suspicion.screenshots and finding.fingerprint not in replay.shots

    async def _present_boxes(self, replay: Replay, sight: Sight, wanted: list[Finding]) -> dict[str, tuple[Box, ...]]:
        """Where things stand now: a page may have moved since it was looked at."""
        done = sight.walk.actions_done
        if replay.looked is None or replay.looked[0] != done:
            replay.looked = (done, (await sight.walk.visitor.look()).screen)
        screen = replay.looked[1]
        if screen.url != sight.observation.screen.url:
            return {}
        return self._judge.boxes(replace(sight.observation, screen=screen), wanted)

    def _compare(self, replay: Replay, sight: Sight, findings: tuple[Finding, ...]) -> None:
        """Note what this moment of a replay shows."""
        for finding in findings:
            if finding.fingerprint not in replay.seen:
                self._see(replay, sight.walk, finding, sight)

    def _compare_stop(self, replay: Replay, walk: Walk, stopped: PageUnresponsive | PageCrashed) -> None:
        """Note that the page hung or died; of that there is no picture."""
        if walk.steps:
            self._see(replay, walk, stopped_page(stopped, walk.url, walk.steps[-1].deed), None)

    def _see(self, replay: Replay, walk: Walk, finding: Finding, sight: Sight | None) -> None:
        told = tuple(words(action) for action in walk.story)
        more = sight.request.words if sight is not None and sight.request is not None else ()
        size = f"Use a window of {replay.script.viewport.width} x {replay.script.viewport.height} px"
        resized = (size,) if replay.script.viewport != DESKTOP else ()
        replay.seen[finding.fingerprint] = (*resized, *told, *more)
        replay.done[finding.fingerprint] = as_data(replay.script.viewport, walk.story, more)
        replay.seen_at_ms[finding.fingerprint] = self._clock.at_ms
        replay.needed[finding.fingerprint] = len(walk.steps)
        if sight is not None:
            replay.trials[finding.fingerprint] = trial_of(sight)

    async def _conclude(self, replay: Replay, suspicions: list[Suspicion]) -> None:
        proved: list[Suspicion] = []
        for suspicion in suspicions:
            steps = replay.seen.get(suspicion.fingerprint)
            suspicion.tries += 1
            if suspicion.is_timing:
                self._conclude_timing(suspicion, steps)
            elif steps is None:
                tried = suspicion.scripts.pop(0)
                suspicion.attempts = suspicion.tries
                if _is_told_by_audit(suspicion) and suspicion.tries >= _MOST_WAYS_TO_AN_AUDIT:
                    suspicion.scripts.clear()
                _log.info("not_shown", rule=suspicion.finding.rule, by=_in_words(tried))
            else:
                suspicion.attempts = suspicion.reproduced = 1
            if steps is not None:
                suspicion.steps = steps
                suspicion.replay = replay.done[suspicion.fingerprint]
                suspicion.trial = replay.trials.get(suspicion.fingerprint)
                suspicion.shown_by = self._what_showed(replay, suspicion)
            if suspicion.is_shown:
                proved.append(suspicion)
        for suspicion in proved:
            self._register.confirm(suspicion)
        await self._keep_evidence(replay, proved)
        for suspicion in proved:
            await self._on_proved(suspicion)

    def _what_showed(self, replay: Replay, suspicion: Suspicion) -> Script | None:
        """Of its script, what had been done when it was seen: what came after is no part of its steps."""
        script = suspicion.scripts[0] if suspicion.scripts else None
        if script is None or script.request is not None or suspicion.is_timing:
            return script
        trial = replay.trials.get(suspicion.fingerprint)
        audited = trial is not None and trial.how.startswith("audit")
        return replace(script, deeds=script.deeds[: replay.needed[suspicion.fingerprint]], audit=audited)

    async def _conclude_again(self, replay: Replay, suspicions: list[Suspicion]) -> None:
        """Count what a replay says of bugs that were proved before; it says nothing of those that it did not reach."""
        if replay.interrupted:
            return
        for suspicion in suspicions:
            shown = suspicion.fingerprint in replay.seen
            way = suspicion.shown_by
            if way is None or suspicion.standing is not Standing.CONFIRMED:
                continue
            if suspicion.shorter is not None:
                await self._conclude_shorter(replay, suspicion, shown=shown)
            elif not shown and way.request is None and replay.deeds_done < len(way.deeds):
                continue
            elif suspicion.attempts < _MOST_ATTEMPTS:
                suspicion.attempts += 1
                suspicion.reproduced += shown
                if not shown and suspicion.longer is not None:
                    suspicion.take(suspicion.longer)
                    suspicion.longer = None
            if not shown or suspicion.attempts >= _MOST_ATTEMPTS:
                await self._on_proved(suspicion)

    async def _conclude_shorter(self, replay: Replay, suspicion: Suspicion, *, shown: bool) -> None:
        """Shorter steps that were shown by a second replay are the bug's steps from now on; others are forgotten."""
        shorter, suspicion.shorter = suspicion.shorter, None
        if not shown or shorter is None:
            return
        suspicion.longer = suspicion.way
        path = f"bugs/{suspicion.bug_id}/recording-shorter.mp4"
        video = await asyncio.to_thread(encode, self._folder / path, path, "proof", list(replay.frames))
        suspicion.take(
            Way(
                shorter,
                replay.seen[suspicion.fingerprint],
                replay.done[suspicion.fingerprint],
                attempts=2,
                reproduced=2,
                recording=path if video is not None else suspicion.recording,
            )
        )

    def _conclude_timing(self, suspicion: Suspicion, steps: tuple[str, ...] | None) -> None:
        """A timing is tried up to three times by one script, for it hangs on the moment."""
        suspicion.attempts += 1
        suspicion.reproduced += steps is not None
        hopeless = suspicion.reproduced + _MOST_ATTEMPTS - suspicion.attempts < 2
        if hopeless and not suspicion.is_shown:
            suspicion.scripts.pop(0)
            if suspicion.scripts and not suspicion.reproduced:
                suspicion.attempts = 0
            else:
                suspicion.scripts.clear()

    def keep_first_looks(self) -> None:
        """Give what has no picture that of the moment in which it was first seen, the worst first, while it is quick.

        Call it when all are numbered and nobody explores any more.
        """
        enough = self._clock.elapsed + _FIRST_LOOKS_SECONDS
        for suspicion in sorted(self._register, key=lambda one: one.rank):
            look, suspicion.first_look = suspicion.first_look, None
            if look is not None and not suspicion.screenshots and self._clock.elapsed < enough:
                self._keep_picture(suspicion, look.png(), suspicion.seen.at_ms, "when it was first seen")

    def _keep_picture(self, suspicion: Suspicion, png: bytes, at_ms: int, said: str = "") -> None:
        path = f"bugs/{suspicion.bug_id}/screenshot-1.png"
        (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
        page = mask_text(suspicion.finding.page)
        picture, width, height = captioned(png, page, f"{at_ms / 1000:.1f} s into the run")
        (self._folder / path).write_bytes(picture)
        caption = f"{mask_text(suspicion.finding.title)} ({', '.join(filter(None, (page, said)))})"
        suspicion.screenshots.append(Screenshot(path=path, caption=caption, width=width, height=height))

    async def _keep_evidence(self, replay: Replay, proved: list[Suspicion]) -> None:
        """Write pictures and the replay's video into the bugs' folders."""
        if not proved:
            return
        for suspicion in proved:
            (self._folder / "bugs" / suspicion.bug_id).mkdir(parents=True, exist_ok=True)
            if png := replay.shots.get(suspicion.fingerprint):
                await asyncio.to_thread(self._keep_picture, suspicion, png, replay.seen_at_ms[suspicion.fingerprint])
                suspicion.first_look = None
        if not replay.frames:
            return
        first = f"bugs/{proved[0].bug_id}/recording.mp4"
        video = await asyncio.to_thread(encode, self._folder / first, first, "proof", list(replay.frames))
        if video is None:
            return
        content = (self._folder / first).read_bytes()
        for suspicion in proved:
            suspicion.recording = f"bugs/{suspicion.bug_id}/recording.mp4"
            if suspicion.recording != first:
                (self._folder / suspicion.recording).write_bytes(content)


@contextmanager
def _under_way(suspicions: list[Suspicion]) -> Generator[None]:
    """Nobody else proves these meanwhile."""
    for suspicion in suspicions:
        suspicion.under_way = True
    try:
        yield
    finally:
        for suspicion in suspicions:
            suspicion.under_way = False


def _is_told_by_audit(suspicion: Suspicion) -> bool:
    """Whether axe alone tells it, and nobody has to study the page's looks."""
    return suspicion.finding.rule.startswith("axe_")


def _in_words(script: Script) -> str:
    return ", ".join(words(action) for deed in script.deeds for action in deed)[:1000]


def _script_key(script: Script) -> Script:
    """What makes two scripts one replay: all but the audit and the parts of an experiment, which can be added."""
    request = script.request.with_items(frozenset()) if script.request is not None else None
    return replace(script, request=request, audit=False)


def _joined(scripts: list[Script]) -> Script:
    """One script that shows what all of these (equal but for parts and audit) would show."""
    items = frozenset(item for script in scripts if script.request is not None for item in script.request.items)
    first = scripts[0]
    request = first.request.with_items(items) if first.request is not None else None
    return replace(first, request=request, audit=any(script.audit for script in scripts))
