"""Other surroundings for one visitor: a network in trouble, a second tab, another place to live."""

import asyncio
from collections.abc import Callable

import pytest

from tests.e2e.sites.server import Page, Site
from tests.e2e.sites.steps import clicked, opened
from worker.observation.screen import Viewport
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface, Visitor
from worker.surfaces.surroundings import Surroundings
from worker.surfaces.trouble import Fault, Trouble

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]

ORDERS = """<!doctype html><title>Orders</title><h1>Orders</h1><button id=ask>Ask</button><p id=said>nothing</p>
<script>
const said = document.getElementById('said');
document.getElementById('ask').onclick = async () => {
  said.textContent = 'asking';
  try {
    const answer = await fetch('/orders');
    said.textContent = answer.status + ' ' + (await answer.json()).count;
  } catch (error) { said.textContent = `failed ${navigator.onLine}`; }
};
</script>"""
DATA = Page('{"count": 7}', type="application/json")
PLACE = """<!doctype html><title>Place</title><h1>Place</h1><p id=said></p><script>
const wants = (feature, value) => matchMedia(`(${feature}: ${value})`).matches;
document.getElementById('said').textContent = [
  new Date(Date.UTC(2024, 2, 10, 12)).toLocaleDateString(), (1234.5).toLocaleString(), navigator.language,
  wants('prefers-reduced-motion', 'reduce'), wants('prefers-color-scheme', 'dark'), wants('forced-colors', 'active'),
].join(' | ');
</script>"""
TWO_TABS = """<!doctype html><title>Cart</title><h1>Cart</h1><p id=said></p>
<button onclick="document.cookie = 'in=yes'; localStorage.cart = 'full'; console.error('filled')">Fill</button>
<button onclick="window.open('/popup')">Open</button>
<script>
const show = () => { document.getElementById('said').textContent = `${localStorage.cart} ${document.cookie}`; };
addEventListener('storage', show);
show();
</script>"""
HOME = "3/10/2024 | 1,234.5 | en-US | false | false | false"


@pytest.mark.parametrize(
    ("trouble", "shown"),
    [
        (Trouble(Fault.OFFLINE), "failed false"),
        (Trouble(Fault.STATUS, status=503), "503 undefined"),
        (Trouble(Fault.DROPPED, methods=frozenset(("GET",))), "failed true"),
        (Trouble(Fault.GARBLED, part="/orders"), "failed true"),
    ],
    ids=lambda value: value.fault if isinstance(value, Trouble) else "",
)
async def test_trouble_strikes_and_passes(visitor: Visitor, site: StartSite, trouble: Trouble, shown: str) -> None:
    shop = site({"/": ORDERS, "/orders": DATA})
    seen = await opened(visitor, shop.url)
    await visitor.upset(trouble)
    struck = await clicked(visitor, seen, "Ask")
    assert shown in struck.screen.text
    assert [exchange.provoked for exchange in struck.exchanges if exchange.url.endswith("/orders")] == [True]
    await visitor.upset()
    well = await clicked(visitor, struck, "Ask")
    assert "200 7" in well.screen.text
    assert not any(exchange.provoked for exchange in well.exchanges)


async def test_a_slow_answer_is_not_waited_for_and_comes_when_the_trouble_is_over(
    visitor: Visitor, site: StartSite
) -> None:
    shop = site({"/": ORDERS, "/orders": DATA})
    seen = await opened(visitor, shop.url)
    await visitor.upset(Trouble(Fault.SLOW, seconds=60))
    assert "asking" in (await clicked(visitor, seen, "Ask")).screen.text
    await visitor.upset()
    assert "200 7" in (await visitor.perform(Action(ActionKind.SCROLL, value="0"))).screen.text


async def test_trouble_is_for_what_it_names_and_for_so_many_requests(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": ORDERS, "/orders": DATA})
    seen = await opened(visitor, shop.url)
    await visitor.upset(
        Trouble(Fault.STATUS, methods=frozenset(("POST",))),
        Trouble(Fault.STATUS, part="/elsewhere"),
        Trouble(Fault.STATUS, status=429, seconds=30, times=1),
    )
    struck = await clicked(visitor, seen, "Ask")
    assert "429" in struck.screen.text
    assert next(one for one in struck.exchanges if one.provoked).response_headers["retry-after"] == "30"
    assert "200 7" in (await clicked(visitor, struck, "Ask")).screen.text


async def test_trouble_is_one_visitors_own(visitor: Visitor, site: StartSite, browser_surface: Surface) -> None:
    shop = site({"/": ORDERS, "/orders": DATA})
    other = await browser_surface.visitor("visitor-2", Viewport(1280, 720))
    await visitor.upset(Trouble(Fault.OFFLINE), Trouble(Fault.STATUS))
    assert "200 7" in (await clicked(other, await opened(other, shop.url), "Ask")).screen.text
    await other.close()


async def test_two_tabs_share_what_a_person_has_and_see_only_themselves(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": TWO_TABS, "/popup": "<title>Popup</title>"})
    first = await opened(visitor, shop.url)
    tab = await visitor.another_tab()
    second = await opened(tab, shop.url)
    assert "undefined" in second.screen.text
    filled = await clicked(tab, second, "Fill")
    assert [message.text for message in filled.console] == ["filled"]
    async with asyncio.timeout(5):  # until the storage event has come
        while "full" not in (looked := await visitor.look()).screen.text:
            assert not (looked.console or looked.exchanges or looked.popups)
    assert not (looked.console or looked.exchanges or looked.popups)
    popped = await clicked(tab, filled, "Open")
    assert [popup.rpartition("/")[2] for popup in popped.popups] == ["popup"]
    assert "full in=yes" in (await visitor.perform(Action(ActionKind.RELOAD))).screen.text
    await tab.close()
    alone = await clicked(visitor, first, "Open")
    assert len(alone.popups) == 1
    assert not alone.console


async def test_living_elsewhere_outlasts_navigations_and_ends(visitor: Visitor, site: StartSite) -> None:
    shop = site({"/": PLACE, "/other": PLACE})
    assert HOME in (await opened(visitor, shop.url)).screen.text
    await visitor.live_in(
        Surroundings(locale="de-DE", time_zone="Pacific/Kiritimati", style="h1 { display: none }", dark=True)
    )
    assert "Place" not in (await visitor.look()).screen.headings
    there = await opened(visitor, f"{shop.url}other")
    assert "11.3.2024 | 1.234,5 | de-DE | false | true | false" in there.screen.text
    assert not any(run.text == "Place" for run in there.screen.texts)
    assert shop.asked[-1].headers["accept-language"].startswith("de-DE")
    await visitor.live_in(Surroundings(reduced_motion=True, forced_colours=True))
    assert "en-US | true | false | true" in (await opened(visitor, shop.url)).screen.text
    await visitor.live_in(Surroundings())
    home = await opened(visitor, f"{shop.url}other")
    assert HOME in home.screen.text
    assert any(run.text == "Place" for run in home.screen.texts)
    assert shop.asked[-1].headers["accept-language"].startswith("en-US")
