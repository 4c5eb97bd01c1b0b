"""What is noticed of a page by somebody who uses the keyboard, sets text wider, or asked for less motion."""

from collections.abc import Callable

import pytest

from tests.e2e.sites.server import Site
from tests.e2e.sites.steps import opened, target
from worker.explorer.experiments import registry
from worker.explorer.experiments.planning import Scene
from worker.explorer.graph import open_page
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.observation.experiments.base import Experiment
from worker.observation.experiments.enlargement import WiderSpacing, Zoomed
from worker.observation.experiments.keyboard import DialogByKeyboard, KeyboardJourney, KeyboardOperation
from worker.observation.experiments.motion import ReducedMotion
from worker.observation.observation import Observation
from worker.surfaces.actions import Action, ActionKind
from worker.surfaces.interface import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]

PAGE = """<!doctype html><html lang=en><title>Shop</title><style>
.skip { position: absolute; left: -999px; z-index: 2 } .skip:focus { left: 0 }
header { position: sticky; top: 0; height: 90px; background: white; z-index: 1 }
.bare:focus { outline: none } .fade { outline: 0; transition: box-shadow .3s } .fade:focus { box-shadow: 0 0 0 3px red }
.tick { position: absolute; opacity: 0 } .tick:focus + span { outline: 2px solid }
</style><a class=skip href=#shop>Skip to the shop</a><header><a href=/home>Home</a></header><main id=shop>
<a class=bare href=/bare>Bare</a> <a class=fade href=/fade>Fade</a> 
<label><input type=checkbox class=tick><span>Tick</span></label>
<input class=bare aria-label=Search> <button>Buy</button><div style="height: 2000px"></div><a href=/far>Far</a>
<a style="opacity: 0" href=/ghost>Ghost</a></main>"""

COVERED = """<!doctype html><title>Covered</title><a href=/a>First</a><p>Some words to read.</p>
<button style="position: absolute; top: 30px; left: 20px">Under</button>
<div id=bar style="position: fixed; top: 20px; left: 0; right: 0; height: 80px; background: white">News</div>"""

TRAP = """<!doctype html><title>Trap</title><a href="/a">Before</a>
<textarea aria-label=Code onkeydown="if (event.key === 'Tab') event.preventDefault()"></textarea>
<a href="/b">After</a>"""

EDITOR = TRAP.replace("if (event", "if (event.key === 'Escape') this.blur(); if (event")

CONTROLS = """<!doctype html><title>Controls</title><p id=out>Nothing yet</p>
<div role=button tabindex=0 onclick="out.textContent = 'sizes shown'">Sizes</div>
<div role=button tabindex=0 onclick="out.textContent += ' colours'"
onkeydown="if (event.key === 'Enter') this.click()">Colours</div>"""

TABS = """<!doctype html><title>Tabs</title><div role=tablist id=list><button role=tab>Profile</button>
<button role=tab tabindex=-1>Password</button></div><p id=out>Profile</p><script>
const tabs = [...list.children];
const show = (tab) => { out.textContent = tab.textContent + ' of yours'; };
for (const tab of tabs) tab.onclick = () => show(tab);
list.onkeydown = (event) => { if (event.key === 'KEY') { tabs[1].focus(); show(tabs[1]); } };
</script>"""

DIALOG = """<!doctype html><title>Dialog</title>
<style>#veil { position: fixed; inset: 0; background: rgba(0, 0, 0, .9) }
#box { position: absolute; top: 100px; left: 100px; background: white; padding: 40px }</style>
<button id=opener onclick="veil.hidden = false">Filter</button> <a href=/one>One</a> <a href=/two>Two</a>
<a href=/three>Three</a>
<div id=veil hidden><div id=box role=dialog aria-label=Filter><button>Apply</button></div></div>"""
GOOD_DIALOG = """<!doctype html><title>Dialog</title>
<button onclick="box.showModal()">Filter</button> <a href=/one>One</a>
<dialog id=box aria-label=Filter><button>Apply</button> <button>Close</button></dialog>"""

# A picture viewer whose only way out is for the mouse, in the first of two.
VIEWER = """<!doctype html><title>Pictures</title><button onclick="show()">Boats</button> <a href=/one>One</a><script>
function show() { const box = document.createElement('dialog'); box.oncancel = (event) => event.preventDefault();
  box.onkeydown = (event) => { if (event.key === 'Escape') event.preventDefault(); };
  box.innerHTML = '<button>Back</button><button>Next</button>CLOSE'; document.body.append(box); box.showModal();
  box.lastChild.onclick = () => box.remove(); }</script>"""

