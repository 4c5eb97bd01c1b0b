"""What is read ahead of a site, and how new its pages promise to be."""

import asyncio
from collections.abc import Mapping
from typing import cast

from tests.unit.detectors.building import ORIGIN, exchange, observation, screen
from worker.explorer.atlas import Atlas
from worker.explorer.scope import Scope
from worker.observation.runtime import Exchange
from worker.surfaces.interface import Visitor

TAGS = ("p", "b", "i", "u", "s", "em", "dl", "dt", "dd", "ol", "li", "pre", "code", "kbd", "form", "table")
PAGE = "<!doctype html><title>Shop</title>"
SHELL = "<!doctype html><title>App</title><div id=app></div><script src=/app.js></script>"


class Reader:
    """Somebody who asks for addresses without opening them."""

    def __init__(self, pages: Mapping[str, str], closed: str = "") -> None:
        self._pages = pages
        self._closed = closed

    async def fetch(self, url: str, **_: object) -> Exchange:
        if self._closed and url.removeprefix(ORIGIN).startswith(self._closed):
            url = f"{ORIGIN}/login"
        body = self._pages.get(url.removeprefix(ORIGIN))
        status = 404 if body is None else 200
        return exchange(url, status, body=body or "Nothing here", response_headers={"content-type": "text/html"})


def read(pages: dict[str, str]) -> Atlas:
    """What an atlas knows once it has read what the start page links to, and the first page was opened."""
    atlas = Atlas(f"{ORIGIN}/", Scope(f"{ORIGIN}/"))
    links = "".join(f"<a href={path}>{path}</a>" for path in pages)
    atlas.see(observation(screen("/", links)), new_state=True)
    visitor = cast(Visitor, Reader(pages))

    async def to_the_end() -> None:
        while await atlas.read_next(visitor):
            pass

    asyncio.run(to_the_end())
    atlas.see(observation(screen(next(iter(pages)), "")), new_state=False)
    return atlas


def test_pages_of_one_make_promise_less_once_one_of_them_was_opened() -> None:
    atlas = read({f"/mugs/{name}": f"{PAGE}<h1>{name}</h1><p>A mug</p>" for name in ("oak", "elm", "ash", "fir")})
    assert atlas.novelty(f"{ORIGIN}/mugs/elm") == 0.5


def test_what_a_script_puts_into_a_page_is_not_opened_as_one() -> None:
    atlas = read({"/": f"{PAGE}<h1>Tasks</h1>", "/tasks/new": "<form>New</form>", "/about": f"{PAGE}<dl>About</dl>"})
    assert [atlas.next_to_open(set()) for _ in range(2)] == [f"{ORIGIN}/about", None]


def test_of_routes_for_one_kind_of_thing_one_is_opened_and_no_file_that_every_site_is_asked_for() -> None:
    atlas = read(dict.fromkeys(("/robots.txt", "/books/1", "/books/2", "/books/3", "/cart"), SHELL))
    opened = [address for _ in range(9) if (address := atlas.next_to_open(set()))]
    assert f"{ORIGIN}/robots.txt" not in opened
    assert sum("/books/" in address for address in opened) == 1
    assert f"{ORIGIN}/cart" in opened


def test_routes_that_a_script_draws_are_not_told_by_what_the_server_sends() -> None:
    atlas = read(dict.fromkeys(("/tasks", "/tasks/new", "/tasks/7/edit", "/about"), SHELL))
    assert atlas.novelty(f"{ORIGIN}/tasks/7/edit") is None
    opened = [atlas.next_to_open(set()) for _ in range(3)]
    assert f"{ORIGIN}/tasks/7/edit" in opened


def test_whether_guests_may_see_what_a_script_draws_is_told_by_guests_who_stand_there() -> None:
    atlas = read(dict.fromkeys(("/tasks/7", "/tasks/8", "/mugs/7", "/about"), SHELL))
    assert atlas.is_closed("/tasks/7") is None
    assert atlas.is_drawn_by_scripts
    atlas.note_guest(f"{ORIGIN}/mugs/12?from=home")
    assert atlas.is_closed("/mugs/7") is False
    assert atlas.is_closed("/tasks/7") is None


