"""An error of the test's own costs what broke, not the run, and the record tells of it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from structlog.testing import capture_logs

from deffatest.run_record import RunRecord
from tests.unit.explorer_screens import BASE, link, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, Session
from tests.unit.test_brain_access import an_order
from worker.evidence.expedition import Expedition
from worker.evidence.run_logs import RunLogs
from worker.explorer.clock import Clock
from worker.explorer.experiments.planning import Experimenting, Plan, Proposal, Scene
from worker.explorer.walk import Undivided, Walk
from worker.observation.screen import Screen
from worker.surfaces.actions import Action

PLACES = {"Home": "/", "Odd": "/odd", "Cart": "/cart", "Help": "/help"}


def follow(_: Session, action: Action, url: str) -> str:
    return BASE + PLACES[action.target.name] if action.target else url


class Site:
    """A site of which one page is more than a visitor can take, the first two times."""

    def __init__(self) -> None:
        self.breaks = 2

    def show(self, _: Session, url: str) -> Screen:
        if url == f"{BASE}/odd" and self.breaks:
            self.breaks -= 1
            raise KeyError("what nobody has thought of")
        return page(url)


def page(url: str) -> Screen:
    text = f"Page {url}. " + "Some more words about the goods of this shop. " * 3
    return screen(url, *(link(name, path) for name, path in PLACES.items()), text=text)


@dataclass(frozen=True)
class Break(Undivided):
    """An experiment that breaks."""

    place: str

    async def perform(self, walk: Walk) -> None:
        await walk.open(self.place)
        raise IndexError(self.place)


class Breaking:
    """Proposes it on every page."""

    PLAN = Plan("breaking")

    def propose(self, scene: Scene) -> Iterator[Proposal]:
        yield Proposal(Break(scene.screen.url), scene.screen.url)


async def record_of(folder: Path, *experiments: Experimenting) -> RunRecord:
    plain = MemoryApp(f"{BASE}/", lambda _, url: screen(url))
    surface = MemorySurface(plain if experiments else MemoryApp(f"{BASE}/", Site().show, follow))
    order = an_order()
    with RunLogs(folder) as logs, capture_logs():
        expedition = Expedition(folder, order, surface, f"{BASE}/", (), Clock(order.seconds), lambda _: None, logs)
        expedition.ground.laboratory.experiments = experiments
        async with asyncio.timeout(30):
            await expedition.go()
        return expedition.record()


async def test_visitors_that_break_at_a_page_come_again_and_see_all_pages(tmp_path: Path) -> None:
    record = await record_of(tmp_path)
    assert {page.removeprefix(BASE) for page in record.coverage.pages} == set(PLACES.values())
    assert record.coverage.ended_because == "nothing new left"
    assert any("broke off a visitor's exploring" in note for note in record.notes)


async def test_an_experiment_that_breaks_is_told_and_the_run_comes_to_its_end(tmp_path: Path) -> None:
    record = await record_of(tmp_path, Breaking())
    assert any("broke off an experiment (Break)" in note for note in record.notes)
    assert record.coverage.ended_because == "nothing new left"
