"""Experiments that lend each other a session instead of signing in by the form each time."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest

from tests.e2e.sites.server import Asked, Page, Site
from tests.e2e.sites.steps import target
from worker.explorer.graph import Deed, open_page
from worker.explorer.sessions import Sessions
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.surfaces.actions import Action, ActionKind, Target
from worker.surfaces.interface import Surface, Visitor

FORM = """<h1>Welcome</h1>{said}<form action=/in method=post><label>E-mail <input type=email name=email></label>
<label>Password <input type=password name=password></label><button>Log in</button></form>"""
JOINING = """<h1>Join us</h1><form action=/join method=post><label>E-mail <input type=email name=email></label>
<label>Password <input type=password name=password autocomplete=new-password></label><button>Join</button></form>"""
INSIDE = "<h1>Your orders</h1><p>One lamp</p><a href=/out>Log out</a>"
# Knows its people by what their browser has stored, and nothing else.
KEEPING = """<h1>Wait</h1><script>
if (location.search === '?in') localStorage.setItem('who', 'anna');
document.querySelector('h1').outerHTML = localStorage.getItem('who') ? `%s` : '<h1>Out</h1><a href=/>Log in</a>';
</script>"""


class House:
    """A site to sign in at; `stores` in the browser who is in, else by a cookie."""

    def __init__(self, *, stores: bool = False) -> None:
        self.stores = stores
        self.signed_in = 0
        self.members = {"anna@example.com"}
        self.sessions: set[str] = set()
        self.site = Site({path: self.answer for path in ("/", "/in", "/join", "/orders")})

    def answer(self, asked: Asked) -> Page:
        cookie = asked.headers.get("cookie", "").partition("session=")[2]
        match asked.method, asked.path:
            case "POST", "/in":
                return self._let_in()
            case "POST", "/join":
                email = dict(parse_qsl(asked.body))["email"]
                if email in self.members:
                    return Page(JOINING)
                self.members.add(email)
                return self._let_in()
            case _, "/orders" if self.stores:
                return Page(KEEPING % INSIDE)
            case _, "/orders" if cookie in self.sessions:
                return Page(INSIDE)
            case _, "/join":
                return Page(JOINING)
            case _:
                return Page(FORM.format(said=""))

    def _let_in(self) -> Page:
        self.signed_in += 1
        session = f"s{self.signed_in}"
        self.sessions.add(session)
        if self.stores:
            return Page("", 303, headers={"location": "/orders?in"})
        return Page("", 303, headers={"location": "/orders", "set-cookie": f"session={session}; Path=/; HttpOnly"})


@pytest.fixture
def houses() -> Iterator[list[House]]:
    opened: list[House] = []
    yield opened
    for house in opened:
        house.site.close()


async def nothing(_: Sight) -> None:
    pass


async def somebody(surface: Surface, name: str, sessions: Sessions | None = None) -> Walk:
    async def visitor() -> Visitor:
        return await surface.visitor(name, DESKTOP)

    return Walk(await visitor(), nothing, visitor, lender=sessions)


async def way_in(surface: Surface, url: str, email: str, button: str) -> tuple[Deed, ...]:
    """From the page with the form to the orders."""
    looking = await somebody(surface, "visitor-1")
    seen = await looking.open(url)
    await looking.visitor.close()
    filling = (
        Action(ActionKind.TYPE, target(seen, "E-mail"), email),
        Action(ActionKind.TYPE, target(seen, "Password"), "Right-Horse-7", secret=True),
        Action(ActionKind.CLICK, target(seen, button)),
    )
    orders = url.rpartition("/")[0] + "/orders"
    return open_page(url), filling, open_page(orders)


async def gone(surface: Surface, name: str, way: tuple[Deed, ...], sessions: Sessions) -> Walk:
    """Somebody who has gone this way, and has left."""
    walk = await somebody(surface, name, sessions)
    await walk.go(way)
    await walk.visitor.close()
    sessions.give_back(walk)
    return walk


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("stores", [False, True], ids=["by a cookie", "by what is stored"])
async def test_the_second_takes_over_the_session_of_the_first_and_tells_how_one_signs_in(
    browser_surface: Surface, houses: list[House], *, stores: bool
):
    houses.append(house := House(stores=stores))
    way = await way_in(browser_surface, house.site.url, "anna@example.com", "Log in")
    sessions = Sessions()
    first = await gone(browser_surface, "first", way, sessions)
    second = await gone(browser_surface, "second", way, sessions)
    assert house.signed_in == 1
    assert second.screen is not None
    assert second.screen.headings == ("Your orders",)
    assert second.story == first.story


@pytest.mark.asyncio(loop_scope="session")
async def test_who_is_given_a_session_that_has_ended_signs_in(browser_surface: Surface, houses: list[House]):
    houses.append(house := House())
    way = await way_in(browser_surface, house.site.url, "anna@example.com", "Log in")
    sessions = Sessions()
    first = await gone(browser_surface, "first", way, sessions)
    house.sessions.clear()
    second = await gone(browser_surface, "second", way, sessions)
    assert house.signed_in == 2
    assert second.screen is not None
    assert second.screen.headings == ("Your orders",)
    assert second.story == first.story


@pytest.mark.asyncio(loop_scope="session")
async def test_two_at_once_have_a_session_each(browser_surface: Surface, houses: list[House]):
    houses.append(house := House())
    way = await way_in(browser_surface, house.site.url, "anna@example.com", "Log in")
    sessions = Sessions()
    first, second = [await somebody(browser_surface, name, sessions) for name in ("first", "second")]
    await first.go(way)
    await second.go(way)
    assert house.signed_in == 2
    await first.visitor.close()
    await second.visitor.close()


@pytest.mark.asyncio(loop_scope="session")
async def test_who_repeats_the_opening_of_an_account_is_somebody_new(browser_surface: Surface, houses: list[House]):
    houses.append(house := House())
    way = await way_in(browser_surface, f"{house.site.url}join", "dfabc123@example.com", "Join")
    house.members.add("dfabc123@example.com")
    walk = await somebody(browser_surface, "proof-1")
    await walk.go(way)
    assert walk.screen is not None
    assert walk.screen.headings == ("Your orders",)
    await walk.visitor.close()


@pytest.mark.asyncio(loop_scope="session")
async def test_a_step_that_is_impossible_on_the_way_in_holds_up_nobody_who_goes_on_by_an_address(
    browser_surface: Surface, houses: list[House]
):
    houses.append(house := House())
    opening, filling, orders = await way_in(browser_surface, house.site.url, "anna@example.com", "Log in")
    missing = Target("button|Close|button||", "#gone", "", "button", "Close")
    walk = await somebody(browser_surface, "proof-1")
    await walk.go((opening, (Action(ActionKind.CLICK, missing), *filling), orders))
    assert walk.url == f"{house.site.url}orders"
    await walk.visitor.close()
