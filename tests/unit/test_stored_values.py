"""Which fields of a form that holds what is stored may hold something else."""

import pytest

from tests.unit.explorer_screens import element, field, form_of, screen
from worker.explorer.experiments.stored_values import other_values


@pytest.mark.parametrize(
    ("label", "is_kept"),
    [
        ("Second address line (optional)", True),
        ("Town", True),
        ("Newest hobby", True),
        ("Add a line", False),
        ("New name", False),
        ("Voucher code", False),
        ("Comment", False),
    ],
)
def test_an_empty_field_is_filled_where_it_is_kept(label: str, is_kept: bool) -> None:
    name, empty = field("Name", value="Anna Miller", field_name="name"), field(label, label=label)
    save = element("button", "Save", form="form")
    page = screen("/account", name, empty, save, forms=(form_of(name, empty, submit=save.key),))
    changed = [one.name for one, _ in other_values(page, page.forms[0])]
    assert changed == ["Name", label] if is_kept else ["Name"]


@pytest.mark.parametrize(
    ("kind", "other"), [("text", "151.00"), ("number", "151.00"), ("checkbox", ""), ("radio", "")], ids=lambda one: one
)
def test_an_amount_is_changed_where_one_is_written_and_not_where_it_is_ticked(kind: str, other: str) -> None:
    limit = field("Monthly limit", value="150.00", input_type=kind)
    save = element("button", "Save", form="form")
    page = screen("/budget", limit, save, forms=(form_of(limit, submit=save.key),))
    assert [value for _, value in other_values(page, page.forms[0])] == ([other] if other else [])
