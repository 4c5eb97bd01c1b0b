"""Proof on an app in memory: what comes back is a bug, what does not is kept apart."""

import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from deffatest.run_record import Category, Severity
from tests.unit.explorer_screens import BASE, element, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, Session
from worker.detectors.base import Detector, Finding, Meta, finding
from worker.evidence.breaks import Breaks
from worker.evidence.first_look import FirstLook
from worker.evidence.judge import Judge
from worker.evidence.proof import Prover
from worker.evidence.register import Register, Seen, Standing, Suspicion
from worker.evidence.scripts import Script, candidates
from worker.explorer.clock import Clock
from worker.explorer.forms import target_of
from worker.explorer.graph import open_page
from worker.explorer.scope import Scope
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.observation.observation import Observation
from worker.observation.screen import Box, Element, Screen
from worker.surfaces.actions import Action, ActionKind

LOUD = Meta("loud", Category.FUNCTIONAL, Severity.HIGH, "Loud", "because", "do not")
PLAIN = Meta("plain", Category.VISUAL, Severity.LOW, "Plain", "because", "do not")
BUY, MENU = element("button", "Buy"), element("button", "Menu")


def drawn(kind: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (320, 200), (90, 140, 200)).save(written, kind)
    return written.getvalue()


PICTURE = drawn("JPEG")


def complaints(observation: Observation) -> Iterator[Finding]:
    for line in observation.console:
        yield finding(LOUD, observation, subject=line.text, title=line.text, description=line.text)


def ugly(observation: Observation) -> Iterator[Finding]:
    if "ugly" in observation.screen.text:
        yield finding(
            PLAIN,
            observation,
            subject="ugly",
            title="Ugly",
            description="It is ugly.",
            certain="perhaps" not in observation.screen.text,
        )


def show(_session: Session, url: str) -> Screen:
    return screen(
        url, BUY, MENU, text="ugly" if url.endswith("/ugly") else "ugly perhaps" if url.endswith("/perhaps") else ""
    )


def act(session: Session, action: Action, url: str) -> str:
    if action.target and action.target.name == "Menu":
        session["menu"] = "open"
    return url


class Bench:
    """A prover with its register, and a walk to find things on."""

    def __init__(
        self,
        folder: Path,
        console: Callable[[Session, Action, str], str] | None = None,
        is_closed: Callable[[str], bool | None] = lambda _path: None,
    ) -> None:
        def says(session: Session, action: Action, _url: str) -> str:
            bought = action.target is not None and action.target.name == "Buy"
            return "boom" if bought and session.get("menu") else ""

        self.surface = MemorySurface(MemoryApp(BASE, show, act, console or says))
        self.register = Register(datetime.now(UTC))
        self.judge = Judge((Detector(LOUD, complaints), Detector(PLAIN, ugly)), Scope(BASE))
        self.proved: list[Suspicion] = []
        self.folder = folder
        self.prover = Prover(
            breaks=Breaks(),
            surface=self.surface,
            judge=self.judge,
            register=self.register,
            clock=Clock(60),
            folder=folder,
            on_proved=self._keep,
            on_findings=lambda _sight, _findings, _frame: None,
            is_closed=is_closed,
        )

    async def _keep(self, suspicion: Suspicion) -> None:
        self.proved.append(suspicion)

    async def see(self, *deeds: tuple[Action, ...]) -> None:
        async def note(sight: Sight) -> None:
            for found in self.judge.findings(sight):
                self.register.note(found, candidates(sight, None), Seen.of(sight.observation, filmed=True))

        async def new_visitor():
            return await self.surface.visitor("visitor-1", DESKTOP)

        await Walk(await new_visitor(), note, new_visitor).go(deeds)

    async def prove_all(self, *, again: bool = False) -> int:
        replays = 0
        while await self.prover.prove_next(timings=True) or (again and await self.prover.better_next(timings=True)):
            replays += 1
        return replays


def click(on: Element) -> tuple[Action, ...]:
    return (Action(ActionKind.CLICK, target_of(on)),)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_a_bug_is_proved_by_the_shortest_steps_that_show_it(bench: Bench):
    await bench.see(open_page(f"{BASE}/a"), open_page(f"{BASE}/b"), click(MENU), click(BUY))
    await bench.prove_all()
    (bug,) = bench.register.confirmed()
    assert bug.steps == (f"Open {BASE}/b", "Click 'Menu'", "Click 'Buy'")
    assert (bug.reproduced, bug.attempts) == (1, 1)


async def test_what_never_comes_back_is_kept_apart(tmp_path: Path):
    said: list[str] = []

    def once(_session: Session, _action: Action, _url: str) -> str:
        said.append("x")
        return "boom" if len(said) == 2 else ""

    bench = Bench(tmp_path, once)
    await bench.see(open_page(f"{BASE}/a"), click(BUY))
    await bench.prove_all()
    bench.register.close()
    assert not bench.register.confirmed()
    (apart,) = bench.register.unconfirmed()
    assert apart.reproduced == 0
    assert apart.attempts > 0


@pytest.mark.parametrize(("rule", "tried"), [("axe_region", 4), ("loud", 6)])
async def test_what_an_audit_has_seen_once_is_not_looked_for_by_every_way(bench: Bench, rule: str, tried: int):
    await bench.see(open_page(f"{BASE}/ugly"))
    (seen,) = bench.register
    ways = tuple(Script(DESKTOP, (open_page(f"{BASE}/{'x' * at}"),), audit=True) for at in range(1, 7))
    passing = replace(seen.finding, rule=rule, subject="passing")
    bench.register.note(passing, ways, Seen(0, "visitor-1", filmed=False))
    await bench.prove_all()
    bench.register.close()
    (apart,) = bench.register.unconfirmed()
    assert apart.attempts == tried


