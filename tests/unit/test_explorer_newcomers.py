"""How what one person did is done by another."""

import re
from dataclasses import replace

import pytest

from tests.unit.explorer_screens import BASE, element, form_of, screen
from tests.unit.memory_surface import MemoryApp, Session, walk_in
from worker.explorer.accounts import Accounts
from worker.explorer.experiments.other_ways import by_shorter_way, with_known_account, with_own_account, within_reach
from worker.explorer.experiments.planning import Scene
from worker.explorer.experiments.relations.typed_in_turn import TypeInTurn
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed, open_page
from worker.explorer.newcomers import anew, by_somebody_new, opens_account
from worker.explorer.walk import Walk
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

NAME = element("textbox", "Username", input_type="text", field_name="username", form="join")
MAIL = element("textbox", "Email", input_type="email", field_name="email", form="join")
PASSWORD = element("textbox", "Password", input_type="password", field_name="password", form="join")
JOIN = element("button", "Sign up", form="join")
NEW_NAME = re.compile(r"annadf[0-9a-f]{6}")


def typed(into: Element, text: str, *, secret: bool = False) -> Action:
    return Action(ActionKind.TYPE, target_of(into), text, secret=secret)


def click(on: Element) -> Action:
    return Action(ActionKind.CLICK, target_of(on))


def menu_of(name: str) -> Element:
    """A control whose key has its digits masked, as the browser's have."""
    masked = re.sub(r"\d+", "#", name)
    return element("button", name, key=f"button|{masked}|button|header|")


JOINING: tuple[Deed, ...] = (
    open_page(f"{BASE}/join"),
    (
        typed(NAME, "annadf320088"),
        typed(MAIL, "anna.df320088@example.com"),
        typed(PASSWORD, "x", secret=True),
        click(JOIN),
    ),
)
ENTERING: tuple[Deed, ...] = (
    open_page(f"{BASE}/login"),
    (
        typed(MAIL, "anna.df320088@example.com"),
        typed(PASSWORD, "x", secret=True),
        click(element("button", "Log in", form="join")),
    ),
)


def touched(way: tuple[Deed, ...]) -> list[str]:
    return [action.target.name if action.target else action.value for deed in way for action in deed]


def test_an_account_is_opened_where_a_control_says_so_or_a_password_is_asked_twice() -> None:
    twice = (typed(PASSWORD, "x", secret=True), typed(PASSWORD, "x", secret=True), click(element("button", "Go")))
    assert opens_account(JOINING[1])
    assert opens_account(twice)
    assert not opens_account(ENTERING[1])


@pytest.mark.parametrize("words", ["Open the account", "Open an account", "Create account", "Create the account"])
def test_an_account_is_opened_by_a_control_that_speaks_of_one(words: str) -> None:
    assert opens_account((typed(PASSWORD, "x", secret=True), click(element("button", words))))


@pytest.mark.parametrize("words", ["Open your order", "Account", "Open the accounting"])
def test_no_account_is_opened_by_a_control_that_speaks_of_something_else(words: str) -> None:
    assert not opens_account((typed(PASSWORD, "x", secret=True), click(element("button", words))))


def test_what_is_called_by_the_name_of_one_who_joins_is_called_by_the_newcomers() -> None:
    way = (*JOINING, (click(menu_of("annadf320088")),), open_page(f"{BASE}/people/annadf320088"))
    *_, menu, page = touched(by_somebody_new(way, "dfabcdef"))
    assert (menu, page) == ("annadfabcdef", f"{BASE}/people/annadfabcdef")


def test_who_signs_in_to_an_account_that_exists_keeps_its_name_and_writes_something_new() -> None:
    note = element("textbox", "Note", input_type="text")
    way = (*ENTERING, (click(menu_of("annadf320088")), typed(note, "Lantern df999999")))
    renewed = by_somebody_new(way, "dfabcdef")
    assert renewed[:2] == ENTERING
    assert renewed[2][0] == way[2][0]
    assert renewed[2][1].value == "Lantern dfabcdef"


def test_what_nobody_makes_on_the_way_keeps_its_name() -> None:
    way = (open_page(f"{BASE}/people/annadf320088"), (click(menu_of("Lantern df999999")),))
    assert by_somebody_new(way, "dfabcdef") == way


def show(session: Session, url: str) -> Screen:
    if not url.endswith("/join") and (name := session.get("name")):
        return screen(url, menu_of(name), text=name)
    fields = (NAME, MAIL, PASSWORD, JOIN)
    return screen(url, *fields, forms=(form_of(NAME, MAIL, PASSWORD, submit=JOIN.key, key="join"),))


