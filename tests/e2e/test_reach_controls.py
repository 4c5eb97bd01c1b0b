"""What exploring operates: the kinds of control that apps are made of, each of which tells the server what was done."""

from collections.abc import Iterator, Mapping

import pytest
import pytest_asyncio

from tests.e2e.sites.exploring import explored
from tests.e2e.sites.server import Answer, Site
from worker.explorer.explorer import Ground
from worker.surfaces.interface import Surface

SECONDS = 75.0

BANNER = """<div id=wall style="position:fixed;inset:0;background:#000c;z-index:9"><div role=dialog aria-label="Cookies"
style="background:#fff;padding:20px">We use cookies. <button onclick="wall.remove()">Accept all</button></div></div>
<button onclick="fetch('/did/behind-banner')">Behind the banner</button>"""

TABS = """<div role=tablist><button role=tab aria-selected=true onclick="show(0)">Text</button>
<button role=tab aria-selected=false onclick="show(1)">Size</button></div><div role=tabpanel>Text</div>
<div role=tabpanel hidden><button onclick="fetch('/did/tab')">Choose size</button></div><script>
function show(at) { document.querySelectorAll('[role=tab]').forEach((tab, n) => { tab.ariaSelected = n === at; });
  document.querySelectorAll('[role=tabpanel]').forEach((panel, n) => panel.hidden = n !== at); }</script>"""

CAROUSEL = """<section aria-roledescription=carousel aria-label=Pictures>
<button aria-label="Next slide" onclick="turn()">&gt;</button><div id=slide>First</div></section>
<script>let at = 0; function turn() { at = (at + 1) % 4;
  slide.innerHTML = at === 3 ? '<a href="#" onclick="fetch(`/did/carousel`)">Offer</a>' : 'Slide ' + at; }</script>"""

CALENDAR = """<label>Day <input id=day readonly onclick="grid.hidden = false"></label>
<div id=grid hidden role=dialog aria-label="Choose a day"><button onclick="month()">Next month</button>
<table><tr id=days></tr></table></div>
<script>let shown = 0; function month() { shown++; draw(); }
function draw() { days.innerHTML = ''; for (let n = 1; n < 8; n++) days.insertAdjacentHTML('beforeend',
  `<td><button onclick="pick(${n})">${n}</button></td>`); }
function pick(n) { day.value = n; grid.hidden = true; fetch('/did/calendar'); } draw();</script>"""

STAY = """<table id=month><caption>January 2030</caption></table><p id=said></p>
<button onclick="reserve()">Reserve</button><script>let chosen = [], row;
for (let n = 1; n < 32; n++) { if (n % 7 === 1) row = month.insertRow();
  for (; n === 1 && row.cells.length < 1;) row.insertCell();
  row.insertCell().innerHTML = `<button onclick="chosen.push(${n})">${n}</button>`; }
function reserve() { const [from, to] = chosen; chosen = [];
  if (to > from) fetch('/did/stay'); else said.textContent = 'Choose the days of your stay.'; }</script>"""

SIZES = """<fieldset><legend>Size</legend><label><input type=radio name=size value=S onchange="size=1">S</label>
<label><input type=radio name=size value=M onchange="size=1">M</label></fieldset><p id=said></p>
<button onclick="add()">Take one</button><script>let size = 0;
function add() { if (size) fetch('/did/sizes'); else said.textContent = 'Please choose a size.'; size = 0; }</script>"""

EDITOR = """<div contenteditable=true aria-label="Text" role=textbox id=text style="border:1px solid;min-height:60px">
</div><button onclick="bold()"><b>B</b></button><script>
text.addEventListener('input', () => { if (text.innerText.trim().length > 3) fetch('/did/rich-text'); });
function bold() { document.execCommand('bold'); }</script>"""

CANVAS = """<canvas id=board width=300 height=200 style="border:1px solid"></canvas><script>
board.addEventListener('pointerdown', () => fetch('/did/canvas'));</script>"""

ENDLESS = """<ul id=list></ul><div id=end></div><script>let rows = 0; function more() { for (let n = 0; n < 30; n++)
  list.insertAdjacentHTML('beforeend', `<li style="height:60px">Row ${++rows}`);
  if (rows >= 90) fetch('/did/endless'); }
new IntersectionObserver((seen) => { if (seen[0].isIntersecting && rows < 200) more(); }).observe(end); more();
</script>"""

FILES = """<form onsubmit="event.preventDefault(); fetch('/did/file-' + (file.files[0]?.name ? 'sent' : 'missing'))">
<label>Picture <input type=file id=file accept="image/*"></label><button>Send</button></form>"""

HIDDEN_FILE = """<form onsubmit="event.preventDefault(); const [one] = file.files;
if (one?.name.endsWith('.pdf') && one.size) fetch('/did/hidden-file')">
<input type=file id=file name=cv hidden><label for=file>Choose your CV</label><button>Send</button></form>"""

DROP_ZONE = """<section><div id=zone style="border:2px dashed;padding:40px;width:300px">
<input type=file id=pick style="display:none" accept="text/csv,.csv" multiple>
<p>Drop tables here, or</p><button type=button onclick="pick.click()">Upload</button></div></section><script>
pick.addEventListener('change', async () => { const read = await Promise.all([...pick.files].map((one) => one.text()));
  if (read.length === 2 && read.every((text) => text.split('\\n').length > 2)) fetch('/did/drop-zone'); });</script>"""

