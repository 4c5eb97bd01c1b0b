"""Pages that hang, crash, run away or never end: each ends in its time and leaves the visitor usable."""

import asyncio
import contextlib
import threading
from collections.abc import Callable

import pytest

from tests.e2e.sites.server import Page, Site
from tests.e2e.sites.steps import clicked, opened
from worker.observation.screen import Viewport
from worker.surfaces.interface import PageCrashed, PageUnresponsive, Surface, SurfaceError, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]

FINE = "<!doctype html><title>Fine</title><h1>Fine</h1>"


async def still_usable(visitor: Visitor, site: Site) -> None:
    seen = await opened(visitor, f"{site.url}fine")
    assert seen.screen.headings == ("Fine",)
    assert (await visitor.screenshot()).startswith(b"\x89PNG")


async def test_a_script_that_never_yields(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<button onclick='for (;;);'>Hang</button>", "/fine": FINE})
    seen = await opened(visitor, shop.url)
    with pytest.raises(PageUnresponsive):
        await clicked(visitor, seen, "Hang")
    await still_usable(visitor, shop)


async def test_a_page_that_hangs_while_it_loads(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<h1>Hang</h1><script>for (;;);</script>", "/fine": FINE})
    with pytest.raises(PageUnresponsive):
        await opened(visitor, shop.url)
    await still_usable(visitor, shop)


@pytest.mark.parametrize("script", ["for (;;) alert('again')", "for (;;) confirm('again')"])
async def test_dialogs_without_end(visitor: Visitor, site: StartSite, script: str) -> None:
    shop = site({"/": f"<h1>Alerts</h1><script>{script}</script>", "/fine": FINE})
    with pytest.raises(PageUnresponsive, match="dialogs without end"):
        await opened(visitor, shop.url)
    await still_usable(visitor, shop)


async def test_a_page_that_opens_a_dialog_again_and_again_ends_too(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<h1>Alerts</h1><script>setInterval(() => alert('again'), 1)</script>", "/fine": FINE})
    with contextlib.suppress(PageUnresponsive):
        assert (await opened(visitor, shop.url)).dialogs
        await opened(visitor, f"{shop.url}fine")
    await still_usable(visitor, shop)


async def test_a_renderer_that_crashes(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/fine": FINE})
    with pytest.raises(PageCrashed):
        await opened(visitor, "chrome://crash")
    await still_usable(visitor, shop)


async def test_a_page_that_runs_out_of_memory(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<script>const kept = []; for (;;) kept.push(new Array(1e7).fill(1.5));</script>", "/fine": FINE})
    with pytest.raises((PageCrashed, PageUnresponsive)):
        await opened(visitor, shop.url)
    await still_usable(visitor, shop)


async def test_a_page_that_navigates_away_at_once(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<h1>First</h1><script>location = '/fine'</script>", "/fine": FINE})
    seen = await opened(visitor, shop.url)
    assert seen.screen.url == f"{shop.url}fine"
    assert seen.screen.headings == ("Fine",)


async def test_a_page_that_navigates_for_ever(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<h1>Round</h1><script>location = '/?' + Math.random()</script>", "/fine": FINE})
    with pytest.raises(PageUnresponsive, match="navigating"):
        await opened(visitor, shop.url)
    await still_usable(visitor, shop)


async def test_a_page_that_reloads_itself_again_and_again_is_still_seen(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<h1>Round</h1><script>setTimeout(() => location.reload(), 400)</script>", "/fine": FINE})
    seen = await opened(visitor, shop.url)
    assert seen.screen.headings == ("Round",)
    await still_usable(visitor, shop)


async def test_a_page_that_closes_itself(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": "<button onclick=\"open('', '_self').close(); close()\">Close</button>", "/fine": FINE})
    seen = await opened(visitor, shop.url)
    try:
        await clicked(visitor, seen, "Close")
    except SurfaceError as error:
        assert isinstance(error, PageUnresponsive)
    await still_usable(visitor, shop)


async def test_a_page_that_is_always_busy(visitor: Visitor, site: StartSite) -> None:
    page = """<h1>Busy</h1><ul></ul><script>
    (function tick() { document.querySelector('ul').append(document.createElement('li'));
    fetch('/poll').catch(() => {}); setTimeout(tick, 20) })()</script>"""
    shop = site({"/": page, "/poll": "", "/fine": FINE})
    assert (await opened(visitor, shop.url)).screen.headings == ("Busy",)
    await still_usable(visitor, shop)


async def test_a_server_that_never_answers_leaves_its_mark_in_the_exchanges(
    browser_surface: Surface, visitor: Visitor, site: StartSite
) -> None:
    release = threading.Event()

    def never(_: object) -> Page:
        release.wait(60)
        return Page("late")

    shop = site({"/": "<a href=/never>Slow</a>", "/never": never, "/fine": FINE})
    other = await browser_surface.visitor("visitor-2", Viewport(1280, 720))
    try:
        seen = await opened(visitor, shop.url)
        # Both are waited for with all patience; that is long enough once.
        after, direct = await asyncio.gather(clicked(visitor, seen, "Slow"), opened(other, f"{shop.url}never"))
        assert after.screen.url == shop.url
        assert [(one.url, one.failure) for one in after.exchanges] == [(f"{shop.url}never", "net::ERR_TIMED_OUT")]
        assert not after.exchanges[0].aborted_by_us
        assert [one.failure for one in direct.exchanges] == ["net::ERR_TIMED_OUT"]
    finally:
        release.set()
    for one in (visitor, other):
        await still_usable(one, shop)
    await other.close()


async def test_a_page_that_breaks_what_scripts_rely_on(visitor: Visitor, site: StartSite) -> None:
    page = """<h1>Bent</h1><button>Go</button><script>
    Array.prototype.toJSON = () => 'broken'; JSON.stringify = () => 'broken'; Array.prototype.map = undefined;
    window.setTimeout = null;
    window.requestAnimationFrame = null; window.getComputedStyle = null; document.querySelectorAll = null;
    window.Symbol = null;</script>"""
    shop = site({"/": page, "/fine": FINE})
    with contextlib.suppress(SurfaceError):
        await opened(visitor, shop.url)
    await still_usable(visitor, shop)


async def test_what_a_page_asks_late_is_waited_for_until_it_is_answered(visitor: Visitor, site: StartSite) -> None:
    asked, release = threading.Event(), threading.Event()

    def late(_: object) -> Page:
        asked.set()
        release.wait(20)
        return Page("late")

    # Later than what is waited for after an arrival, so that only the new wait can see it.
    shop = site({"/": "<h1>Late</h1><script>setTimeout(() => fetch('/late'), 1200)</script>", "/late": late})
    try:
        await opened(visitor, shop.url)
        assert await asyncio.to_thread(asked.wait, 20)
        await visitor.wait_for_answers(0.1)
        assert not (await visitor.look()).exchanges
        waiting = asyncio.create_task(visitor.wait_for_answers(20))
        done, _ = await asyncio.wait({waiting}, timeout=0.1)
        assert not done
    finally:
        release.set()
    await waiting
    assert [one.url for one in (await visitor.look()).exchanges] == [f"{shop.url}late"]