SPACED = """<!doctype html><title>Spaced</title>
<p style="width: 250px; height: 42px; overflow: hidden; line-height: 1.2">
All of our mugs are made by hand and delivered within three days</p>
<p style="max-width: 300px">All of our plates are made by
hand as well and take a day longer to be delivered</p>"""

ZOOMED = """<!doctype html><html lang=en><title>Zoomed</title><style>
body { margin: 0 } p { margin: 8px } .row { width: 350px } .cut { width: 60%; height: 40px; overflow: hidden }
header { position: sticky; top: 0; background: white } table { width: 370px }
</style><header>Our shop, since 1920<br>Mugs<br>Plates<br>Saucers<br>Bowls<br>Forks<br>Spoons<br>Knives<br>Cart</header>
<p class=cut>All of our mugs are made by hand and delivered within three days, and so are the saucers
and the plates that go with them</p>
<p class=row>A line that wants more room than there is in a narrow window</p>
<table><tr><td>Widths of tables are their own affair<td>and need two dimensions</table>
<div style="height: 3000px">Much to read</div>"""
CALM = ZOOMED.replace("height: 40px; ", "").replace("width: 350px", "max-width: 350px").replace("sticky", "static")

MOVING = """<!doctype html><title>Moving</title><style>@keyframes ticker { to { transform: translateX(-300px) } }
.ticker { animation: ticker 4s linear infinite } @media (prefers-reduced-motion: reduce) { .calm { animation: none } }
</style><p class=ticker>Everything must go by Friday evening</p>
<p class="ticker calm">Calm words that also move along</p>"""


async def concluded(visitor: Visitor, experiment: str, observation: Observation, *way: Action) -> list[Experiment]:
    """What an experiment comes to that proposes itself for this sight."""
    results: list[Experiment] = []

    async def note(sight: Sight) -> None:
        results.extend(sight.observation.experiments)

    async def renew() -> Visitor:
        return visitor

    walk = Walk(visitor, note, renew)
    for action in way:
        await walk.perform(action)
    scene = Scene(walk, observation if not way else walk.last or observation, new_state=True, seed=1)
    plan = next(one for one in registry.load() if experiment == one.PLAN.id)
    proposals = list(plan.propose(scene))
    for proposal in proposals:
        await proposal.request.perform(Walk(visitor, note, renew))
    return results


async def journey(visitor: Visitor, site: StartSite, page: str) -> KeyboardJourney:
    address = site({"/": page, "*": "<title>Elsewhere</title>"}).url
    observation = await opened(visitor, address)
    (result,) = await concluded(visitor, "keyboard_journey", observation, *open_page(address))
    assert isinstance(result, KeyboardJourney)
    return result


async def test_the_tab_key_comes_by_every_control_and_out_again(visitor: Visitor, site: StartSite) -> None:
    result = await journey(visitor, site, PAGE)
    assert [stop.name for stop in result.stops] == [
        *("Skip to the shop", "Home", "Bare", "Fade", "Tick", "Search", "Buy", "Far", "Ghost"),
    ]
    assert result.left
    assert not result.trap
    # Neither what fades in, nor a designed tick box, nor a caret, nor what comes into view is without a mark.
    assert [stop.name for stop in result.unmarked] == ["Bare", "Ghost"]
    assert not any(stop.covered_by for stop in result.stops)


async def test_what_lies_under_a_bar_while_it_has_the_focus_is_noticed(visitor: Visitor, site: StartSite) -> None:
    result = await journey(visitor, site, COVERED)
    assert [(stop.name, bool(stop.covered_by)) for stop in result.stops] == [("First", False), ("Under", True)]


async def test_a_trap_is_told_from_a_field_that_escape_leaves(visitor: Visitor, site: StartSite) -> None:
    assert [stop.name for stop in (await journey(visitor, site, TRAP)).trap] == ["Code"]
    assert not (await journey(visitor, site, EDITOR)).trap


async def test_a_control_that_answers_to_clicks_alone_is_told_from_one_that_answers_to_enter(
    visitor: Visitor, site: StartSite
) -> None:
    address = site({"/": CONTROLS}).url
    seen = await opened(visitor, address)
    for name, answered in (("Sizes", ""), ("Colours", "Enter")):
        click = Action(ActionKind.CLICK, target(seen, name))
        (result,) = await concluded(visitor, "keyboard_operation", seen, *open_page(address), click)
        assert isinstance(result, KeyboardOperation)
        assert result.answered == answered
        assert bool(result.click) == (not answered)


