"""What forms forbid in words alone, in five languages; and words that only look like it."""

from typing import Any

import pytest

from tests.unit.explorer_screens import element, field, form_of, screen
from worker.explorer.experiments.hostile.forbidden_input import MOST_TRIALS, trials_of
from worker.explorer.experiments.relations.form_boundaries import boundaries_of
from worker.explorer.experiments.trials import Trial, most_telling
from worker.observation.screen import Box, Element, Form, Screen, TextRun

NAME = field("Name", key="name", label="Name", tag="input", input_type="text", box=Box(20, 300, 200, 20))


def run(text: str, y: float, x: float = 20.0, width: float = 200.0) -> TextRun:
    return TextRun(text, Box(x, y, width, 16), f"p|{text}|p|", 14.0)


def text_field(label: str, **more: Any) -> Element:
    given: dict[str, Any] = {"tag": "input", "input_type": "text", "box": Box(20, 100, 200, 20), "key": "it"}
    return field(label, label=label, **{**given, **more})


def page(
    *fields: Element, texts: tuple[TextRun, ...] = (), says: str = "", language: str = "en"
) -> tuple[Screen, Form]:
    send = element("button", "Send", form="form", input_type="submit", box=Box(20, 400, 80, 20))
    form = form_of(*fields, submit=send.key)
    text = "\n".join((*(run.text for run in texts), says))
    return screen("/", *fields, send, forms=(form,), texts=texts, text=text, language=language), form


def tried(*fields: Element, **more: Any) -> dict[str, str]:
    """The values that are tried on the field called "it", by what they break."""
    return {one.constraint: one.value for one in trials_of(*page(*fields, **more)) if one.field == "it"}


NEEDED = [
    ("en", "Name *", "* required fields"),
    ("de", "Name *", "Mit * gekennzeichnete Felder sind Pflichtfelder."),
    ("es", "Nombre *", "* Campos obligatorios"),
    ("fr", "Nom *", "Les champs marqués d'un astérisque (*) sont obligatoires."),
    ("fa", "نام *", "فیلدهای ستاره‌دار الزامی هستند"),
    ("en", "* Name", ""),
    ("en", "Name (required)", ""),
    ("de", "Name (Pflichtfeld)", ""),
    ("es", "Nombre (obligatorio)", ""),
    ("fr", "Nom (obligatoire)", ""),
    ("fa", "نام (الزامی)", ""),
]


@pytest.mark.parametrize(("language", "label", "legend"), NEEDED)
def test_a_field_that_is_marked_as_needed_is_left_empty_and_filled_with_spaces(
    language: str, label: str, legend: str
) -> None:
    assert tried(text_field(label), says=legend, language=language) == {"required": "", "blank": "   "}


@pytest.mark.parametrize(
    ("label", "legend"),
    [
        ("Name", "* required fields"),
        ("Name *", "* we never pass on your data"),
        ("Name *", "* at least one of these is required"),
        ("Name * (optional)", ""),
        ("Price per night *", "* plus local taxes"),
        ("Required quantity of words", ""),
        ("Seguro obligatorio del coche", ""),
        ("Name (nicht erforderlich)", ""),
    ],
)
def test_what_only_looks_like_a_need_is_none(label: str, legend: str) -> None:
    assert not tried(text_field(label), says=legend)


@pytest.mark.parametrize("mark", ["Name *", "Name (required)"])
def test_a_mark_for_the_eyes_alone_counts(mark: str) -> None:
    assert "required" in tried(text_field("Name", mark=mark))


def test_a_form_of_which_all_is_needed_says_so_once() -> None:
    assert "required" in tried(text_field("Name"), NAME, says="All fields are required.")
    assert not tried(text_field("Name (optional)"), NAME, says="All fields are required.")


SURE = [
    ("Email address", "not-an-address"),
    ("Your e-mail:", "not-an-address"),
    ("E-Mail-Adresse", "not-an-address"),
    ("Correo electrónico", "not-an-address"),
    ("Adresse e-mail", "not-an-address"),
    ("پست الکترونیک", "not-an-address"),
    ("Website", "no address"),
    ("Number of guests", "abcdef"),
    ("Anzahl der Personen", "abcdef"),
    ("Número de personas", "abcdef"),
    ("Nombre de personnes", "abcdef"),
    ("تعداد نفرات", "abcdef"),
    ("Age", "abcdef"),
]


