"""What a proof tries, shortest first."""

from tests.unit.explorer_screens import BASE, element, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, Session
from worker.evidence.scripts import Script, candidates
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed, open_page
from worker.explorer.walk import Sight, Walk
from worker.explorer.ways import way_to_here
from worker.explorer.windows import DESKTOP
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

BUY, MENU, HOME = element("button", "Buy"), element("button", "Menu"), element("link", "Home", href=f"{BASE}/")


def click(on: str) -> Deed:
    return (Action(ActionKind.CLICK, target_of({"buy": BUY, "menu": MENU, "home": HOME}[on])),)


def show(_: Session, url: str) -> Screen:
    return screen(url, BUY, MENU, HOME)


def act(_: Session, action: Action, url: str) -> str:
    return f"{BASE}/" if action.target and action.target.name == "Home" else url


async def walked(*deeds: Deed) -> Sight:
    surface = MemorySurface(MemoryApp(BASE, show, act))
    seen: list[Sight] = []

    async def keep(sight: Sight) -> None:
        seen.append(sight)

    async def new_visitor():
        return await surface.visitor("visitor-1", DESKTOP)

    await Walk(await new_visitor(), keep, new_visitor).go(deeds)
    return seen[-1]


async def test_the_address_alone_comes_first():
    scripts = candidates(await walked(open_page(f"{BASE}/a"), open_page(f"{BASE}/b")), None)
    assert scripts[0] == Script(DESKTOP, (open_page(f"{BASE}/b"),))


async def test_then_the_last_deed_on_its_page_then_all_deeds_on_it_then_everything():
    first, second = open_page(f"{BASE}/a"), open_page(f"{BASE}/b")
    scripts = candidates(await walked(first, second, click("menu"), click("buy")), None)
    assert [script.deeds for script in scripts] == [
        (second,),
        (second, click("buy")),
        (second, click("menu"), click("buy")),
        (first, second, click("menu"), click("buy")),
    ]


async def test_the_shortest_known_way_is_tried_before_the_whole_walk():
    way = (open_page(f"{BASE}/short"), click("menu"))
    sight = await walked(*(open_page(f"{BASE}/{number}") for number in range(9)), click("buy"))
    deeds = [script.deeds for script in candidates(sight, way)]
    assert deeds.index((*way, click("buy"))) < len(deeds) - 1


async def test_a_deed_that_leads_away_is_replayed_on_the_page_where_it_was_done():
    scripts = candidates(await walked(open_page(f"{BASE}/a"), click("home")), None)
    assert (open_page(f"{BASE}/a"), click("home")) in [script.deeds for script in scripts]


async def test_what_one_who_is_signed_in_saw_is_shown_again_after_signing_in():
    sign_in, members = (open_page(f"{BASE}/login"), click("menu")), open_page(f"{BASE}/members")
    sight = await walked(open_page(f"{BASE}/a"), *sign_in, members, click("buy"))
    sight.walk.let_in(sign_in, since=3)
    deeds = [script.deeds for script in candidates(sight, None)]
    assert (*sign_in, members, click("buy")) in deeds
    assert way_to_here(sight.walk) == (*sign_in, members), "the last click changed nothing"


async def test_resizing_becomes_the_size_of_the_new_person_and_no_deed():
    phone = (Action(ActionKind.RESIZE, value="375x812"),)
    scripts = candidates(await walked(open_page(f"{BASE}/a"), phone), None)
    assert {script.viewport.width for script in scripts} == {375}
    assert all(phone not in script.deeds for script in scripts)


async def test_an_endless_walk_is_never_replayed_whole():
    sight = await walked(*(open_page(f"{BASE}/{number}") for number in range(500)), click("buy"))
    assert max(script.length for script in candidates(sight, None)) <= 120
