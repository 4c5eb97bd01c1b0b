import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.explorer_screens import element, field, form_of, screen
from worker.explorer.forms import Persona, as_somebody_new, fill, meaning_of, repeats, second_attempt, submit, value_for
from worker.explorer.pattern import text_matching
from worker.observation.screen import Box
from worker.surfaces.actions import Action, ActionKind


def persona(seed: int = 1) -> Persona:
    return Persona(random.Random(seed))


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ({"autocomplete": "given-name"}, "given-name"),
        ({"field_name": "billing[post_code]"}, "zip"),
        ({"field_name": "customerEmail"}, "email"),
        ({"label": "Vorname"}, "given-name"),
        ({"label": "Código postal"}, "zip"),
        ({"label": "Numéro de carte"}, "card-number"),
        ({"placeholder": "شماره تلفن همراه"}, "phone"),
        ({"label": "Passwort wiederholen", "input_type": "password"}, "password"),
        ({"input_type": "tel"}, "phone"),
        ({"label": "Nachricht"}, "message"),
        ({"label": "Fnord"}, ""),
    ],
)
def test_a_fields_meaning_is_told_from_what_it_says_of_itself(said: dict[str, str], meaning: str):
    assert meaning_of(field(**said)) == meaning


def test_nobody_locks_himself_out_by_filling_the_settings_of_his_account():
    mail = field(name="Email", input_type="email", value="anna@example.com")
    password = field(name="New password", input_type="password")
    words = field(name="About you", label="About you")
    save, join = element("button", "Save settings"), element("button", "Sign up")
    kept = fill(screen("/", mail, password, words, save), form_of(mail, password, words, submit=save.key), persona())
    assert [action.target.name for action in kept if action.target] == ["About you"]
    joined = fill(screen("/", mail, password, words, join), form_of(mail, password, words, submit=join.key), persona())
    assert len(joined) == 3


def test_a_name_fits_the_pages_language():
    assert value_for(field(autocomplete="family-name"), persona(), "de-DE") == "Müller"
    assert value_for(field(autocomplete="postal-code"), persona(), "fr") == "75002"


@settings(deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([r"[A-Z]{2}\d{4}", r"\d{5}(-\d{4})?", r"LF-\d{4}", r"(foo|bar)+\.[a-f]?", r"[^0-9]{3,}"]),
)
def test_a_simple_pattern_is_satisfied(seed: int, pattern: str):
    assert re.fullmatch(pattern, value_for(field(pattern=pattern), persona(seed), "en"))


def test_a_pattern_that_is_not_simple_gives_no_text():
    assert text_matching(r"(?=x)y(?!z)", random.Random(1)) is None
    assert text_matching("(", random.Random(1)) is None


@pytest.mark.parametrize(
    "said", [{"input_mode": "decimal"}, {"value": "640.00"}, {"placeholder": "0.00"}], ids=lambda one: next(iter(one))
)
def test_a_field_that_shows_that_it_wants_a_number_is_given_one(said: dict[str, str]):
    assert value_for(field("Put aside", **said), persona(), "en").isdigit()
    assert not value_for(field("Card number", **said), persona(), "en").startswith("2")


@settings(deadline=None)
@given(st.integers(-50, 50), st.integers(0, 60), st.sampled_from([1, 2, 5, 10]))
def test_a_number_keeps_minimum_maximum_and_step(least: int, room: int, step: int):
    spin = element(
        "spinbutton", "Amount", input_type="number", minimum=str(least), maximum=str(least + room), step=str(step)
    )
    value = float(value_for(spin, persona(), "en"))
    assert least <= value <= least + room
    assert (value - least) % step == 0


def test_a_date_keeps_its_limits():
    late = field(input_type="date", minimum="2199-01-01")
    early = field(input_type="date", maximum="2001-02-03")
    assert value_for(late, persona(), "en") == "2199-01-01"
    assert value_for(early, persona(), "en") == "2001-02-03"


