"""Whose row's control is touched where the one on a known way is gone."""

from dataclasses import replace

import pytest

from tests.unit.explorer_screens import element, screen
from worker.explorer.forms import target_of
from worker.explorer.stand_ins import with_stand_ins
from worker.observation.screen import Element
from worker.surfaces.actions import Action, ActionKind


def control(role: str, name: str) -> Element:
    return element(role, name, key=f"{role}|{name}|{role}|main")


def touched(wanted: str, *there: str, role: str = "button") -> str:
    """The name of what is touched on a page with these controls by a way that touched `wanted`."""
    action = Action(ActionKind.CLICK, target_of(control(role, wanted)))
    [done] = with_stand_ins((action,), screen("/list", *(control(role, name) for name in there)))
    assert done.target is not None
    return done.target.name


def test_the_row_itself_is_touched_where_it_is_there() -> None:
    assert touched("Edit Bread", "Edit Milk", "Edit Bread") == "Edit Bread"


@pytest.mark.parametrize(
    ("wanted", "other"),
    [
        ("Edit Bread", "Edit Milk"),
        ("Brot bearbeiten", "Milch bearbeiten"),
        ("Add Bread to cart", "Add Milk to cart"),
        ("Mark as read: Rent is due", "Mark as read: Hello"),
    ],
)
def test_another_rows_control_stands_in_for_one_that_is_gone(wanted: str, other: str) -> None:
    assert touched(wanted, "Next page", other) == other


def test_another_rows_field_stands_in() -> None:
    assert touched("Quantity of Bread", "Quantity of Milk", role="spinbutton") == "Quantity of Milk"


@pytest.mark.parametrize(
    ("wanted", "other"),
    [
        ("Delete Bread", "Delete Milk"),
        ("Edit Lantern df12ab34", "Edit Milk"),
        ("Open Bread", "Open Milk"),
        ("Edit", "Edit Milk"),
    ],
    ids=["what would delete", "what a visitor of ours has made", "what leads elsewhere", "what is no row's own"],
)
def test_nothing_stands_in_where_that_would_do_something_else(wanted: str, other: str) -> None:
    assert touched(wanted, other) == wanted


@pytest.mark.parametrize(
    ("selector", "role", "touched_name"),
    [
        ("#first-name", "textbox", "Vorname"),
        ("form > input", "textbox", "First name"),
        ("#send", "button", "First name"),
    ],
    ids=["a field with an id", "a field with a place alone", "a button"],
)
def test_a_field_is_known_by_its_id_in_another_language(selector: str, role: str, touched_name: str) -> None:
    wanted = element(role, "First name", key=f"{role}|First name|input|main", selector=selector)
    there = element(role, "Vorname", key=f"{role}|Vorname|input|main", selector=selector)
    [done] = with_stand_ins((Action(ActionKind.CLICK, target_of(wanted)),), screen("/order", there))
    assert done.target is not None
    assert done.target.name == touched_name


@pytest.mark.parametrize(
    ("region", "there", "found"),
    [
        ("header", "Your account: Anna", True),
        ("main", "Your account: Anna", False),
        ("header", "Help", False),
    ],
)
def test_what_stands_around_every_page_is_known_by_its_place_when_a_part_of_its_name_has_changed(
    region: str, there: str, *, found: bool
) -> None:
    was, now = (
        element("button", name, key=f"button|{name}|button|{region}", selector="header > button:nth-of-type(2)")
        for name in ("Your account: Lantern df12ab34", there)
    )
    [done] = with_stand_ins((Action(ActionKind.CLICK, target_of(was)),), screen("/", now))
    assert done.target is not None
    assert (done.target.name == there) is found


def test_a_menu_is_known_by_its_place_whoever_is_in() -> None:
    was, now = (
        element("button", name, key=f"button|{name}|summary|header", selector="header > details > summary")
        for name in ("Lena Sommer", "Anna Miller")
    )
    [done] = with_stand_ins((Action(ActionKind.CLICK, target_of(was)),), screen("/", replace(now, expanded=False)))
    assert done.target is not None
    assert done.target.name == "Anna Miller"


