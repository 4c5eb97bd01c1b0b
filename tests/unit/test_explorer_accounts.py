"""What a visitor who is signed in leaves alone, so that the account still works for everybody who comes after."""

import pytest
from pydantic import SecretStr

from tests.unit.detectors.building import observation
from tests.unit.explorer_screens import BASE, element, field, form_of, link, screen
from tests.unit.memory_surface import MemoryApp, MemorySurface, Session
from worker.explorer.accounts import Accounts, by_itself
from worker.explorer.entrances import offers_to_sign_out
from worker.explorer.forms import target_of
from worker.explorer.graph import open_page
from worker.explorer.walk import Walk
from worker.explorer.windows import DESKTOP
from worker.login import Login
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

SAVE = element("button", "Change", form="form")


def password(name: str) -> Element:
    return field(name, input_type="password")


def offered(*fields: Element) -> Screen:
    return screen("/settings", *fields, SAVE, forms=(form_of(*fields, submit=SAVE.key),))


def left_to(name: str, page: Screen) -> Screen:
    accounts = Accounts("https://shop.example/")
    accounts.inside.add("visitor-1")
    return accounts.harmless(name, observation(page)).screen


def test_one_who_is_signed_in_does_not_change_the_password() -> None:
    page = offered(password("New password"), password("Once more"))
    assert left_to("visitor-1", page).forms == ()
    assert not any(one.enabled for one in left_to("visitor-1", page).elements)
    assert left_to("visitor-2", page) == page, "a guest has none to change"


def test_forms_to_sign_in_or_to_open_an_account_stay() -> None:
    for fields in (
        (field("E-mail", input_type="email"), password("Password")),
        (field("E-mail", input_type="email"), password("Password"), password("Once more")),
        (password("Unlock with your password"),),
    ):
        assert left_to("visitor-1", offered(*fields)).forms


SIGNING_IN = (
    (Action(ActionKind.NAVIGATE, value="https://shop.example/login"),),
    (
        Action(ActionKind.TYPE, value="anna"),
        Action(ActionKind.TYPE, value="summer7", secret=True),
        Action(ActionKind.CLICK),
    ),
)


@pytest.mark.parametrize(
    ("offer", "typed"),
    [
        ("Try anna/summer7 or ben/winter7", ["ben", "winter7"]),
        ("Try anna/summer7 or admin/winter7", []),
        ("Try anna/summer7", []),
    ],
)
def test_one_signs_in_as_another_account_that_is_offered_and_may_do_no_more(offer: str, typed: list[str]) -> None:
    fields = (field("User name"), password("Password"))
    enter = element("button", "Log in", form="form")
    page = screen("/login", *fields, enter, forms=(form_of(*fields, submit=enter.key),), text=offer)
    accounts = Accounts("https://shop.example/")
    accounts.see("visitor-1", observation(page))
    way = accounts.way_in_of_another(SIGNING_IN)
    assert [action.value for deed in way for action in deed if action.kind is ActionKind.TYPE] == typed


ANNA = Login(host="shop.example", username="anna", password=SecretStr("summer7"))
NAME, SECRET, ENTER = field("User name"), password("Password"), element("button", "Log in", form="form")


def members_only(session: Session, url: str) -> Screen:
    if "in" in session:
        return screen(url.removeprefix(BASE), link("Log out", "/bye"))
    return screen("/login", NAME, SECRET, ENTER, forms=(form_of(NAME, SECRET, submit=ENTER.key),))


def by_a_click(session: Session, action: Action, url: str) -> str:
    if action.kind is ActionKind.CLICK:
        session["in"] = "yes"
        return f"{BASE}/home"
    return url


async def test_who_went_where_another_had_gone_and_signed_in_on_the_way_is_in_without_asking() -> None:
    surface = MemorySurface(MemoryApp(f"{BASE}/", members_only, by_a_click))
    accounts = Accounts(f"{BASE}/", ANNA)

    async def somebody():
        return await surface.visitor("visitor-2", DESKTOP)

    async def unseen(_: object) -> None:
        pass

    walk = Walk(await somebody(), unseen, somebody)
    given = (
        Action(ActionKind.TYPE, target_of(NAME), "anna"),
        Action(ActionKind.TYPE, target_of(SECRET), "summer7", secret=True),
        Action(ActionKind.CLICK, target_of(ENTER)),
    )
    await walk.open(f"{BASE}/login")
    assert not accounts.signed_in_by(walk)
    await walk.perform(*given)
    done = len(surface.performed)
    assert await accounts.enter("visitor-2", walk, by_itself(walk))
    assert len(surface.performed) == done
    assert walk.way_in == (open_page(f"{BASE}/login"), given)


@pytest.mark.parametrize(
    ("form", "way_out"), [("<form action=/logout method=post>", True), ("<form action=/search?q=log-out>", False)]
)
def test_a_way_out_in_a_closed_menu_tells_that_one_is_in(form: str, *, way_out: bool) -> None:
    markup = f"<details><summary>Lucía</summary>{form}<button>Bye</button></form></details>"
    assert offers_to_sign_out(screen("/", markup=markup)) is way_out