async def test_a_tab_to_which_no_key_leads_is_told_from_one_to_which_an_arrow_does(
    visitor: Visitor, site: StartSite
) -> None:
    address = site({"/": TABS}).url
    (result,) = await concluded(visitor, "arrow_keys", await opened(visitor, address), *open_page(address))
    assert isinstance(result, KeyboardOperation)
    assert (result.name, result.beside) == ("Password", "Profile")
    for key in ("ArrowRight", "ArrowDown", "End"):
        address = site({"/": TABS.replace("KEY", key)}).url
        assert await concluded(visitor, "arrow_keys", await opened(visitor, address), *open_page(address)) == []


async def test_a_dialog_that_leaves_the_focus_behind_is_told_from_one_that_takes_it(
    visitor: Visitor, site: StartSite
) -> None:
    for page, inside in ((DIALOG, False), (GOOD_DIALOG, True)):
        address = site({"/": page, "*": ""}).url
        seen = await opened(visitor, address)
        way = (*open_page(address), Action(ActionKind.CLICK, target(seen, "Filter")))
        (result,) = await concluded(visitor, "dialog_by_keyboard", seen, *way)
        assert isinstance(result, DialogByKeyboard)
        assert result.modal
        assert result.entered == inside
        assert result.reached == inside
        assert result.closed == inside
        if inside:
            assert result.returned.startswith("button|Filter")


async def test_a_dialog_that_only_a_mouse_closes_is_told_from_one_with_a_button(
    visitor: Visitor, site: StartSite
) -> None:
    for close, left in (("<span>Close</span>", False), ("<button>Close</button>", True)):
        address = site({"/": VIEWER.replace("CLOSE", close), "*": ""}).url
        seen = await opened(visitor, address)
        way = (*open_page(address), Action(ActionKind.CLICK, target(seen, "Boats")))
        (result,) = await concluded(visitor, "dialog_by_keyboard", seen, *way)
        assert isinstance(result, DialogByKeyboard)
        assert (result.entered, result.closed, result.left) == (True, False, left)


async def test_text_that_wider_spacing_cuts_off_is_noticed(visitor: Visitor, site: StartSite) -> None:
    address = site({"/": SPACED}).url
    seen = await opened(visitor, address)
    (result,) = await concluded(visitor, "text_spacing", seen, *open_page(address))
    assert isinstance(result, WiderSpacing)
    assert [one.text[:16] for one in result.lost] == ["All of our mugs "]
    assert (await visitor.look()).screen.texts == seen.screen.texts


async def test_what_zooming_takes_away_is_noticed(visitor: Visitor, site: StartSite) -> None:
    address = site({"/": ZOOMED}).url
    seen = await opened(visitor, address)
    twice, fourfold = await concluded(visitor, "zoomed_page", seen, *open_page(address))
    assert isinstance(twice, Zoomed)
    assert isinstance(fourfold, Zoomed)
    assert (twice.percent, [one.text[:16] for one in twice.lost]) == (200, ["All of our mugs "])
    assert (fourfold.percent, fourfold.viewport) == (400, "320x256")
    assert fourfold.wide is not None
    assert fourfold.wide.text.startswith("A line that wants more room")
    assert fourfold.layer is not None
    assert fourfold.layer.text.startswith("Our shop, since 1920")
    assert str(visitor.viewport) == str(DESKTOP)


async def test_a_page_that_bears_zooming_is_left_alone(visitor: Visitor, site: StartSite) -> None:
    address = site({"/": CALM}).url
    for result in await concluded(visitor, "zoomed_page", await opened(visitor, address), *open_page(address)):
        assert isinstance(result, Zoomed)
        assert (result.lost, result.wide, result.layer) == ((), None, None)


async def test_what_flashes_is_counted(visitor: Visitor, site: StartSite) -> None:
    page = """<!doctype html><title>Sale</title><style>@keyframes alarm { 50% { background: black } }
@keyframes breathe { from { opacity: 1 } to { opacity: .4 } }
div { width: 400px; height: 200px; background: white; animation: alarm .125s steps(1) infinite }
p { animation: breathe 2s infinite alternate }</style><div>Sale</div><p>Breathing</p>"""
    await opened(visitor, site({"/": page}).url)
    counted = {one.text: round(one.flashes, 2) for one in await visitor.motions() if not one.moves}
    assert counted == {"Sale": 8.0, "Breathing": 0.25}


async def test_what_moves_for_those_who_asked_for_less_motion_is_noticed(visitor: Visitor, site: StartSite) -> None:
    address = site({"/": MOVING}).url
    seen = await opened(visitor, address)
    assert len(await visitor.motions()) == 2
    (result,) = await concluded(visitor, "reduced_motion", seen, *open_page(address))
    assert isinstance(result, ReducedMotion)
    assert [(one.text, one.name) for one in result.moving] == [("Everything must go by Friday evening", "ticker")]
