"""What exploring reaches: one small site, a page for each way in which one thing leads to another, explored once."""

from collections.abc import Iterator, Mapping

import pytest
import pytest_asyncio

from tests.e2e.sites.exploring import explored
from tests.e2e.sites.server import Answer, Page, Site
from worker.explorer.explorer import Ground
from worker.observation.code_use import CodeUse
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Surface, Visitor

SECONDS = 75.0

GESTURES_PAGE = """<!doctype html><title>Gestures</title><h1>Gestures</h1>
<div id=plain>Nothing tells that this can be clicked</div>
<div id=twice>Twice</div><div id=menu>Right</div><div id=wheel>Wheel</div><div id=finger>Finger</div>
<p id=card draggable=true>Card</p><div id=box style="height:60px">Box</div>
<ul id=list><li data-to=one>One</li><li data-to=two>Two</li></ul>
<div id=held>Kept by a framework</div><span tabindex=0 id=keyed>Keys only</span>
<script>
const did = (what) => fetch('/did/' + what, { method: 'POST' });
const on = (id, kind, what) => document.getElementById(id).addEventListener(kind, () => did(what));
on('plain', 'click', 'click'); on('twice', 'dblclick', 'double-click'); on('menu', 'contextmenu', 'right-click');
on('wheel', 'wheel', 'wheel'); on('finger', 'touchstart', 'touch');
document.getElementById('keyed').onkeydown = (event) => { if (event.key === 'Enter') did('key'); };
document.getElementById('box').addEventListener('dragover', (e) => e.preventDefault());
on('box', 'drop', 'drop');
document.getElementById('list').addEventListener('click', (e) => did('delegated-' + e.target.dataset.to));
const held = document.getElementById('held');
held['__reactProps$x'] = { onClick: () => did('framework') };
document.addEventListener('click', (e) => { if (e.target === held) held['__reactProps$x'].onClick(); });
window.addEventListener('keydown', (e) => { if (e.key === '?') did('shortcut'); });
</script>"""

MENU_PAGE = """<!doctype html><title>Menu</title><h1>Menu</h1>
<style>nav ul ul { display: none } nav li:hover ul { display: block }</style>
<nav><ul><li><span style="cursor:pointer">Goods</span>
<ul><li><a href="#" onclick="fetch('/did/hover-menu'); return false">Lamps</a></ul></ul></nav>"""

ROWS_PAGE = """<!doctype html><title>Rows</title><h1>Rows</h1>
<style>.off { visibility: hidden } li:hover .off { visibility: visible }</style>
<ul><li><input type=checkbox style="opacity: 0; width: 30px; height: 30px" onchange="fetch('/did/transparent-tick')">
<label ondblclick="fetch('/did/row-edit')">Write a letter</label>
<button class=off onclick="fetch('/did/row-button')">x</button></ul>"""

SHADOW_PAGE = """<!doctype html><title>Shadow</title><h1>Shadow</h1><x-card></x-card><script>
customElements.define('x-card', class extends HTMLElement { connectedCallback() {
  const root = this.attachShadow({ mode: 'open' }); root.innerHTML = '<button>Inside</button>';
  root.querySelector('button').onclick = () => fetch('/did/shadow'); } });</script>"""

STEPS_PAGE = """<!doctype html><title>Steps</title><h1>Steps</h1><button onclick="more()">Show more</button><script>
function more() { const made = document.createElement('button'); made.textContent = 'Then this';
  made.onclick = () => fetch('/did/second-step'); document.body.append(made); }</script>"""

LATER_PAGE = """<!doctype html><title>Later</title><h1>Later</h1><script>
setTimeout(() => fetch('/did/later', { method: 'POST' }), 1300)</script>"""

LONG_PAGE = """<!doctype html><title>Long</title><h1>Long</h1><div id=rows style="height:1600px"></div><script>
let asked = false; addEventListener('scroll', () => { if (asked) return; asked = true; fetch('/did/scroll'); });
</script>"""

ROUTES_PAGE = """<!doctype html><title>Routes</title><h1>Routes</h1><button onclick="go('settings')">Settings</button>
<main></main><script>
const go = (name) => { history.pushState({}, '', '/routes/' + name); show(); };
const show = () => { if (location.pathname.endsWith('settings')) {
  document.querySelector('main').innerHTML = '<button onclick="fetch(`/did/behind-route`)">Save</button>'; } };
show();</script>"""

WINDOW_PAGE = """<!doctype html><title>Window</title><h1>Window</h1>
<button onclick="window.open('/win' + 'dow-page')">Open</button>"""

MENTIONS_PAGE = """<!DOCTYPE html SYSTEM "/seen/doctype"><title>Mentions</title><h1>Mentions</h1>
<!-- left over: <a href="/seen/comment">old</a> -->
<meta name="some-config" content="/seen/meta"><meta http-equiv=refresh content="900; url=/seen/refresh">
<blockquote cite="/seen/cite">Said</blockquote><div data-url="/seen/data-attribute"></div>
<img srcset="/seen/small 1x, /seen/large 2x" alt=""><a ping="/seen/ping">x</a>
<form action="/seen/form-without-button"><input name=a><input name=b></form>
<iframe srcdoc="<img src=/seen/inner-frame alt=''>"></iframe>
<p>In a text: ./seen/relative-text</p><link rel=stylesheet href=/style.css><script src=/code.js></script>"""

INNER_PAGE = """<!doctype html><h1>Inner</h1><iframe src="/frame/inner" width=300 height=120 title=Inner></iframe>"""
INNERMOST_PAGE = "<!doctype html><button onclick=\"fetch('/did/nested-frame')\">Deep</button>"