SUGGESTIONS = """<label>City
<input role=combobox aria-expanded=false aria-controls=found id=city autocomplete=off></label>
<ul role=listbox id=found hidden></ul><script>
city.addEventListener('input', () => { found.hidden = false; city.ariaExpanded = 'true';
  found.innerHTML = '<li role=option tabindex=-1>Berlin</li><li role=option tabindex=-1>Bern</li>'; });
found.addEventListener('click', (event) => { if (event.target.role === 'option') { city.value = event.target.innerText;
  found.hidden = true; fetch('/did/suggestion'); } });</script>"""

SLIDER = """<label>Loud <input type=range min=0 max=10 value=5 onchange="fetch('/did/range')"></label>
<div role=slider tabindex=0 aria-label=Warm aria-valuemin=0 aria-valuemax=9 aria-valuenow=3
style="width:100px;height:20px;background:#ccc" onkeydown="if (event.key.startsWith('Arrow')) fetch('/did/slider')">
</div>"""

ACCORDION = """<details><summary>More</summary><button onclick="fetch('/did/details')">Inside</button></details>
<h3><button aria-expanded=false onclick="this.ariaExpanded='true'; part.hidden=false">Delivery</button></h3>
<div id=part hidden><a href="#x" onclick="fetch('/did/accordion')">Where to</a></div>"""

WIZARD = """<form id=form><fieldset id=one><label>Name <input name=name required></label>
<button type=button onclick="go()">Next</button></fieldset><fieldset id=two hidden>
<label>Mail <input type=email name=mail required></label><button>Finish</button></fieldset></form><script>
function go() { if (!form.name.value) return; one.hidden = true; two.hidden = false; }
form.addEventListener('submit', (e) => { e.preventDefault(); if (form.mail.value) fetch('/did/wizard'); });</script>"""

DIALOG = """<button onclick="box.showModal()">Open</button><dialog id=box><form method=dialog><label>Note
<input name=note></label><button>Keep</button></form></dialog><script>
box.addEventListener('close', () => fetch('/did/dialog'));</script>"""

DEPENDENT = """<label>Country <select id=country onchange="fill()"><option>Choose<option>France<option>Spain</select>
</label><label>Town
<select id=town disabled onchange="if (this.selectedIndex) fetch('/did/dependent')"></select></label>
<script>function fill() { town.disabled = country.selectedIndex < 1;
  town.innerHTML = '<option>Choose<option>A<option>B'; }</script>"""

HASH = """<nav><a href="#/list">List</a></nav><main></main><script>
const show = () => { document.querySelector('main').innerHTML = { '#/list': '<a href="#/item/7">Item</a>',
  '#/item/7': '<button onclick="fetch(`/did/hash-route`)">Take</button>' }[location.hash] || 'Home'; };
addEventListener('hashchange', show); show();</script>"""

PLACES: dict[str, tuple[str, str]] = {
    "banner": (BANNER, "behind-banner"),
    "tabs": (TABS, "tab"),
    "carousel": (CAROUSEL, "carousel"),
    "calendar": (CALENDAR, "calendar"),
    "stay": (STAY, "stay"),
    "sizes": (SIZES, "sizes"),
    "editor": (EDITOR, "rich-text"),
    "canvas": (CANVAS, "canvas"),
    "endless": (ENDLESS, "endless"),
    "files": (FILES, "file-sent"),
    "hidden-file": (HIDDEN_FILE, "hidden-file"),
    "drop-zone": (DROP_ZONE, "drop-zone"),
    "suggestions": (SUGGESTIONS, "suggestion"),
    "range": (SLIDER, "range"),
    "slider": (SLIDER, "slider"),
    "details": (ACCORDION, "details"),
    "accordion": (ACCORDION, "accordion"),
    "wizard": (WIZARD, "wizard"),
    "dialog": (DIALOG, "dialog"),
    "dependent": (DEPENDENT, "dependent"),
    "hash": (HASH, "hash-route"),
}
WANTED = {f"/did/{told}" for _, told in PLACES.values()}


def pages() -> Mapping[str, Answer]:
    items = "".join(f'<li><a href="/place/{name}">{name}</a>' for name in PLACES)
    bodies = {
        f"/place/{name}": f"<!doctype html><html lang=en><title>{name}</title><h1>{name}</h1>{body}"
        for name, (body, _) in PLACES.items()
    }
    return {"/": f"<!doctype html><title>Start</title><h1>Start</h1><ul>{items}</ul>", **bodies}


@pytest.fixture(scope="module")
def controls() -> Iterator[Site]:
    site = Site(pages())
    yield site
    site.close()


def _asked(site: Site) -> set[str]:
    return {one.path for one in site.asked}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ground(controls: Site, browser_surface: Surface) -> Ground:
    return await explored(browser_surface, controls.url, SECONDS, until=lambda _: _asked(controls) >= WANTED)


@pytest.mark.parametrize("name", PLACES)
def test_a_control_is_operated_as_people_do(controls: Site, ground: Ground, name: str):
    assert ground.graph.nodes
    assert f"/did/{PLACES[name][1]}" in _asked(controls)
