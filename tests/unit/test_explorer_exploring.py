"""Exploring as a whole, on an app in memory."""

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from deffatest.targets import OwnHosts
from tests.unit.explorer_screens import BASE, element, field, form_of, link, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, Session
from worker.explorer.choice import ROUNDS, WANDERER, Choice
from worker.explorer.clock import Clock
from worker.explorer.explorer import Explorer, Ground
from worker.explorer.graph import Deed, Graph, open_page
from worker.explorer.laboratory import Laboratory
from worker.explorer.nonsense import looks_for_nothing
from worker.explorer.options import Deal, Option
from worker.explorer.scope import Scope
from worker.explorer.state import state_of
from worker.explorer.walk import Walk
from worker.explorer.ways import way_to_here
from worker.explorer.windows import DESKTOP
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind


def shop(session: Session, url: str) -> Screen:
    path = url.removeprefix(BASE) or "/"
    home = link("Home", "/")
    if path == "/":
        goods = [link(f"Product {number}", f"/product/p-{number}", region="main") for number in range(24)]
        return screen("/", link("Sign up", "/sign-up"), link("Elsewhere", "https://other.test/"), *goods)
    if path.startswith("/product/"):
        return screen(path, home, element("button", "Add to cart"), element("button", "Delete my account"))
    if path == "/sign-up" and "name" not in session:
        mail, send = field("Email", input_type="email", required=True), element("button", "Sign up", form="form")
        return screen(path, home, mail, send, forms=(form_of(mail, submit=send.key),))
    return screen(path, home, element("button", "Close", region="dialog"))


def act(session: Session, action: Action, url: str) -> str:
    if action.kind is ActionKind.TYPE:
        session["mail"] = action.value
    if action.target is not None and action.target.role == "link":
        followed = shop(session, url).element(action.target.key)
        return followed.href if followed else url
    if action.target is not None and action.target.name == "Sign up" and session.get("mail"):
        session["name"] = "known"
        return f"{BASE}/welcome"
    return url


async def explore(
    seed: int = 3,
    seconds: float = 60.0,
    app: MemoryApp | None = None,
    assist: Callable[[MemorySurface], bool] | None = None,
    door: tuple[Deed, ...] = (),
    walks: list[Walk] | None = None,
    noticed: bool = True,
) -> tuple[MemorySurface, Ground]:
    """With `assist`, exploring brings so little that experiments are worth more; with a `door` the visitor is signed in
    from the start, nobody knows how, which is `noticed` or not.
    """
    surface = MemorySurface(app or MemoryApp(f"{BASE}/", shop, act))

    async def nothing(*_: object) -> None:
        pass

    async def assisted() -> bool:
        return assist is not None and assist(surface)

    laboratory = Laboratory(BASE, seed, OwnHosts.parse(["shop.example"]))
    ground = Ground(
        f"{BASE}/",
        Scope(BASE),
        Clock(seconds),
        Graph(f"{BASE}/"),
        laboratory,
        nothing,
        nothing,
        seed,
        1,
        assist=assisted,
    )
    ground.harvest.share = 0.0 if assist else 1.0
    explorer = Explorer(ground, 1, WANDERER)
    ground.accounts.door = door
    ground.accounts.inside |= {explorer.name} if door and noticed else set()

    async def new_visitor():
        return await surface.visitor("visitor-1", DESKTOP)

    walk = Walk(await new_visitor(), explorer.on_sight, new_visitor)
    await explorer.explore(walk)
    if walks is not None:
        walks.append(walk)
    return surface, ground


def _told(surface: MemorySurface) -> list[str]:
    """What was done, without the marks that make names and addresses unique."""
    return [re.sub("df[0-9a-f]{6}", "", action.words) for _, action in surface.performed]


async def test_everything_new_is_seen_and_then_it_ends():
    _, ground = await explore()
    assert ground.exhausted
    assert {f"{BASE}/", f"{BASE}/sign-up", f"{BASE}/welcome"} <= ground.graph.urls_seen