def test_what_is_closed_to_guests_is_read_by_who_is_signed_in_and_opened_by_nobody_else() -> None:
    tools = {
        f"/tools/{name}": f"{PAGE}<h1>{name}</h1><{tag}>to use</{tag}>"
        for name, tag in (("a", "p"), ("b", "form"), ("c", "dl"))
    }
    pages = {"/login": f"{PAGE}<form><input name=user><input type=password></form>", **tools}
    atlas = Atlas(f"{ORIGIN}/", Scope(f"{ORIGIN}/"))
    atlas.see(observation(screen("/", "".join(f"<a href={path}>{path}</a>" for path in pages))), new_state=True)

    async def to_the_end() -> None:
        while await atlas.read_next(cast(Visitor, Reader(pages, closed="/tools"))):
            pass
        assert atlas.mostly_closed
        assert atlas.novelty(f"{ORIGIN}/tools/a") is None, "the page to sign in says nothing of it"
        while await atlas.read_next(cast(Visitor, Reader(pages)), inside=True):
            pass

    asyncio.run(to_the_end())
    assert not atlas.has_closed_pages
    opened_by_guests = [address for _ in range(9) if (address := atlas.next_to_open(set()))]
    opened_inside = [address for _ in range(9) if (address := atlas.next_to_open(set(), inside=True))]
    assert opened_by_guests == [f"{ORIGIN}/login"]
    assert sorted(opened_inside) == sorted(f"{ORIGIN}{path}" for path in tools)


def test_every_collection_is_read_before_all_of_one() -> None:
    atlas = Atlas(f"{ORIGIN}/", Scope(f"{ORIGIN}/"))
    paths = [*(f"/mugs/{name}" for name in ("oak", "elm", "ash", "fir", "yew")), "/help/payment", "/news/spring"]
    links = "".join(f"<a href={path}>{path}</a>" for path in paths)
    atlas.see(observation(screen("/", links)), new_state=True)
    asked: list[str] = []

    class Noting(Reader):
        async def fetch(self, url: str, **_: object) -> Exchange:
            asked.append(url.removeprefix(ORIGIN))
            return await super().fetch(url)

    async def to_the_end() -> None:
        while await atlas.read_next(cast(Visitor, Noting({path: path for path in paths}))):
            pass

    asyncio.run(to_the_end())
    read_first = [path for path in asked if path in paths]
    assert {"/help/payment", "/news/spring"} < set(read_first[:3])
    assert set(read_first) == set(paths)


def test_where_a_guest_is_led_says_nothing_of_what_somebody_else_may_find_there() -> None:
    class Led(Reader):
        async def fetch(self, url: str, **_: object) -> Exchange:
            return await super().fetch(url.replace("/checkout", "/cart"))

    atlas = Atlas(f"{ORIGIN}/", Scope(f"{ORIGIN}/"))
    atlas.see(observation(screen("/", "<a href=/checkout>Checkout</a><a href=/cart>Cart</a>")), new_state=True)

    async def to_the_end() -> None:
        while await atlas.read_next(cast(Visitor, Led({"/cart": f"{PAGE}<h1>Your cart is empty</h1>"}))):
            pass

    asyncio.run(to_the_end())
    assert atlas.novelty(f"{ORIGIN}/checkout") is None
    assert atlas.novelty(f"{ORIGIN}/cart") == 1.0


def test_a_page_of_a_new_make_is_news_until_it_is_opened_and_for_members_where_they_alone_may() -> None:
    atlas = read(
        {f"/mugs/{name}": f"{PAGE}<h1>{name}</h1><p>A mug</p>" for name in ("oak", "elm")}
        | {"/me": f"{PAGE}<form>Me</form>"}
    )
    assert atlas.has_news(inside=False)
    assert atlas.next_to_open(set()) == f"{ORIGIN}/me"
    assert not atlas.has_news(inside=False)


def test_another_order_of_a_list_is_no_new_place_and_of_many_things_a_few_stand_for_all() -> None:
    goods = {
        f"/mugs/{name}": f"{PAGE}<h1>{name}</h1><{tag}>A mug</{tag}>"
        for name, tag in zip("abcdefghijklmnop", TAGS, strict=True)
    }
    atlas = read({"/mugs": "<ul>Mugs</ul>", "/mugs?sort_by=price": "<ol>Mugs</ol>"} | goods)
    assert not atlas.is_news(f"{ORIGIN}/mugs?sort_by=price")
    opened = 0
    while atlas.has_news(inside=False):
        opened += atlas.next_to_open(set()) is not None
    assert opened == 3