@pytest.mark.parametrize(("label", "value"), SURE)
def test_a_field_that_can_mean_but_one_thing_is_given_another(label: str, value: str) -> None:
    assert tried(text_field(label), NAME)["type"] == value


@pytest.mark.parametrize(
    "label",
    [
        "E-mail or user name",
        "E-Mail oder Benutzername",
        "Email subject",
        "Quantity per unit text",
        "Quantity",
        "Phone",
        "Phone (optional)",
        "When can we phone you?",
        "Price list",
        "Postcode",
        "Website and social media",
        "Age group",
    ],
)
def test_a_field_that_may_take_something_else_is_left_alone(label: str) -> None:
    assert not tried(text_field(label), NAME)


def test_a_quantity_that_shows_a_number_is_one() -> None:
    assert tried(text_field("Quantity", value="1"), NAME) == {"type": "abcdef", "minimum": "-5"}
    assert tried(text_field("Age", input_type="number"), NAME) == {"minimum": "-5"}
    assert not tried(text_field("Age", input_type="number", minimum="18"), NAME).keys() - {"minimum"}


@pytest.mark.parametrize("label", ["Monthly limit", "Budget", "Estimate (h)", "Capacity", "Stunden", "Presupuesto"])
def test_what_has_a_size_is_not_negative_though_it_is_asked_alone(label: str) -> None:
    assert tried(text_field(label, value="150.00"))["minimum"] == "-5"
    assert "minimum" not in tried(text_field(label, value="as much as you like"))


@pytest.mark.parametrize(
    ("says", "most"),
    [
        ("12 places left", "13"),
        ("Only 3 left in stock", "4"),
        ("Noch 5 Plätze frei", "6"),
        ("Quedan 7 plazas disponibles", "8"),
    ],
)
def test_nobody_gets_more_than_there_is(says: str, most: str) -> None:
    places = text_field("Places", input_type="number")
    assert tried(places, NAME, says=says)["maximum"] == most
    assert "maximum" not in tried(places, NAME, says=f"{says}\n40 places left")
    assert "maximum" not in tried(text_field("Reference"), NAME, says=says)


def test_nobody_gets_more_than_one_may_have() -> None:
    hint = (run("Tickets", 80), run("At most 4 per person", 124))
    assert tried(text_field("Tickets", input_type="number"), NAME, texts=hint)["maximum"] == "5"


def test_of_phones_and_postal_codes_only_needed_ones_are_judged() -> None:
    assert tried(text_field("Phone *"))["type"] == "no phone at all"
    assert tried(text_field("Postleitzahl (Pflichtfeld)"))["type"] == "!?!?"


HINTS: list[tuple[str, dict[str, int]]] = [
    ("at least 8 characters", {"min_length": 7}),
    ("Mindestens 8 Zeichen", {"min_length": 7}),
    ("Al menos 8 caracteres", {"min_length": 7}),
    ("Au moins 8 caractères", {"min_length": 7}),
    ("حداقل ۸ نویسه", {"min_length": 7}),
    ("max. 200 characters", {"max_length": 201}),
    ("Maximal 200 Zeichen", {"max_length": 201}),
    ("Máximo 200 caracteres", {"max_length": 201}),
    ("200 caractères maximum", {"max_length": 201}),
    ("حداکثر ۲۰۰ نویسه", {"max_length": 201}),
    ("0/140", {"max_length": 141}),
    ("140 characters left", {"max_length": 141}),
    ("Noch 140 Zeichen", {"max_length": 141}),
    ("Numbers only", {"type": 6}),
    ("Nur Ziffern", {"type": 6}),
    ("Solo números", {"type": 6}),
    ("Uniquement des chiffres", {"type": 6}),
    ("فقط عدد", {"type": 6}),
    ("We recommend at least 80 characters", {}),
    ("Between 50 and 60 characters is best", {}),
    ("0/5 files", {}),
    ("At least 8 characters, or at least 12 characters without a digit", {}),
]


@pytest.mark.parametrize(("hint", "lengths"), HINTS)
def test_what_stands_below_a_field_is_its_rule(hint: str, lengths: dict[str, int]) -> None:
    trials = tried(text_field("Reference"), NAME, texts=(run("Reference", 80), run(hint, 124)))
    assert {constraint: len(value) for constraint, value in trials.items()} == lengths


