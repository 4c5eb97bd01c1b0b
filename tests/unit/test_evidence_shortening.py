"""Steps are cut down to the shortest that still show a bug, in forms too; flaky shorter steps are given up."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deffatest.run_record import Category, Confidence, Severity
from tests.unit.explorer_screens import BASE, element, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, Session
from worker.detectors.base import Detector, Finding, Meta, finding
from worker.evidence.breaks import Breaks
from worker.evidence.judge import Judge
from worker.evidence.proof import Prover
from worker.evidence.register import Register, Seen, Suspicion
from worker.evidence.scripts import Script
from worker.evidence.severity import confidence_of, weigh
from worker.evidence.shortening import can_be_shorter, shortenings
from worker.explorer.clock import Clock
from worker.explorer.graph import Deed, open_page
from worker.explorer.scope import Scope
from worker.explorer.windows import DESKTOP
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind, Target

LOUD = Meta("loud", Category.FUNCTIONAL, Severity.HIGH, "Loud", "because", "do not")
PAGE = f"{BASE}/form"
FIELDS = tuple(element("textbox", name) for name in ("First", "Second", "Third", "Fourth"))
SEND = element("button", "Send")
START = open_page(PAGE)


def target(name: str) -> Target:
    found = next(one for one in (*FIELDS, SEND) if one.name == name)
    return Target(found.key, found.selector, "", found.role, found.name)


def typed(name: str) -> Action:
    return Action(ActionKind.TYPE, target(name), "x")


def click(name: str) -> Action:
    return Action(ActionKind.CLICK, target(name))


FILLED: Deed = (*(typed(field.name) for field in FIELDS), click("Send"))


def cut(script: Script, shows: Callable[[Script], bool]) -> tuple[Script, int]:
    """The shortest way found, and how many ways were tried for it."""
    search, tries = shortenings(script), 0
    try:
        way = next(search)
        while True:
            tries += 1
            way = search.send(shows(way))
    except StopIteration as ended:
        return ended.value, tries


def names(script: Script) -> list[str]:
    return [action.target.name if action.target else action.value for deed in script.deeds for action in deed]


def test_fields_that_need_not_be_filled_fall_away():
    short, _ = cut(Script(DESKTOP, (START, FILLED)), lambda way: "Third" in names(way))
    assert names(short) == [PAGE, "Third", "Send"]


def test_two_steps_that_are_needed_together_stay_together():
    script = Script(DESKTOP, (START, (typed("First"),), (typed("Second"),), FILLED))
    short, tries = cut(script, lambda way: {"First", "Fourth"} <= set(names(way)))
    assert sorted(names(short)) == sorted([PAGE, "First", "Fourth", "Send"])
    assert tries < 20


def test_when_all_is_needed_nothing_is_lost():
    script = Script(DESKTOP, (START, FILLED))
    assert cut(script, lambda _: False)[0] == script


def test_every_way_begins_by_opening_a_page_and_ends_with_the_last_action():
    ways: list[Script] = []
    script = Script(DESKTOP, (open_page(f"{BASE}/other"), (typed("First"),), START, FILLED))
    cut(script, lambda way: not ways.append(way) and False)
    assert ways
    assert all(way.deeds[0][0].kind is ActionKind.NAVIGATE and way.deeds[-1][-1] == FILLED[-1] for way in ways)


@pytest.mark.parametrize("deeds", [(START,), (START, (click("Send"),))])
def test_an_opened_page_and_one_action_are_short_enough(deeds: tuple[Deed, ...]):
    assert not can_be_shorter(Script(DESKTOP, deeds))


def complaints(observation: Observation) -> Iterator[Finding]:
    for line in observation.console:
        yield finding(LOUD, observation, subject=line.text, title=line.text, description=line.text)


class Bench:
    """A bug that an app in memory shows when `shows` says so of the names touched in one session."""

    def __init__(self, folder: Path, shows: Callable[[list[str]], bool], *deeds: Deed) -> None:
        def show(_: Session, url: str) -> Screen:
            return screen(url, *FIELDS, SEND)

        def act(session: Session, action: Action, url: str) -> str:
            session["touched"] = f"{session.get('touched', '')} {action.target.name if action.target else ''}"
            return url

        def says(session: Session, action: Action, _url: str) -> str:
            sent = action.target is not None and action.target.name == "Send"
            return "boom" if sent and shows(session["touched"].split()) else ""

        self.folder = folder
        self.register = Register(datetime.now(UTC), BASE)
        self.told: list[str] = []
        self.prover = Prover(
            breaks=Breaks(),
            surface=MemorySurface(MemoryApp(BASE, show, act, says)),
            judge=Judge((Detector(LOUD, complaints),), Scope(BASE)),
            register=self.register,
            clock=Clock(120),
            folder=folder,
            on_proved=self._tell,
            on_findings=lambda _sight, _findings, _frame: None,
        )
        self.register.note(
            Finding("loud", "boom", Category.FUNCTIONAL, Severity.HIGH, "boom", "boom", PAGE, "", ""),
            (Script(DESKTOP, deeds),),
            Seen(0, "visitor-1", filmed=False),
        )

    async def _tell(self, suspicion: Suspicion) -> None:
        self.told.append(f"{suspicion.reproduced} of {suspicion.attempts}")

    async def prove(self) -> Suspicion:
        while await self.prover.prove_next(timings=True) or await self.prover.better_next(timings=True):
            pass
        (bug,) = self.register
        return bug


async def test_a_bugs_steps_replay_and_recording_become_the_shortest_that_a_second_replay_shows(tmp_path: Path):
    bug = await Bench(tmp_path, lambda touched: "Third" in touched, START, FILLED).prove()
    assert bug.steps == (f"Open {PAGE}", "Type 'x' into 'Third'", "Click 'Send'")
    assert bug.replay is not None
    assert [action.kind for action in bug.replay.actions] == ["navigate", "type", "click"]
    assert (bug.reproduced, bug.attempts) == (3, 3)
    assert bug.recording is not None
    assert (tmp_path / bug.recording).stat().st_size > 500


async def test_the_longer_steps_stay_when_the_shorter_ones_show_it_only_once(tmp_path: Path):
    shorter: list[int] = []

    def shows(touched: list[str]) -> bool:
        if len(touched) == 5:
            return True
        shorter.append(len(touched))
        return shorter.count(len(touched)) == 1

    bug = await Bench(tmp_path, shows, START, FILLED).prove()
    assert len(bug.steps) == 6
    assert (bug.reproduced, bug.attempts) == (3, 3)


async def test_a_flaky_bug_says_how_often_it_came_back(tmp_path: Path):
    replays: list[str] = []

    def shows(_: list[str]) -> bool:
        replays.append("")
        return len(replays) != 2

    bench = Bench(tmp_path, shows, START, (click("Send"),))
    bug = await bench.prove()
    assert (bug.reproduced, bug.attempts) == (2, 3)
    assert bench.register.bug(bug, None, None).confidence is Confidence.LIKELY


async def test_a_replay_counts_for_every_bug_whose_steps_it_begins_with(tmp_path: Path):
    bench = Bench(tmp_path, lambda touched: "First" in touched, START, (typed("First"), click("Send")))
    bench.register.note(
        Finding("quiet", "open", Category.FUNCTIONAL, Severity.LOW, "open", "open", PAGE, "", ""),
        (),
        Seen(0, "v", False),
    )
    quiet = next(one for one in bench.register if one.finding.rule == "quiet")
    quiet.shown_by, quiet.attempts, quiet.reproduced = Script(DESKTOP, (START,)), 1, 1
    bench.register.confirm(quiet)
    await bench.prover.prove_next(timings=False)
    assert (quiet.reproduced, quiet.attempts) == (1, 2)


@pytest.mark.parametrize(
    ("attempts", "reproduced", "confidence"),
    [
        (3, 3, Confidence.CERTAIN),
        (2, 2, Confidence.CERTAIN),
        (1, 1, Confidence.LIKELY),
        (3, 2, Confidence.LIKELY),
        (2, 1, Confidence.SEEN_ONCE),
        (3, 1, Confidence.SEEN_ONCE),
        (0, 0, Confidence.SEEN_ONCE),
    ],
)
def test_confidence_goes_by_the_replays(attempts: int, reproduced: int, confidence: Confidence):
    assert confidence_of(attempts, reproduced) is confidence


def a_finding(severity: Severity, category: Category = Category.FUNCTIONAL, rule: str = "rule") -> Finding:
    return Finding(rule, "subject", category, severity, "Title", "Words", f"{BASE}/", "", "")


OPENED = Script(DESKTOP, (open_page(f"{BASE}/"),))
MANY = [f"{BASE}/{number}" for number in range(14)]


@pytest.mark.parametrize(
    ("found", "pages", "script", "confidence", "severity", "reach"),
    [
        (a_finding(Severity.MEDIUM), [PAGE], OPENED, Confidence.CERTAIN, Severity.MEDIUM, ()),
        (a_finding(Severity.MEDIUM), MANY, OPENED, Confidence.CERTAIN, Severity.HIGH, ("On 14 pages",)),
        (
            a_finding(Severity.LOW, Category.SECURITY),
            MANY,
            OPENED,
            Confidence.CERTAIN,
            Severity.LOW,
            ("On 14 pages",),
        ),
        (a_finding(Severity.HIGH), MANY, OPENED, Confidence.CERTAIN, Severity.HIGH, ("On 14 pages",)),
        (a_finding(Severity.MEDIUM), [BASE], OPENED, Confidence.CERTAIN, Severity.HIGH, ("On the start page",)),
        (
            a_finding(Severity.MEDIUM, rule="http_error"),
            [PAGE],
            Script(DESKTOP, (START, FILLED)),
            Confidence.CERTAIN,
            Severity.HIGH,
            ("Stops a form from being sent",),
        ),
        (
            a_finding(Severity.HIGH),
            [PAGE],
            OPENED,
            Confidence.SEEN_ONCE,
            Severity.MEDIUM,
            ("Came back in few of its replays",),
        ),
    ],
)
def test_severity_goes_by_effect_and_reach(
    found: Finding,
    pages: list[str],
    script: Script,
    confidence: Confidence,
    severity: Severity,
    reach: tuple[str, ...],
):
    weight = weigh(found, pages, BASE, script, confidence)
    assert (weight.severity, weight.reach) == (severity, reach)