def test_both_password_fields_get_the_same_and_are_secret():
    first, second = (field(label=label, input_type="password") for label in ("Password", "Repeat password"))
    form = form_of(first, second)
    typed = fill(screen("/", first, second, forms=(form,)), form, persona())
    assert typed[0].value == typed[1].value
    assert all(action.secret and typed[0].value not in action.words for action in typed)


def test_the_empty_option_is_not_chosen():
    select = element("combobox", "Topic", tag="select", options=("Please choose", "Order"), form="form")
    form = form_of(select)
    assert [action.value for action in fill(screen("/", select, forms=(form,)), form, persona())] == ["Order"]


def test_one_radio_button_of_a_group_is_ticked():
    buttons = [element("radio", name, input_type="radio", field_name="size", form="form") for name in "SML"]
    form = form_of(*buttons)
    assert len(fill(screen("/", *buttons, forms=(form,)), form, persona())) == 1


@pytest.mark.parametrize(
    ("first", "second", "again"),
    [
        ("new_password1", "new_password2", True),
        ("registration-password", "registration-password2", True),
        ("old_password", "new_password", False),
        ("", "", False),
    ],
)
def test_a_second_password_is_known_by_its_number_where_no_label_says_so(first: str, second: str, *, again: bool):
    fields = [field("", input_type="password", field_name=name, key=f"{at}") for at, name in enumerate((first, second))]
    assert repeats(fields[1], fields[0]) is again


@pytest.mark.parametrize(
    ("label", "options", "left"),
    [
        ("Language", ("Application default", "English", "Suomi"), True),
        ("Kieli", ("Deutsch", "English (US)", "Suomi", "简体中文"), True),
        ("Where you are", ("Africa/Accra", "America/Lima", "Europe/Berlin"), True),
        ("Application URL", (), True),
        ("Your web site", (), False),
        ("Colour", ("Red", "Green", "Blue"), False),
        ("Slang", (), False),
    ],
)
def test_what_changes_the_page_for_everybody_is_left_as_it_is(label: str, options: tuple[str, ...], *, left: bool):
    one = field(label, options=options, tag="select" if options else "input", value=options[0] if options else "")
    form = form_of(one)
    assert (fill(screen("/settings", one, forms=(form,)), form, persona()) == ()) is left


def test_a_form_without_a_button_is_sent_by_the_enter_key():
    search = field("Search", input_type="search")
    form = form_of(search)
    sent = submit(screen("/", search, forms=(form,)), form)
    assert sent is not None
    assert (sent.kind, sent.value) == (ActionKind.PRESS, "Enter")


def test_a_replay_uses_another_address_that_is_not_taken():
    typed = Action(ActionKind.TYPE, value=value_for(field(input_type="email"), persona(), "en"))
    (again,) = as_somebody_new((typed,), "dfabcdef")
    assert again.value != typed.value
    assert again.value.endswith("@example.com")


def test_a_day_that_cannot_be_typed_is_picked_from_its_calendar():
    arrival = field("Arrival date", read_only=True, gestures=("click",))
    departure = element("button", "Pick a departure date", form="form", gestures=("click",), box=Box(0, 90, 100, 20))
    total = field("Date of order", read_only=True)
    form = form_of(arrival, total)
    deeds = fill(screen("/", arrival, total, departure, forms=(form,)), form, persona())
    assert [(deed.kind, deed.target and deed.target.key) for deed in deeds] == [
        (ActionKind.PICK, arrival.key),
        (ActionKind.PICK, departure.key),
    ]
    assert deeds[0].value < deeds[1].value


def test_a_day_that_its_field_threw_away_is_picked_at_the_second_attempt():
    name, day = field("Name", input_type="text"), field("Arrival date", gestures=("click",))
    button = element("button", "Book", form="form")
    form = form_of(name, day, submit=button.key)
    before = screen("/", name, day, button, forms=(form,))

    def sent_again(name_held: str) -> list[ActionKind]:
        after = screen("/", replace(name, value=name_held), day, button, forms=(form,))
        return [deed.kind for deed in second_attempt(before, after, form, persona())]

    assert ActionKind.PICK in sent_again("Anna")
    assert sent_again("") == []