async def test_who_is_in_nobody_knows_how_is_followed_by_the_way_that_others_come_in():
    door, walks = (open_page(f"{BASE}/sign-up"),), list[Walk]()
    await explore(door=door, walks=walks)
    assert walks[0].way_in == door
    assert way_to_here(walks[0])[:1] == door


async def test_who_is_let_in_by_the_page_alone_is_noticed_by_the_way_out():
    door, walks = (open_page(f"{BASE}/sign-up"),), list[Walk]()
    home = screen("/", link("News", "/news"), link("Sign out", "/sign-out"))
    app = MemoryApp(f"{BASE}/", lambda _session, url: replace(home, url=url))
    _, ground = await explore(app=app, door=door, walks=walks, noticed=False)
    assert ground.accounts.inside == {"visitor-1"}
    assert walks[0].way_in == door


async def test_of_a_list_a_few_are_opened_and_not_all():
    _, ground = await explore()
    opened = [url for url in ground.graph.urls_seen if "/product/" in url]
    assert 2 <= len(opened) <= 12


async def test_the_same_seed_gives_the_same_walk():
    one, _ = await explore(seed=5)
    same, _ = await explore(seed=5)
    other, _ = await explore(seed=6)
    assert _told(one) == _told(same)
    assert _told(one) != _told(other)


async def test_other_sites_are_never_opened():
    _, ground = await explore()
    assert not any("other.test" in url for url in ground.graph.urls_seen)


async def test_destructive_controls_come_last():
    surface, _ = await explore()
    clicked = [
        action.target.name for _, action in surface.performed if action.kind is ActionKind.CLICK and action.target
    ]
    first = clicked.index("Delete my account")
    assert {"Sign up", "Add to cart"} <= set(clicked[:first])


async def test_a_form_is_filled_and_sent_as_one():
    surface, _ = await explore()
    kinds = [(action.kind, action.target.name if action.target else "") for _, action in surface.performed]
    typed = kinds.index((ActionKind.TYPE, "Email"))
    assert kinds[typed + 1] == (ActionKind.CLICK, "Sign up")


@pytest.mark.parametrize("is_form", [True, False], ids=["a form that nobody has sent", "what people come for"])
async def test_what_matters_comes_before_experiments_wherever_it_stands(is_form: bool):
    def pages(_: Session, url: str) -> Screen:
        path = url.removeprefix(BASE) or "/"
        mail = field("Email", input_type="email", required=True)
        send = element("button", "Subscribe", form="form" if is_form else "")
        letters = () if path != "/letters" else (mail, send) if is_form else (send,)
        forms = (form_of(mail, submit=send.key),) if letters and is_form else ()
        buttons = [element("button", f"Show {name}") for name in ("lamps", "chairs", "tables", "shelves", "rugs")]
        return screen(path, link("Home", "/"), link("Letters", "/letters"), *buttons, *letters, forms=forms)

    def follow(session: Session, action: Action, url: str) -> str:
        touched = pages(session, url).element(action.target.key) if action.target else None
        return touched.href if touched and touched.href else url

    app, sent_before = MemoryApp(f"{BASE}/", pages, follow), list[bool]()

    def assist(surface: MemorySurface) -> bool:
        done = [action.target.name for _, action in surface.performed if action.target]
        if "Letters" in done:
            sent_before.append("Subscribe" in done)
        return False

    for seed in range(5):
        await explore(seed, app=app, assist=assist)
    assert sent_before
    assert all(sent_before)


async def test_nothing_is_tried_in_what_is_narrowed_to_nothing():
    def pages(_: Session, url: str) -> Screen:
        asked = url.partition("?q=")[2]
        narrowed = f"?q={asked}" if asked else ""
        words, send = field("Search", input_type="search"), element("button", "Search", form="form")
        found = () if looks_for_nothing(url) else (link("Ada", "/people/ada", region="main"),)
        tabs = [link(name, f"/{name}{narrowed}") for name in ("board", "list", "calendar", "members")]
        form = form_of(words, submit=send.key)
        return screen(url.removeprefix(BASE), words, send, *tabs, *found, forms=(form,))

    def searched(session: Session, action: Action, url: str) -> str:
        if action.kind is ActionKind.TYPE:
            session["asked"] = action.value
        if action.target is not None and action.target.name == "Search" and action.kind is ActionKind.CLICK:
            return f"{BASE}/found?q={session.get('asked', '')}"
        followed = pages(session, url).element(action.target.key) if action.target is not None else None
        return followed.href if followed and followed.href else url

    _, ground = await explore(app=MemoryApp(f"{BASE}/", pages, searched))
    tried = {
        option.deal
        for node in ground.graph.nodes.values()
        if looks_for_nothing(node.state.url)
        for option in node.options.values()
    }
    assert tried == {Deal.BACK}
    assert {f"{BASE}/calendar", f"{BASE}/list", f"{BASE}/people/ada"} <= ground.graph.urls_seen


