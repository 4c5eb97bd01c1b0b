"""Gathers the labelled screens anew: visits the places below in a real browser and writes `screens.jsonl.gz`.

    python -m benchmarks.states.gathering

A place is called "family:detail". Screens with one name are one place (another visit offers nothing new to try: other
numbers, other rows, other words); places of one family look alike and are different all the same. Pages of one make
that show different things (two products) are named with a `#` after the detail: they are one make and are left out of
the question whether they are one place.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fetching import SourceMissing, fetched
from benchmarks.serving import served
from benchmarks.states.pages import PAGES
from benchmarks.states.screens import FILE, LabelledScreen, keep
from benchmarks.todomvc import ADDRESS, REVISION, SOURCE
from deffatest.settings import load_settings
from tests.e2e.sites.server import Site
from worker.explorer.forms import target_of
from worker.explorer.windows import DESKTOP, PHONE
from worker.observation.screen import Screen, Viewport
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.browser import open_surface
from worker.surfaces.interface import Surface, SurfaceError, Visitor


@dataclass(frozen=True)
class Look:
    """Do these things, then keep the screen as this place ("" keeps nothing)."""

    place: str
    deeds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """What one new person does: open an address, then look."""

    path: str
    looks: tuple[Look, ...]
    viewport: Viewport = DESKTOP


def opened(path: str, place: str) -> Scene:
    return Scene(path, (Look(place),))


def twice(path: str, place: str) -> tuple[Scene, Scene]:
    return opened(path, place), opened(path, place)


SITES = Path(".local/benchmarks/sites")
OWN: tuple[Scene, ...] = (
    opened("/list", "list:page"),
    opened("/list?page=2", "list:page"),
    opened("/list?page=3", "list:page"),
    opened("/list?sort=price", "list:page"),
    opened("/search?q=oak", "search:found"),
    opened("/search?q=lantern", "search:found"),
    opened("/search?q=zz", "search:nothing"),
    opened("/search?q=zzz", "search:nothing"),
    *twice("/session", "session:page"),
    opened("/session?sid=4f3c2b1a4f3c2b1a4f3c2b1a4f3c2b1a", "session:page"),
    opened("/session?sid=99aa2b1a4f3c2b1a4f3c2b1a4f3c77bb", "session:page"),
    *twice("/address", "address:page"),
    *twice("/welcome", "welcome:page"),
    *twice("/magazine", "magazine:page"),
    *twice("/status", "status:page"),
    Scene(
        "/tabs",
        (Look("tabs:details"), Look("tabs:reviews", ("click Reviews",)), Look("tabs:delivery", ("click Delivery",))),
    ),
    Scene("/tabs", (Look("tabs:reviews", ("click Reviews",)), Look("tabs:details", ("click Details",)))),
    Scene("/calendar", (Look("calendar:day"), Look("calendar:week", ("click Week",)))),
    Scene("/calendar", (Look("calendar:week", ("click Week",)), Look("calendar:week", ("click Week",)))),
    Scene(
        "/dialog",
        (
            Look("dialog:closed"),
            Look("dialog:open", ("click Delete the account",)),
            Look("dialog:closed", ("click Cancel",)),
        ),
    ),
    Scene("/dialog", (Look("dialog:open", ("click Delete the account",)),)),
    Scene(
        "/help",
        (
            Look("help:closed"),
            Look("help:shipping", ("click Shipping",)),
            Look("help:both", ("click Returns",)),
            Look("help:returns", ("click Shipping",)),
        ),
    ),
    Scene("/help", (Look("help:returns", ("click Returns",)), Look("help:closed", ("click Returns",)))),
    Scene(
        "/counter",
        (
            Look("counter:page"),
            Look("counter:page", ("click More",)),
            Look("counter:page", ("click More", "click More")),
        ),
    ),
    Scene(
        "/basket",
        (
            Look("basket:empty"),
            Look("basket:filled", ("click Add a thing",)),
            Look("basket:filled", ("click Add a thing",)),
            Look("basket:filled", ("click Add a thing",) * 5),
        ),
    ),
    Scene(
        "/join",
        (
            Look("join:form"),
            Look("join:refused", ("click Join",)),
            Look("join:welcome", ("type E-mail=a@b.example", "click Join")),
        ),
    ),
    Scene("/join", (Look("join:form", ("type Name=Ada",)), Look("join:refused", ("click Join",)))),
    Scene("/draft", (Look("draft:page"), Look("draft:page", ("click Save",)), Look("draft:page", ("click Save",)))),
    Scene(
        "/wizard",
        (
            Look("wizard:one"),
            Look("wizard:two", ("type Name=Ada", "click Next")),
            Look("wizard:three", ("type Street=High", "click Next")),
        ),
    ),
    Scene("/wizard", (Look("wizard:two", ("click Next",)),)),
    Scene(
        "/stories",
        (Look("stories:page"), Look("stories:page", ("click Show more",)), Look("stories:page", ("click Show more",))),
    ),
    Scene("/theme", (Look("theme:light"), Look("theme:dark", ("click Dark",)))),
    Scene("/theme", (Look("theme:light"),)),
    Scene(
        "/slides",
        (Look("slides:page"), Look("slides:page", ("click Next slide",)), Look("slides:page", ("click Next slide",))),
    ),
    Scene("/account", (Look("account:out"), Look("account:in", ("type Name=Ada", "type Password=x", "click Sign in")))),
    Scene("/account", (Look("account:out"), Look("account:in", ("click Sign in",)))),
    *twice("/about", "about:english"),
    *twice("/about?lang=de", "about:german"),
    opened("/user/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "user:page"),
    opened("/user/9b2d04e0-1a89-41d3-8a0c-7705e82c3302", "user:page"),
    opened("/order/1001", "order:done"),
    opened("/order/1002", "order:done"),
    opened("/order/1003", "order:open"),
    opened("/nowhere-1", "missing:page"),
    opened("/", "home:wide"),
    Scene("/", (Look("home:narrow"),), PHONE),
    Scene("/", (Look("home:narrow"),), PHONE),
)
SHOP: tuple[Scene, ...] = (
    *twice("/", "shop:start"),
    opened("/shop/kitchen", "shop:kitchen#1"),
    opened("/shop/living", "shop:kitchen#2"),
    opened("/shop", "shop:all"),
    opened("/shop?page=2", "shop:all"),
    opened("/product/stoneware-mug", "product:page#1"),
    opened("/product/walnut-clock", "product:page#2"),
    Scene("/product/stoneware-mug", (Look(""), Look("cart:filled", ("click Add to cart",)))),
    Scene("/product/walnut-clock", (Look(""), Look("cart:filled", ("click Add to cart",)))),
    *twice("/cart", "cart:empty"),
    opened("/search?q=mug", "search:found"),
    opened("/search?q=wood", "search:nothing"),
    opened("/search?q=qzxvwk12", "search:nothing"),
    opened("/search?q=qzxvwk99", "search:nothing"),
    *twice("/contact", "contact:form"),
    Scene("/contact", (Look("contact:form"),), DESKTOP),
    *twice("/account/sign-in", "account:sign in"),
    opened("/account/join", "account:join"),
    opened("/help", "help:start"),
    opened("/help/delivery", "help:delivery"),
    opened("/about", "help:about"),
    opened("/newsletter", "newsletter:form"),
    Scene("/newsletter", (Look("newsletter:form"),), DESKTOP),
)
TODO: tuple[Scene, ...] = (
    Scene(
        "",
        (
            Look("todo:empty"),
            Look("todo:one open", ("enter todo=Milk",)),
            Look("todo:one open", ("enter todo=Bread",)),
            Look("todo:all done", ("tick first", "tick second")),
            Look("todo:route active", ("go #/active",)),
        ),
    ),
    Scene(
        "",
        (
            Look("todo:empty"),
            Look("todo:one open", ("enter todo=A much longer thing to do",)),
            Look(
                "todo:one open",
                ("enter todo=Two", "enter todo=Three", "enter todo=Four", "enter todo=Five", "enter todo=Six"),
            ),
        ),
    ),
)
BOARD: tuple[Scene, ...] = (
    *twice("/", "board:start"),
    opened("/login", "board:login"),
    opened("/about", "board:about"),
)


def _each_twice(family: str, *pages: str) -> tuple[Scene, ...]:
    return tuple(scene for page in pages for scene in twice(f"/{page}.html", f"{family}:{page}"))


_PATTERNS = "/patterns/{0}/examples/{1}.html"
# Public sites that nobody looked at while the rules were made; they are where the scoreboard puts them.
HELD_OUT: dict[str, tuple[str, tuple[Scene, ...]]] = {
    "sb-admin": (
        "sb-admin/source",
        (
            *_each_twice("page", "index", "charts", "cards", "buttons", "login", "register", "404", "blank"),
            Scene("/tables.html", (Look("page:tables"), Look("page:tables", ("click Next",)))),
        ),
    ),
    "clean-blog": ("clean-blog/source/dist", _each_twice("page", "index", "about", "contact", "post")),
    "adminlte": (
        "adminlte/source/dist",
        (
            *_each_twice("table", "tables/data", "tables/simple"),
            *_each_twice("mail", "mailbox/inbox", "mailbox/read", "mailbox/compose"),
            *_each_twice("page", "index", "UI/general", "UI/timeline", "examples/login", "examples/register"),
        ),
    ),
    "aria-practices": (
        "aria-practices/served",
        (
            Scene(
                _PATTERNS.format("tabs", "tabs-automatic"),
                (Look("tabs:one"), Look("tabs:two", ("click Carl",)), Look("tabs:three", ("click Ida",))),
            ),
            Scene(_PATTERNS.format("tabs", "tabs-manual"), (Look("manual:one"), Look("manual:two", ("click Carl",)))),
            Scene(_PATTERNS.format("tabs", "tabs-manual"), (Look("manual:one"), Look("manual:two", ("click Carl",)))),
            Scene(
                _PATTERNS.format("accordion", "accordion"),
                (Look("accordion:one"), Look("accordion:other", ("click Billing",))),
            ),
            Scene(_PATTERNS.format("accordion", "accordion"), (Look("accordion:one"),)),
            Scene(
                _PATTERNS.format("dialog-modal", "dialog"),
                (
                    Look("dialog:closed"),
                    Look("dialog:open", ("click Add Delivery",)),
                    Look("dialog:closed", ("click Cancel",)),
                ),
            ),
            Scene(_PATTERNS.format("dialog-modal", "dialog"), (Look("dialog:open", ("click Add Delivery",)),)),
            Scene(
                _PATTERNS.format("disclosure", "disclosure-faq"),
                (Look("faq:closed"), Look("faq:open", ("click What do I do if I lose",))),
            ),
            Scene(_PATTERNS.format("disclosure", "disclosure-faq"), (Look("faq:closed"),)),
            Scene(
                _PATTERNS.format("carousel", "carousel-1-prev-next"),
                (Look("carousel:page"), Look("carousel:page", ("click Next Slide",))),
            ),
            Scene(
                _PATTERNS.format("table", "sortable-table"),
                (
                    Look("sortable:page"),
                    Look("sortable:page", ("click Last Name",)),
                    Look("sortable:page", ("click Company",)),
                ),
            ),
            Scene(
                _PATTERNS.format("switch", "switch"), (Look("switch:off"), Look("switch:on", ("click Notifications",)))
            ),
            Scene(
                _PATTERNS.format("switch", "switch"), (Look("switch:off"), Look("switch:on", ("click Notifications",)))
            ),
            Scene(
                _PATTERNS.format("menu-button", "menu-button-actions"),
                (Look("menu:closed"), Look("menu:open", ("click Actions",))),
            ),
            Scene(_PATTERNS.format("menu-button", "menu-button-actions"), (Look("menu:closed"),)),
        ),
    ),
}


async def gather() -> list[LabelledScreen]:
    """Visit everything; a site that is not on this machine is left out with a word."""
    found: list[LabelledScreen] = []
    async with _surface() as surface:
        site = Site(PAGES)
        try:
            found += await _visit(surface, "own", f"http://127.0.0.1:{site.port}", OWN)
        finally:
            site.close()
        for name in ("shop", "board"):
            with _example(name) as url:
                found += await _visit(surface, name, url, SHOP if name == "shop" else BOARD)
        try:
            source = fetched(SOURCE, ADDRESS, REVISION)
        except SourceMissing as missing:
            print(missing, file=sys.stderr)
            return found
        for name, (folder, scenes) in HELD_OUT.items():
            if not (SITES / folder).is_dir():
                print(f"{name} is not here; `make bench ONLY=scoreboard` brings it.", file=sys.stderr)
                continue
            with served(SITES / folder) as url:
                found += await _visit(surface, name, url.rstrip("/"), scenes)
        for name in ("react", "vue", "backbone", "jquery", "svelte", "javascript-es6"):
            with served(source / "examples" / name / "dist") as url:
                found += await _visit(surface, f"todomvc {name}", url, TODO)
    return found


async def _visit(surface: Surface, site: str, base: str, scenes: Sequence[Scene]) -> list[LabelledScreen]:
    found: list[LabelledScreen] = []
    for scene in scenes:
        visitor = await surface.visitor("gatherer", scene.viewport)
        try:
            screen = (await visitor.perform(Action(ActionKind.NAVIGATE, value=base + scene.path))).screen
            for look in scene.looks:
                for deed in look.deeds:
                    screen = await _do(visitor, screen, deed, base)
                if look.place:
                    found.append(LabelledScreen.of(site, look.place, screen, base))
        except (SurfaceError, LookupError) as obstacle:
            print(f"{site} {scene.path}: {type(obstacle).__name__} {obstacle}", file=sys.stderr)
        finally:
            await visitor.close()
    return found


async def _do(visitor: Visitor, screen: Screen, deed: str, base: str) -> Screen:
    verb, _, rest = deed.partition(" ")
    name, _, value = rest.partition("=")
    if verb == "go":
        return (await visitor.perform(Action(ActionKind.NAVIGATE, value=base + rest))).screen
    if verb == "tick":
        boxes = [one for one in screen.elements if one.role == "checkbox" and not _is_toggle_all(one.key, one.name)]
        box = boxes[0 if rest == "first" else 1]
        return (await visitor.perform(Action(ActionKind.CHECK, target_of(box), "on"))).screen
    fits = [
        one
        for one in screen.elements
        if one.visible and name.lower() in f"{one.name} {one.label} {one.placeholder}".lower()
    ]
    if verb == "enter":
        fits = [one for one in screen.elements if one.visible and one.role == "textbox"]
    target = target_of(fits[0]) if fits else None
    if target is None:
        raise LookupError(f"there is nothing called {name!r}")
    if verb == "click":
        return (await visitor.perform(Action(ActionKind.CLICK, target))).screen
    typed = Action(ActionKind.TYPE, target, value)
    return (
        await visitor.perform(*((typed, Action(ActionKind.PRESS, target, "Enter")) if verb == "enter" else (typed,)))
    ).screen


def _is_toggle_all(key: str, name: str) -> bool:
    return "toggle-all" in key or "mark all" in name.lower() or "toggle all" in name.lower()


@asynccontextmanager
async def _surface() -> AsyncGenerator[Surface]:
    chromium = load_settings().chromium
    surface = await open_surface(chromium and str(chromium), ["127.0.0.1"], asyncio.get_running_loop().time())
    try:
        yield surface
    finally:
        await surface.close()


@contextmanager
def _example(name: str) -> Generator[str]:
    process = subprocess.Popen([sys.executable, "-m", f"examples.{name}"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1].rstrip("/")
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    screens = asyncio.run(gather())
    keep(screens)
    print(f"{len(screens)} screens in {FILE}, {FILE.stat().st_size // 1024} KiB")
