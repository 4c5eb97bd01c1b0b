"""What of a visitor's steps others have to do again."""

import re
from dataclasses import replace

import pytest

from tests.unit.explorer_screens import BASE, element, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, MemoryVisitor, Session, walk_in
from worker.explorer.experiments.carts import quantities
from worker.explorer.experiments.relations.unknown_thing import unknown_beside
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import open_page
from worker.explorer.walk import Sight, Walk
from worker.explorer.ways import way_to_here
from worker.explorer.windows import DESKTOP
from worker.observation.observation import Observation
from worker.observation.runtime import Effect, Exchange
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import ActionImpossible, Visitor

BUY = element("button", "Buy")


@pytest.mark.parametrize(
    ("url", "stays"),
    [
        (f"{BASE}/api/cart", True),
        (f"{BASE}/socket.io/?EIO=4&transport=polling&t=x", False),
        (f"{BASE}/echo/012/abc/xhr_send", False),
    ],
    ids=["a cart", "Engine.IO", "SockJS"],
)
async def test_what_is_sent_in_place_of_a_socket_leaves_nothing_behind(url: str, *, stays: bool) -> None:
    class Sending(MemoryVisitor):
        async def perform(self, *actions: Action) -> Observation:
            seen = await super().perform(*actions)
            sent = Exchange(0, "POST", url, "xhr", f"{BASE}/", 200)
            did = Effect(requests=1)
            return replace(seen, exchanges=(sent,), effect=did) if actions[0].kind is ActionKind.CLICK else seen

    async def visitor() -> Visitor:
        return Sending(MemorySurface(MemoryApp(BASE, lambda _, place: screen(place, BUY))), "visitor-1", DESKTOP)

    async def nothing(_: Sight) -> None:
        pass

    walk = Walk(await visitor(), nothing, visitor)
    click = Action(ActionKind.CLICK, target_of(BUY))
    await walk.open(f"{BASE}/a")
    await walk.perform(click)
    await walk.open(f"{BASE}/b")
    assert ((click,) in way_to_here(walk)) is stays


async def test_what_is_told_is_the_way_that_was_gone_and_not_a_longer_one() -> None:
    walk = await walk_in(MemoryApp(BASE, lambda _, place: screen(place, BUY)))
    click = (Action(ActionKind.CLICK, target_of(BUY)),)
    shelf, cart = open_page(f"{BASE}/shelf"), open_page(f"{BASE}/cart")
    assert await come(walk, (shelf, click, cart), lambda screen: screen.url.endswith("/cart")) == (cart,)
    await walk.perform(*click)
    walk.tell_from_here()
    await walk.open(f"{BASE}/sent")
    assert walk.story == (*cart, *open_page(f"{BASE}/sent"))


async def test_a_notice_that_does_not_come_again_need_not_be_sent_away() -> None:
    close = element("button", "×")
    notices = [(close,), ()]

    def show(_: Session, place: str) -> Screen:
        return screen(place, BUY, *notices[0])

    walk = await walk_in(MemoryApp(BASE, show))
    away, buy = (Action(ActionKind.CLICK, target_of(close)),), (Action(ActionKind.CLICK, target_of(BUY)),)
    await walk.go((open_page(f"{BASE}/shelf"), away, buy))
    notices.pop(0)
    await walk.start_over()
    await walk.go((open_page(f"{BASE}/shelf"), away, buy))
    assert [step.deed for step in walk.steps][-1] == buy
    with pytest.raises(ActionImpossible):
        await walk.do_again((Action(ActionKind.CLICK, target_of(element("button", "Order"))),))


async def test_a_click_that_is_not_possible_is_left_out_where_the_rest_can_be_done_without_it() -> None:
    walk = await walk_in(MemoryApp(BASE, lambda _, place: screen(place, BUY)))
    missing, buy = (Action(ActionKind.CLICK, target_of(element("button", name))) for name in ("Menu", BUY.name))
    await walk.go((open_page(f"{BASE}/shelf"), (missing,), (buy,)))
    assert walk.story == (*open_page(f"{BASE}/shelf"), buy)
    for way in ((open_page(f"{BASE}/shelf"), (missing,)), (open_page(f"{BASE}/shelf"), (missing, buy), (buy,))):
        await walk.start_over()
        with pytest.raises(ActionImpossible):
            await walk.go(way)


def test_the_only_line_of_a_cart_is_known_by_its_amount() -> None:
    markup = "<body><form id=cart><div><div><input type=number id=q value=2></div><p>£4.00</p></div></form></body>"
    field = element("spinbutton", "Quantity", input_type="number", field_name="quantity", selector="#q", value="2")
    assert quantities(screen("/cart", field, markup=markup)) == [field]
    assert quantities(screen("/cart", field, markup=markup.replace("£4.00", "Two mugs"))) == []


@pytest.mark.parametrize(
    ("page", "beside"),
    [
        ("/product/12?from=home", r"/product/\d+"),
        ("/product/blue-mug/", r"/product/no-such-\w+/"),
        ("/?lang=en#/article/a-good-cup", r"/\?lang=en#/article/no-such-\w+"),
        ("/#!/users/7?tab=posts", r"/#!/users/\d+"),
        ("/about-us", ""),
        ("/app/#/about-us", ""),
        ("/shop/cart", ""),
    ],
)
def test_an_address_of_nothing_stands_beside_that_of_one_thing_among_many(page: str, beside: str) -> None:
    unknown = unknown_beside(f"{BASE}{page}")
    assert re.fullmatch(re.escape(BASE) + beside if beside else "", unknown)
    assert unknown != f"{BASE}{page}"