@pytest.mark.parametrize("size", ["375x812", "768x1024"], ids=["phone", "tablet"])
async def test_each_make_of_page_is_looked_at_in_other_sizes_once(size: str):
    surface, _ = await explore()
    narrow = [action for _, action in surface.performed if action.kind is ActionKind.RESIZE and action.value == size]
    assert 3 <= len(narrow) <= 6


async def test_a_page_that_puts_on_another_theme_is_looked_at_again():
    def themed(session: Session, _url: str) -> Screen:
        theme = session.get("theme", "light")
        return screen(
            "/", element("button", "Other colours"), markup=f'<html data-theme="{theme}"><body></body></html>'
        )

    def switch(session: Session, action: Action, url: str) -> str:
        if action.kind is ActionKind.CLICK:
            session["theme"] = "dark" if session.get("theme") != "dark" else "light"
        return url

    surface, _ = await explore(app=MemoryApp(f"{BASE}/", themed, switch))
    narrow = [action for _, action in surface.performed if action.kind is ActionKind.RESIZE and "375" in action.value]
    # Once as the page comes, once in each look that the switch gives it; the visitor's own phone hours are one more.
    assert 3 <= len(narrow) <= 4


async def test_a_routed_page_that_wears_its_theme_only_when_it_is_opened_is_looked_at_like_any_other():
    def themed(session: Session, url: str) -> Screen:
        routed = url.endswith("/settings") and session.pop("clicked", "")
        named = "Colours" if url.endswith("/settings") else "Settings"
        look = "light" if routed or named == "Settings" else "dark"
        return screen(url, element("button", named), markup=f'<html data-theme="{look}"><body>{named}</body></html>')

    def lead(session: Session, action: Action, url: str) -> str:
        if action.kind is not ActionKind.CLICK:
            return url
        session["clicked"] = "yes"
        return f"{BASE}/settings"

    _, ground = await explore(app=MemoryApp(f"{BASE}/", themed, lead, routed=True))
    assert {f"{BASE}/", f"{BASE}/settings"} <= ground.graph.urls_seen
    assert ground.exhausted


async def test_an_experiment_is_planned_for_what_a_form_forbids_and_for_every_link_once():
    _, ground = await explore()
    experiments: list[str] = []
    while waiting := ground.laboratory.next_experiment():
        experiments.append(type(waiting.request).__name__)
    asked: list[str] = []
    while waiting := ground.laboratory.next_errand():
        asked.extend(waiting.request.items)
    assert "SendForbidden" in experiments
    assert len(asked) == len(set(asked))
    assert "https://other.test/" in asked


def test_a_link_to_a_page_of_a_new_make_comes_first_whatever_others_of_its_kind_led_to() -> None:
    graph = Graph(f"{BASE}/")
    known, new = (
        Option(f"link:{name}", "link|main|/account/*", Deal.LINK, name, f"{BASE}/account/{name}")
        for name in ("orders", "profile")
    )
    menu = Option("button:menu", "button|header", Deal.BUTTON, "menu")
    state = state_of(screen("/account"))
    node = graph.arrive(state, (known, new, menu))
    graph.kinds_tried[new.kind] = 9
    newness = {known.leads_to: 0.2, new.leads_to: 1.0}
    choice = Choice(graph, random.Random(1), WANDERER, lambda: False, newness.get, lambda url: url == new.leads_to)
    assert choice.open_options(node, ROUNDS[0]) == [new, menu]
    assert choice.best(node, node.options, ROUNDS[0]) == new