def in_german(was: Element, now: Element) -> bool:
    """Whether the way's control is found by what it is called now."""
    [done] = with_stand_ins((Action(ActionKind.CLICK, target_of(was)),), screen("/", now))
    assert done.target is not None
    return done.target.name == now.name


@pytest.mark.parametrize(
    ("path", "region", "found"),
    [("/plan", "nav", True), ("/courses", "nav", False), ("/plan", "main", False)],
    ids=["the same address", "another address", "another part of the page"],
)
def test_a_link_is_known_by_where_it_leads_in_another_language(path: str, region: str, *, found: bool) -> None:
    was = element("link", "Study plan", key="link|Study plan|a|nav", href="https://shop.example/plan", selector="a")
    address = f"https://shop.example{path}"
    now = element("link", "Studienplan", key=f"link|Studienplan|a|{region}", href=address, selector="b")
    assert in_german(was, now) is found


@pytest.mark.parametrize(
    ("name", "form", "found"),
    [("In den Warenkorb", "/cart/add", True), ("In den Warenkorb", "/wishlist", False), ("Suchen", "form", False)],
    ids=["the same form", "another form", "a form without an address"],
)
def test_a_control_is_known_by_its_place_in_a_form_in_another_language(name: str, form: str, *, found: bool) -> None:
    own = "/cart/add" if form.startswith("/") else form
    was = element("button", "Add to cart", key=f"button|Add to cart|button|main|{own}", selector="main > form > button")
    now = element("button", name, key=f"button|{name}|button|main|{form}", selector="main > form > button")
    assert in_german(was, now) is found


@pytest.mark.parametrize(
    ("language", "now", "place", "found"),
    [
        ("de-AT", "Lehrplan", "main > div > button:nth-of-type(2)", True),
        ("en-GB", "Syllabus", "main > div > button:nth-of-type(2)", False),
        ("", "Lehrplan", "main > div > button:nth-of-type(2)", False),
        ("de", "Lehrplan", "main > div > button:nth-of-type(3)", False),
        ("de", "Kurs löschen", "main > div > button:nth-of-type(2)", False),
    ],
    ids=["another language", "the same language", "no language", "another place", "what would delete"],
)
def test_a_button_is_known_by_its_place_once_the_page_is_in_another_language(
    language: str, now: str, place: str, *, found: bool
) -> None:
    was = element("button", "Curriculum", key="was", selector="main > div > button:nth-of-type(2)", language="en")
    page = screen("/", element("button", now, key="now", selector=place), language=language)
    [done] = with_stand_ins((Action(ActionKind.CLICK, target_of(was)),), page)
    assert done.target is not None
    assert (done.target.name == now) is found


PROJECTS = ("Choose one", "Mobile app", "Website")


@pytest.mark.parametrize(
    ("before", "value", "there", "language", "chosen"),
    [
        (PROJECTS, "Mobile app", PROJECTS, "en", "Mobile app"),
        (PROJECTS, "Mobile app", ("Choose one", "Website", "Newsletter"), "en", "Website"),
        (PROJECTS, "Website", ("Bitte wählen", "Mobile App", "Webseite"), "de", "Webseite"),
        (PROJECTS, "Mobile app", ("Choose one",), "en", "Mobile app"),
        (("Choose a country first",), "Graz", ("Choose a country first", "Lyon"), "en", "Graz"),
        (("Choose one", "Lantern df12ab34"), "Lantern df12ab34", ("Choose one", "Website"), "en", "Lantern df12ab34"),
    ],
    ids=[
        "is there",
        "is gone",
        "is in another language",
        "nothing is left to choose",
        "comes only with what is chosen before",
        "is what a visitor of ours has made",
    ],
)
def test_another_entry_of_a_list_stands_in_for_one_that_is_gone(
    before: tuple[str, ...], value: str, there: tuple[str, ...], language: str, chosen: str
) -> None:
    was = element("combobox", "Project", key="project", tag="select", options=before, language="en")
    now = element("combobox", "Project", key="project", tag="select", options=there)
    action = Action(ActionKind.CHOOSE, target_of(was), value)
    [done] = with_stand_ins((action,), screen("/cards/new", now, language=language))
    assert done.value == chosen