def act(session: Session, action: Action, url: str) -> str:
    if action.kind is ActionKind.TYPE and action.target and action.target.name == "Username":
        session["name"] = action.value
    return f"{BASE}/home" if action.target and action.target.name == "Sign up" else url


async def newcomer() -> Walk:
    return await walk_in(MemoryApp(BASE, show, act))


async def test_who_joins_on_the_way_finds_the_menu_that_is_called_by_the_new_name() -> None:
    walk = await newcomer()
    await walk.go((*JOINING, open_page(f"{BASE}/people/annadf320088"), (click(menu_of("annadf320088")),)))
    name = walk.in_own_names("annadf320088")
    assert NEW_NAME.fullmatch(name)
    assert name != "annadf320088"
    assert touched(tuple(step.deed for step in walk.steps))[-2:] == [f"{BASE}/people/{name}", name]
    await walk.go((*JOINING, (click(menu_of("annadf320088")),)))
    again = touched(tuple(step.deed for step in walk.steps))[-2:]
    assert again == [f"{BASE}/home", name], "who is in already joins no second time"


async def test_what_an_account_keeps_is_tried_by_one_with_an_account_of_their_own() -> None:
    walk, cart = await newcomer(), open_page(f"{BASE}/cart")
    seen = await walk.open(f"{BASE}/cart")
    member = Scene(walk, seen, new_state=True, seed=1, opening=JOINING)
    assert member.alone((*ENTERING, cart)) == (*JOINING, cart)
    assert member.alone((cart,)) == (cart,), "a guest shares with nobody"
    assert replace(member, opening=()).alone((*ENTERING, cart)) == (*ENTERING, cart)


async def test_an_account_goes_by_its_address_where_that_is_asked_for_and_is_greeted_by_its_name() -> None:
    walk = await newcomer()
    await walk.open(f"{BASE}/join")
    before = walk.screen
    assert before is not None

    async def do(deed: Deed):
        return await walk.perform(*deed)

    accounts = Accounts(f"{BASE}/")
    await walk.perform(*JOINING[1])
    assert await accounts.adopt("visitor-1", before, JOINING[1], walk, do)
    assert accounts.own is not None
    assert (accounts.own.username, accounts.own.address) == ("annadf320088", "anna.df320088@example.com")
    assert accounts.opening == walk.way_in == JOINING


def test_what_another_has_done_already_with_a_shared_account_is_tried_with_an_account_of_ones_own() -> None:
    mugs = open_page(f"{BASE}/mugs")
    shared = TypeInTurn((*ENTERING, mugs), "form")
    assert with_own_account(shared, JOINING) == TypeInTurn((*JOINING, mugs), "form")
    assert with_own_account(TypeInTurn((*JOINING, mugs), "form"), JOINING) is None
    assert with_own_account(TypeInTurn((mugs,), "form"), JOINING) is None
    assert with_own_account(shared, ()) is None


def test_what_a_new_account_does_not_have_is_tried_with_the_one_that_all_use() -> None:
    mugs = open_page(f"{BASE}/mugs")
    alone, stranger = TypeInTurn((*JOINING, mugs), "form"), TypeInTurn((*anew(JOINING, "df00ff00"), mugs), "form")
    assert with_known_account(alone, JOINING, ENTERING) == TypeInTurn((*ENTERING, mugs), "form")
    assert with_known_account(stranger, JOINING, ENTERING) is None, "who asks for others' things stays another"
    assert with_known_account(alone, JOINING, ()) is None
    assert with_known_account(TypeInTurn((*ENTERING, mugs), "form"), JOINING, ENTERING) is None


def test_what_was_done_on_other_pages_before_is_tried_to_do_without_where_it_is_much() -> None:
    asked = tuple(click(element("button", name)) for name in ("Note", "Vote", "Like"))
    mugs, much = open_page(f"{BASE}/mugs"), (open_page(f"{BASE}/a"), asked, open_page(f"{BASE}/b"), asked)
    here = (mugs, (click(JOIN),))
    request = TypeInTurn((*ENTERING, *much, *here), "form")
    assert by_shorter_way(request) == TypeInTurn((*ENTERING, *here), "form")
    assert by_shorter_way(TypeInTurn((*much, *here), "form")) == TypeInTurn(here, "form")
    assert by_shorter_way(TypeInTurn((*ENTERING, *much[:2], *here), "form")) is None
    assert by_shorter_way(TypeInTurn((*ENTERING, mugs, asked, asked, asked), "form")) is None
    assert within_reach(request) == request
    far = TypeInTurn((*ENTERING, *much, *much, *much, *much, *here), "form")
    assert within_reach(far) == TypeInTurn((*ENTERING, *much[2:], *much, *much, *here), "form")
