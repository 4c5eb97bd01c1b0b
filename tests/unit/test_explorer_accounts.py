"""What a visitor who is signed in leaves alone, so that the account still works for everybody who comes after."""

import pytest

from tests.unit.detectors.building import observation
from tests.unit.explorer_screens import element, field, form_of, screen
from worker.explorer.accounts import Accounts
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