def test_a_hint_between_a_label_and_its_field_is_about_that_field() -> None:
    texts = (run("Reference", 80), run("Name", 250), run("max. 20 characters", 270))
    screen, form = page(text_field("Reference"), NAME, texts=texts)
    assert [one.field for one in trials_of(screen, form)] == ["name"]


def test_a_limit_that_is_told_is_kept_to_the_letter() -> None:
    screen, form = page(text_field("Subject"), NAME, texts=(run("Subject", 80), run("max. 20 characters", 124)))
    assert [(one.field, one.limit, len(one.value)) for one in boundaries_of(screen, form)] == [("it", "max_length", 20)]


DAYS = [
    ("en", "Date of birth", "", "02/31/1990"),
    ("de", "Geburtsdatum", "TT.MM.JJJJ", "31.02.1990"),
    ("es", "Fecha de nacimiento", "dd/mm/aaaa", "31/02/1990"),
    ("fr", "Date de naissance", "jj/mm/aaaa", "31/02/1990"),
    ("fa", "تاریخ تولد", "۱۳۷۰/۰۱/۱۵", "۱۳۶۹/۱۱/۳۱"),
    ("en", "When shall we meet?", "DD/MM/YYYY", ""),
    ("en", "Date", "", ""),
]


@pytest.mark.parametrize(("language", "label", "example", "day"), DAYS)
def test_a_day_that_no_month_has_is_tried_where_the_form_is_sure(
    language: str, label: str, example: str, day: str
) -> None:
    assert tried(text_field(label, placeholder=example), NAME, language=language).get("day", "") == day


RANGES = [
    ("From", "To"),
    ("Anreise", "Abreise"),
    ("Fecha de inicio", "Fecha de fin"),
    ("Du", "Au"),
    ("از تاریخ", "تا تاریخ"),
]


@pytest.mark.parametrize(("first", "second"), RANGES)
def test_an_end_before_its_beginning_is_tried(first: str, second: str) -> None:
    example = {"placeholder": "DD.MM.YYYY"}
    fields = (text_field(first, key="from", **example), text_field(second, box=Box(240, 100, 200, 20), **example), NAME)
    assert tried(*fields)["order"] == "03.02.2001"
    assert "order" not in tried(text_field(first, key="from"), text_field(second), NAME)


PASSWORDS: list[tuple[str, dict[str, str]]] = [
    ("Must have at least 8 characters and contain a digit", {"short": "Kw7!mrt", "digit": "Kwp!mrtxqzvbnhjg"}),
    ("Mindestens 10 Zeichen", {"short": "Kw7!mrtxq"}),
    ("Al menos una mayúscula", {"upper": "kw7!mrtxqzvbnhjg"}),
    ("Doit contenir un caractère spécial", {"sign": "Kw7pmrtxqzvbnhjg"}),
    ("حداقل ۸ نویسه", {"short": "Kw7!mrt"}),
    ("Use a mix of letters and numbers", {}),
    ("At least 8 characters including a number or a symbol", {"short": "Kw7!mrt"}),
    ("Must contain three of the following: capitals, small letters, digits, symbols", {}),
    ("We recommend at least 12 characters", {}),
]


@pytest.mark.parametrize(("hint", "values"), PASSWORDS)
def test_a_password_breaks_one_rule_and_keeps_the_others(hint: str, values: dict[str, str]) -> None:
    secret = text_field("Password", input_type="password")
    assert tried(secret, NAME, texts=(run("Password", 80), run(hint, 124))) == values


def test_a_form_that_looks_for_something_is_left_alone() -> None:
    text = text_field("Age *")
    send = element("button", "Search", form="form", input_type="submit")
    form = form_of(text, NAME, submit=send.key)
    assert not trials_of(screen("/", text, NAME, send, forms=(form,)), form)


def test_what_is_looked_for_may_be_longer_than_its_field() -> None:
    short = text_field("Words", max_length=80)
    send = element("button", "Search", form="form", input_type="submit")
    form = form_of(short, submit=send.key)
    assert not trials_of(screen("/", short, send, forms=(form,)), form)
    assert "max_length" in tried(short)


def test_different_rules_are_tried_before_one_rule_on_many_fields() -> None:
    trials = [Trial(f"{number}", "required", "", "") for number in range(MOST_TRIALS)]
    chosen = most_telling([*trials, Trial("a", "max_length", "", ""), Trial("b", "same", "", "")], MOST_TRIALS)
    assert [one.constraint for one in chosen[:3]] == ["same", "required", "max_length"]
    assert len(chosen) == MOST_TRIALS
