"""Which ways proofs try where guests are led to the page to sign in."""

from tests.unit.explorer_screens import BASE, element, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, Session
from worker.evidence.gates import Gates
from worker.evidence.scripts import Script
from worker.explorer.forms import target_of
from worker.explorer.graph import open_page
from worker.explorer.walk import Sight, Walk
from worker.explorer.windows import DESKTOP
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PASSWORD = element("textbox", "Password", input_type="password")
BOARD = open_page(f"{BASE}/board")
SIGN_IN = (open_page(f"{BASE}/login"), (Action(ActionKind.TYPE, target_of(PASSWORD), "Right-Horse-7", secret=True),))
AS_GUEST, AS_MEMBER = Script(DESKTOP, (BOARD,)), Script(DESKTOP, (*SIGN_IN, BOARD))


async def came_to(*, led_to: str) -> Walk:
    """Somebody new who opened the start page and was led there."""

    def show(_: Session, url: str) -> Screen:
        return screen(led_to if url == f"{BASE}/" else url, PASSWORD)

    surface = MemorySurface(MemoryApp(BASE, show, lambda _session, _action, url: url))

    async def nothing(_: Sight) -> None:
        pass

    async def new_visitor():
        return await surface.visitor("visitor-1", DESKTOP)

    walk = Walk(await new_visitor(), nothing, new_visitor)
    await walk.open(f"{BASE}/")
    return walk


async def test_where_the_entrance_asks_who_one_is_proofs_of_unknown_pages_sign_in_first():
    gates = Gates()
    gates.note_entrance(await came_to(led_to=f"{BASE}/login"), asks_who_one_is=True)
    assert gates.passable([AS_GUEST, AS_MEMBER]) == [AS_MEMBER, AS_GUEST]


async def test_where_the_start_leads_on_without_asking_proofs_try_the_shortest_way_first():
    gates = Gates()
    gates.note_entrance(await came_to(led_to=f"{BASE}/home"), asks_who_one_is=False)
    assert gates.passable([AS_GUEST, AS_MEMBER]) == [AS_GUEST, AS_MEMBER]


async def test_where_guests_see_the_start_with_a_form_to_sign_in_beside_it_nothing_is_closed():
    gates = Gates()
    gates.note_entrance(await came_to(led_to=f"{BASE}/"), asks_who_one_is=True)
    assert gates.passable([AS_GUEST, AS_MEMBER]) == [AS_GUEST, AS_MEMBER]
