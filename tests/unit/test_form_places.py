"""Which forms are one kind, so that each kind is tried once."""

from dataclasses import replace

from tests.unit.explorer_screens import BASE, element, field, form_of, screen
from worker.explorer.experiments.form_places import place_of_form


def place(path: str, *names: str, action: str = "", region: str = "main") -> str:
    fields = [replace(field(name), key=f"textbox|{name}|input|{region}|form", region=region) for name in names]
    send = element("button", "Send", form="form")
    form = replace(form_of(*fields, submit=send.key, action=action or f"{BASE}{path}"), key="form")
    return place_of_form(screen(path, *fields, send, forms=(form,)), form)


def test_numbers_and_what_a_list_was_narrowed_to_make_no_other_form() -> None:
    assert place("/tasks/7", "Comment") == place("/tasks/12", "Comment")
    assert place("/tasks?status=open&page=2", "Name", "Hours") == place("/tasks", "Name", "Hours")
    assert place("/tasks/7", "Comment") != place("/notes/7", "Comment")


def test_a_search_in_the_header_is_one_on_all_pages() -> None:
    assert place("/tasks", "Search", region="header") == place("/help", "Search", region="header")
    assert place("/tasks", "Search") != place("/help", "Search")


def test_what_a_dialog_asks_for_is_another_form_than_that_of_its_page() -> None:
    assert place("/tasks", "Word") != place("/tasks", "Name", "Hours")
