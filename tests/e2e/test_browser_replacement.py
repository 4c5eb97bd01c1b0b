"""A browser that is lost or uses too much memory is replaced within the run, and its visitors come back as new ones."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from deffatest.run_record import read_run
from tests.e2e.run_process import started_run
from tests.e2e.sites.server import Site
from tests.e2e.sites.steps import clicked, opened
from worker.observation.screen import Viewport
from worker.order import Progress
from worker.surfaces.browser import open_surface
from worker.surfaces.interface import Frame, Surface, SurfaceError, SurfaceLost, SurfaceReplaced, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]

SHOP = "<!doctype html><title>Shop</title><h1>Shop</h1><button onclick='this.textContent = 1'>Go</button>"
# Holds 40 MiB more each time that it is pressed, and each in a buffer of its own.
HOARD = """<!doctype html><title>Hoard</title><h1>Hoard</h1><script>const kept = [];</script>
  <button onclick="kept.push(new Uint8Array(40 << 20).fill(1))">Keep</button>"""


@dataclass
class Processes:
    """What a surface has started, apart from what ran before."""

    before: set[psutil.Process] = field(default_factory=lambda: set(psutil.Process().children(recursive=True)))

    def now(self) -> set[psutil.Process]:
        return set(psutil.Process().children(recursive=True)) - self.before

    def kill(self, *names: str) -> None:
        for process in self.now():
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.name().startswith(names):
                    process.kill()


@pytest.fixture
def processes() -> Processes:
    return Processes()


@pytest_asyncio.fixture(loop_scope="session")
async def surface(processes: Processes) -> AsyncIterator[Surface]:
    """A browser of the test's own, which may be ill-treated."""
    assert processes.now() == set()
    surface = await open_surface(allowed_private_targets=["127.0.0.1"])
    yield surface
    started = processes.now()
    await surface.close()
    _, alive = psutil.wait_procs(started, timeout=10)
    assert alive == []


async def see_shop(visitor: Visitor, shop: Site) -> None:
    assert (await opened(visitor, shop.url)).screen.headings == ("Shop",)


@pytest.mark.parametrize("killed", ["chrom", "node"])
async def test_visitors_of_a_killed_browser_come_back_as_new_people(
    surface: Surface, processes: Processes, site: StartSite, killed: str
) -> None:
    shop = site({"/": SHOP})
    film: list[Frame] = []
    first, second = [await surface.visitor(name, Viewport(800, 600)) for name in ("visitor-1", "visitor-2")]
    await first.start_recording(film.append)
    seen = await opened(first, shop.url)
    await opened(second, shop.url)
    processes.kill(killed)
    with pytest.raises(SurfaceReplaced):
        await clicked(first, seen, "Go")
    filmed = len(film)
    await see_shop(first, shop)
    with pytest.raises(SurfaceReplaced):
        await second.look()
    await see_shop(second, shop)
    await see_shop(await surface.visitor("visitor-3", Viewport(800, 600)), shop)
    await first.stop_recording()
    assert len(film) > filmed
    assert first.viewport == Viewport(800, 600)


async def test_an_app_that_brings_every_browser_down_ends_the_run(
    surface: Surface, processes: Processes, site: StartSite
) -> None:
    shop = site({"/": SHOP})
    visitor = await surface.visitor("visitor-1", Viewport(800, 600))
    with pytest.raises(SurfaceLost, match="6 browsers were lost"):
        for _ in range(7):
            processes.kill("chrom")
            with contextlib.suppress(SurfaceReplaced):
                await opened(visitor, shop.url)


async def test_a_browser_that_uses_too_much_memory_is_replaced_before_it_ends_the_run(site: StartSite) -> None:
    hoard = site({"/": HOARD})
    surface = await open_surface(allowed_private_targets=["127.0.0.1"], memory_mb=800)
    try:
        visitor = await surface.visitor("visitor-1", Viewport(800, 600))
        with pytest.raises(SurfaceReplaced):
            seen = await opened(visitor, hoard.url)
            for _ in range(50):
                with contextlib.suppress(SurfaceError):
                    seen = await clicked(visitor, seen, "Keep")
                    continue
                raise SurfaceReplaced
        assert (await opened(visitor, hoard.url)).screen.headings == ("Hoard",)
    finally:
        await surface.close()


async def test_a_run_goes_on_after_its_browser_was_killed(site: StartSite, tmp_path: Path) -> None:
    pages = {f"/{number}": f"<title>Page {number}</title><h1>Page {number}</h1>" for number in range(5)}
    links = "".join(f"<p><a href={path}>Read page {path[1:]}</a>" for path in pages)
    broken = "<button onclick='nowhere()'>Order</button>"
    shop = site({"/": f"<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1>{links}{broken}", **pages})
    with started_run(tmp_path, shop.url, 30) as run:
        for message in run.listen():
            if isinstance(message, Progress) and " 0 states" not in message.message and "Exploring" in message.message:
                break
        for process in psutil.Process(run.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.name().startswith("chrom"):
                    process.kill()
        assert run.finish() == 0
    record = read_run(tmp_path)
    assert record.notes == []
    assert len(record.coverage.pages) >= len(pages)
    assert "uncaught_exception" in {bug.rule for bug in record.bugs}
    assert not {"page_crashed", "page_unresponsive"} & {bug.rule for bug in (*record.bugs, *record.unconfirmed)}