# What each page tells the server when it was touched as it wants to be.
GESTURES = (
    "click",
    "double-click",
    "right-click",
    "wheel",
    "touch",
    "key",
    "drop",
    "delegated-one",
    "delegated-two",
    "framework",
    "shortcut",
)
HIDDEN = (
    "hover-menu",
    "shadow",
    "second-step",
    "nested-frame",
    "scroll",
    "behind-route",
    "later",
    "transparent-tick",
    "row-edit",
    "row-button",
)
MENTIONS = (
    "doctype",
    "comment",
    "meta",
    "refresh",
    "cite",
    "data-attribute",
    "small",
    "large",
    "ping",
    "form-without-button",
    "inner-frame",
    "relative-text",
    "font",
    "code-string",
    "link-header",
    "robots",
    "sitemap",
)
WANTED = {f"/did/{name}" for name in (*GESTURES, *HIDDEN)} | {f"/seen/{name}" for name in MENTIONS} | {"/window-page"}

PLACES = {
    "gestures": GESTURES_PAGE,
    "menu": MENU_PAGE,
    "rows": ROWS_PAGE,
    "shadow": SHADOW_PAGE,
    "steps": STEPS_PAGE,
    "later": LATER_PAGE,
    "long": LONG_PAGE,
    "window": WINDOW_PAGE,
    "mentions": MENTIONS_PAGE,
    "frames": '<!doctype html><h1>Frames</h1><iframe src="/frame/outer" width=400 height=220 title=Outer></iframe>',
}


COUNTED = "function ran() { return 1 }\nfunction never() { return 'a long text that nobody ever reads' }\nran();\n"
COUNTED_PAGE = """<!doctype html><title>Counted</title><link rel=stylesheet href=/counted.css><h1>Counted</h1>
<script src=/counted.js></script>"""


def pages() -> Mapping[str, Answer]:
    items = "".join(f'<li><a href="/place/{name}">{name}</a>' for name in PLACES)
    return {
        "/": Page(
            f"<!doctype html><title>Start</title><h1>Start</h1><ul>{items}</ul><a href=/routes/>Routes</a>",
            headers={"link": "</seen/link-header>; rel=preload"},
        ),
        **{f"/place/{name}": body for name, body in PLACES.items()},
        "/frame/outer": INNER_PAGE,
        "/frame/inner": INNERMOST_PAGE,
        "/routes/": ROUTES_PAGE,
        "/routes/settings": ROUTES_PAGE,
        "/window-page": "<!doctype html><title>New window</title><h1>New</h1><table><tr><td>1</table>",
        "/counted": COUNTED_PAGE,
        "/counted.js": Page(COUNTED, type="text/javascript"),
        "/counted.css": Page("h1 { color: navy } .nowhere { color: red }", type="text/css"),
        "/style.css": Page("@font-face { font-family: x; src: url(/seen/font) }", type="text/css"),
        "/code.js": Page(
            "// see /* */ 'seen/code-string/path' \nconst there = '/seen/code-string';", type="text/javascript"
        ),
        "/robots.txt": Page("User-agent: *\nDisallow: /seen/robots\nDisallow: /account/delete-all", type="text/plain"),
        "/sitemap.xml": lambda request: Page(
            f"<urlset><url><loc>http://{request.headers['host']}/seen/sitemap</loc></url></urlset>",
            type="application/xml",
        ),
    }


def _asked(site: Site) -> set[str]:
    return {one.path for one in site.asked}


@pytest.fixture(scope="module")
def places() -> Iterator[Site]:
    site = Site(pages())
    yield site
    site.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ground(places: Site, browser_surface: Surface) -> Ground:
    return await explored(browser_surface, places.url, SECONDS, until=lambda _: _asked(places) >= WANTED)


@pytest_asyncio.fixture(loop_scope="session")
async def used(places: Site, visitor: Visitor) -> CodeUse:
    await visitor.count_code_use()
    await visitor.perform(Action(ActionKind.NAVIGATE, value=f"{places.url}counted"))
    return visitor.code_use


@pytest.fixture
def asked(places: Site, ground: Ground) -> set[str]:
    """Every path that was asked for while the site was explored."""
    assert ground.graph.nodes
    return _asked(places)


@pytest.mark.parametrize("gesture", GESTURES)
def test_whatever_listens_is_touched_as_it_listens(asked: set[str], gesture: str):
    assert f"/did/{gesture}" in asked


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_shown_only_after_something_is_reached(asked: set[str], hidden: str):
    assert f"/did/{hidden}" in asked


@pytest.mark.parametrize("mention", MENTIONS)
def test_what_is_only_mentioned_is_asked_for(asked: set[str], mention: str):
    assert f"/seen/{mention}" in asked


def test_what_words_say_is_lost_is_never_asked_for(asked: set[str]):
    assert "/account/delete-all" not in asked


def test_a_page_in_a_new_window_is_found(asked: set[str]):
    assert "/window-page" in asked


def test_code_and_styles_that_were_used_are_counted(places: Site, used: CodeUse):
    (_, size), functions = next(
        (file, ran) for file, ran in used.scripts.items() if file[0] == f"{places.url}counted.js"
    )
    assert size == len(COUNTED)
    assert 0 < used.script_bytes_used < used.script_bytes
    assert {ran for ran in functions.values()} == {True, False}
    assert 0 < used.style_bytes_used < used.style_bytes