async def test_findings_on_one_page_are_proved_by_one_replay(bench: Bench):
    await bench.see(open_page(f"{BASE}/ugly"), click(MENU), click(BUY))
    before = bench.surface.visitors
    await bench.prover.prove_next(timings=False)
    assert bench.surface.visitors == before + 1
    assert [one.finding.rule for one in bench.register.confirmed()] in (["plain"], ["loud"], ["loud", "plain"])


async def test_one_cause_on_many_pages_is_one_bug_with_all_its_pages(bench: Bench):
    await bench.see(open_page(f"{BASE}/x/ugly"), open_page(f"{BASE}/y/ugly"))
    await bench.prove_all()
    (bug,) = bench.register.confirmed()
    assert bug.pages == [f"{BASE}/x/ugly", f"{BASE}/y/ugly"]


async def test_what_needs_a_persons_eye_is_never_a_bug(bench: Bench):
    await bench.see(open_page(f"{BASE}/perhaps"))
    await bench.prove_all()
    bench.register.close()
    assert [one.standing for one in bench.register] == [Standing.UNCONFIRMED]


async def test_with_time_left_a_proof_is_repeated_up_to_three_times(bench: Bench):
    await bench.see(open_page(f"{BASE}/ugly"))
    await bench.prove_all(again=True)
    (bug,) = bench.register.confirmed()
    assert (bug.reproduced, bug.attempts) == (3, 3)


async def test_a_bug_has_a_screenshot_with_a_caption_band_and_a_video_of_its_replay(bench: Bench):
    await bench.see(open_page(f"{BASE}/ugly"))
    await bench.prove_all()
    bug = bench.register.bug(bench.register.confirmed()[0], "video/visitor-1.mp4", 0)
    (shot,) = bug.screenshots
    assert (bench.folder / shot.path).read_bytes().startswith(b"\x89PNG")
    assert shot.height > 200
    assert bug.recording is not None
    assert (bench.folder / bug.recording).stat().st_size > 500


async def test_what_is_not_proved_has_the_picture_of_the_moment_in_which_it_was_seen(bench: Bench):
    await bench.see(open_page(f"{BASE}/perhaps"))
    (doubt,) = bench.register
    doubt.first_look = FirstLook(PICTURE, 320, 0, (Box(10, 10, 50, 20),))
    bench.register.close()
    bench.prover.keep_first_looks()
    (shot,) = bench.register.bug(doubt, None, None).screenshots
    assert "when it was first seen" in shot.caption
    with Image.open(bench.folder / shot.path) as picture:
        assert picture.convert("RGB").getpixel((8, 20)) == (229, 50, 45)


async def test_bugs_are_numbered_as_they_are_proved_and_listed_by_severity(bench: Bench):
    await bench.see(open_page(f"{BASE}/ugly"))
    await bench.prove_all()
    await bench.see(open_page(f"{BASE}/b"), click(MENU), click(BUY))
    await bench.prove_all()
    assert [(one.bug_id, one.finding.severity) for one in bench.register.confirmed()] == [
        ("bug-2", Severity.HIGH),
        ("bug-1", Severity.LOW),
    ]


@pytest.mark.parametrize(
    ("category", "waits"),
    [(Category.SECURITY, True), (Category.FUNCTIONAL, True), (Category.ACCESSIBILITY, False), (Category.VISUAL, False)],
)
async def test_experiments_wait_for_grave_bugs_of_what_an_app_does_and_not_for_those_of_an_audit(
    bench: Bench, category: Category, waits: bool
):
    await bench.see(open_page(f"{BASE}/b"), click(MENU))
    assert not bench.prover.grave_ones_wait
    await bench.see(open_page(f"{BASE}/b"), click(MENU), click(BUY))
    (loud,) = bench.register
    loud.finding = replace(loud.finding, category=category)
    assert bench.prover.grave_ones_wait is waits


@pytest.mark.parametrize(
    ("asked_before", "vain"),
    [((), 2), ("abcdef", 0)],
    ids=["two closed pages are enough to learn from", "nothing is tried where somebody has asked before"],
)
async def test_who_proves_signs_in_first_where_pages_are_closed_to_guests(
    tmp_path: Path, asked_before: Collection[str], vain: int
):
    field = element("textbox", "Password", input_type="password")

    def lets_in(session: Session, action: Action, url: str) -> str:
        session["name"] = "anna" if action.secret else ""
        return url

    def says(session: Session, _action: Action, url: str) -> str:
        return f"boom {url[-1]}" if "/private/" in url and session.get("name") else ""

    def shows(session: Session, url: str) -> Screen:
        return screen(url if session.get("name") else f"{BASE}/login", field)

    bench = Bench(tmp_path, says, lambda path: path[-1] in asked_before or None)
    bench.surface.app = MemoryApp(BASE, shows, lets_in, says)
    sign_in = (Action(ActionKind.TYPE, target_of(field), "Right-Horse-7", secret=True),)
    private = [open_page(f"{BASE}/private/{name}") for name in "abcdef"]
    await bench.see(open_page(f"{BASE}/login"), sign_in, *private)
    replays = await bench.prove_all()
    assert len(bench.register.confirmed()) == len(private)
    assert replays <= len(private) + vain
