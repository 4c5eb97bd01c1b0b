"""What fields mean and what is written into them, in five languages."""

import random
import re
from datetime import date

import pytest

from tests.unit.explorer_screens import element, field, form_of, screen
from worker.explorer.forms import Persona, fill, meaning_of, second_attempt, value_for
from worker.explorer.forms.dates import date_format, written
from worker.explorer.forms.demands import meet, read_demands
from worker.explorer.forms.meanings import words_beside
from worker.observation.screen import Box, Element, TextRun


def persona() -> Persona:
    return Persona(random.Random(1))


def said(text: str, y: float = 30, x: float = 0) -> TextRun:
    return TextRun(text, Box(x, y, 200, 16), f"p|{text}|p|", 14.0)


MEANINGS = {
    "given-name": ("First name", "Vorname", "Nombre de pila", "Prénom", "نام کوچک"),
    "family-name": ("Last name", "Nachname", "Apellidos", "Nom de famille", "نام خانوادگی"),
    "name": ("Full name", "Vor- und Nachname", "Nombre y apellidos", "Nom et prénom", "نام و نام خانوادگی"),
    "email": ("Email address", "E-Mail-Adresse", "Correo electrónico", "Adresse e-mail", "پست الکترونیک"),
    "phone": ("Mobile phone", "Telefonnummer", "Teléfono", "Téléphone portable", "شماره موبایل"),
    "zip": ("Postcode", "Postleitzahl", "Código postal", "Code postal", "کد پستی"),
    "city": ("Town", "Wohnort", "Ciudad", "Ville", "شهر"),
    "state": ("Province", "Bundesland", "Provincia", "Région", "استان"),
    "country": ("Country", "Land", "País", "Pays", "کشور"),
    "address": ("Street", "Straße", "Calle", "Adresse", "نشانی"),
    "birthday": ("Date of birth", "Geburtsdatum", "Fecha de nacimiento", "Date de naissance", "تاریخ تولد"),
    "date": ("Date", "Datum", "Fecha", "Date", "تاریخ"),
    "iban": ("IBAN", "Kontonummer", "Número de cuenta", "IBAN", "شماره شبا"),
    "national-id": ("Passport number", "Personalausweis", "DNI", "Numéro de sécurité sociale", "کد ملی"),
    "card-number": ("Card number", "Kartennummer", "Número de tarjeta", "Numéro de carte", "شماره کارت"),
    "username": ("Username", "Benutzername", "Usuario", "Nom d'utilisateur", "نام کاربری"),
    "quantity": ("Quantity", "Anzahl", "Cantidad", "Quantité", "تعداد"),
    "coupon": ("Voucher code", "Gutscheincode", "Cupón", "Code promo", "کد تخفیف"),
    "company": ("Company", "Firma", "Empresa", "Entreprise", "شرکت"),
    "message": ("Your message", "Nachricht", "Mensaje", "Commentaire", "پیام شما"),
    "age": ("Age", "Alter", "Edad", "Âge", "سن"),
}
TABLE = [(label, meaning) for meaning, labels in MEANINGS.items() for label in labels]


@pytest.mark.parametrize(("label", "meaning"), TABLE)
def test_a_label_tells_what_a_field_wants(label: str, meaning: str) -> None:
    assert meaning_of(field(label=label)) == meaning


def test_a_field_called_name_wants_what_its_label_says() -> None:
    assert meaning_of(field(field_name="name", label="Vorname")) == "given-name"
    assert meaning_of(field(field_name="username", input_type="password")) == "password"


@pytest.mark.parametrize(
    ("declared", "meaning"),
    [
        (field(label="Email", input_type="email", autocomplete="username"), "email"),
        (field(label="E-Mail-Adresse", autocomplete="section-login username"), "email"),
        (field(label="User name", autocomplete="username"), "username"),
    ],
)
def test_who_signs_in_by_address_writes_an_address(declared: Element, meaning: str) -> None:
    assert meaning_of(declared) == meaning


@pytest.mark.parametrize(("x", "words"), [(0, "Postcode"), (420, "کد پستی")])
def test_a_field_without_a_label_is_told_by_the_words_beside_it(x: float, words: str) -> None:
    nameless = element("textbox", "", key="f", form="form", box=Box(210, 40, 200, 20))
    page = screen("/", nameless, texts=(said(words, 42, x), said("Something far above", 0)))
    assert meaning_of(nameless, words_beside(page, nameless)) == "zip"


@pytest.mark.parametrize(
    ("language", "label", "wanted"),
    [
        ("en-US", "ZIP code", r"\d{5}"),
        ("en-GB", "Postcode", r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"),
        ("de", "PLZ", r"\d{5}"),
        ("es", "Código postal", r"\d{5}"),
        ("fr", "Code postal", r"\d{5}"),
        ("fa", "کد پستی", r"\d{10}"),
        ("de", "Geburtsdatum", r"12\.04\.1990"),
        ("fr", "Date de naissance", r"12/04/1990"),
        ("en-US", "Date of birth", r"04/12/1990"),
        ("fa", "تاریخ تولد", r"1369/01/23"),
        ("fr", "Téléphone", r"\+33\d{9}"),
        ("es", "DNI", r"\d{8}[A-Z]"),
    ],
)
def test_a_value_is_written_as_in_the_pages_language(language: str, label: str, wanted: str) -> None:
    assert re.fullmatch(wanted, value_for(field(label=label), persona(), language))


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "fa"])
def test_an_account_number_has_the_right_check_digits(language: str) -> None:
    iban = value_for(field(label="IBAN"), persona(), language)
    assert int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("DD.MM.YYYY", "%d.%m.%Y"),
        ("TT.MM.JJJJ", "%d.%m.%Y"),
        ("jj/mm/aaaa", "%d/%m/%Y"),
        ("MM/DD/YY", "%m/%d/%y"),
        ("e.g. 2024-12-31", "%Y-%m-%d"),
        ("31/12/1999", "%d/%m/%Y"),
        ("۱۳۷۰/۰۱/۱۵", "%J%Y/%m/%d"),
        ("3.5", ""),
    ],
)
def test_a_date_is_asked_for_by_letters_or_by_an_example(words: str, wanted: str) -> None:
    assert date_format(words) == wanted


def test_persian_examples_are_followed_in_digits_and_calendar() -> None:
    born = field(label="تاریخ تولد", placeholder="۱۳۷۰/۰۱/۱۵")
    assert value_for(born, persona(), "fa") == "۱۳۶۹/۰۱/۲۳"
    assert value_for(field(label="کد ملی", placeholder="۰۰۱۲۳۴۵۶۷۸"), persona(), "fa") == "۱۲۳۴۵۶۷۸۹۱"


@pytest.mark.parametrize(
    ("day", "solar"),
    [
        (date(2024, 3, 20), "1403/01/01"),
        (date(2025, 3, 20), "1403/12/30"),
        (date(2025, 3, 21), "1404/01/01"),
        (date(2026, 11, 21), "1405/08/30"),
    ],
)
def test_a_day_in_the_solar_hijri_calendar(day: date, solar: str) -> None:
    assert written(day, "%Y/%m/%d", solar_hijri=True) == solar


def test_a_pattern_for_persian_digits_is_met() -> None:
    value = value_for(field(label="کد پستی", pattern="[۰-۹]{10}"), persona(), "fa")
    assert re.fullmatch("[۰-۹]{10}", value)


def test_the_persons_own_country_is_chosen() -> None:
    countries = element("combobox", "Land", tag="select", options=("Bitte wählen", "Belgien", "Deutschland", "Polen"))
    assert value_for(countries, persona(), "de") == "Deutschland"


def test_a_range_of_dates_ends_after_it_begins() -> None:
    first, last = (field(label=label, input_type="date") for label in ("From", "To"))
    form = form_of(first, last)
    begin, end = fill(screen("/", first, last, forms=(form,)), form, persona())
    assert date.today().isoformat() < begin.value < end.value


def test_a_field_that_asks_again_gets_the_same() -> None:
    first, again = field("Coupon", label="Coupon"), field("Repeat it", label="Repeat it")
    form = form_of(first, again)
    typed = fill(screen("/", first, again, forms=(form,)), form, persona())
    assert typed[0].value == typed[1].value


RULES = [
    ("At least 12 characters, with a digit and a symbol", r"(?=.*\d)(?=.*\W).{12,}"),
    ("Mindestens 20 Zeichen, ein Großbuchstabe und ein Sonderzeichen", r"(?=.*[A-Z])(?=.*\W).{20,}"),
    ("Máximo 10 caracteres, al menos un número", r"(?=.*\d).{1,10}"),
    ("Au moins 24 caractères", r".{24,}"),
    ("حداقل ۸ کاراکتر و یک رقم", r"(?=.*\d).{8,}"),
    ("8-12 characters, letters and numbers only", r"[A-Za-z0-9]{8,12}"),
]


@pytest.mark.parametrize(("rules", "wanted"), RULES)
def test_a_new_password_keeps_the_rules_that_stand_beside_it(rules: str, wanted: str) -> None:
    secret = field("Password", input_type="password")
    form = form_of(secret)
    (typed,) = fill(screen("/", secret, forms=(form,), texts=(said(rules),)), form, persona())
    assert re.fullmatch(wanted, typed.value)


@pytest.mark.parametrize(
    ("message", "value", "wanted"),
    [
        ("Must contain a digit", "Anna", r"Anna\d"),
        ("Please use at most 5 characters", "A long answer", r".{5}"),
        ("Digits only", "+49 30 1", r"\d+"),
        ("Nur Buchstaben", "A-1 b", "A b"),
    ],
)
def test_a_value_is_changed_as_the_words_ask(message: str, value: str, wanted: str) -> None:
    assert re.fullmatch(wanted, meet(read_demands(message), value))


@pytest.mark.parametrize(
    ("label", "message", "wanted"),
    [
        ("Nickname", "At least 30 characters", r".{30,}"),
        ("Date of birth", "Use the format DD.MM.YYYY", r"12\.04\.1990"),
        ("Your age", "Must be at least 40", "40"),
        ("Phone", "Please enter 10 digits only", r"\d{10}"),
    ],
)
def test_a_refused_form_is_sent_again_as_its_message_asks(label: str, message: str, wanted: str) -> None:
    asked = field(label, label=label)
    send = element("button", "Send", form="form")
    form = form_of(asked, submit=send.key)
    before = screen("/", asked, send, forms=(form,))
    after = screen("/", asked, send, forms=(form,), texts=(said(message, 22),))
    typed, sent = second_attempt(before, after, form, persona())
    assert re.fullmatch(wanted, typed.value)
    assert sent.target is not None
    assert sent.target.key == send.key


def test_a_form_that_was_not_refused_is_left_alone() -> None:
    asked = field("Nickname", label="Nickname")
    send = element("button", "Send", form="form")
    form = form_of(asked, submit=send.key)
    before = screen("/", asked, send, forms=(form,))
    thanks = screen("/", asked, send, forms=(form,), texts=(said("Thank you, it was saved", 22),))
    assert second_attempt(before, thanks, form, persona()) == ()


def test_what_can_be_chosen_only_after_another_choice_is_chosen_the_second_time() -> None:
    country = element("combobox", "Country", tag="select", options=("Choose", "Spain"), form="form")
    region = element("combobox", "Region", tag="select", options=("Choose",), form="form")
    loaded = element("combobox", "Region", tag="select", options=("Choose", "Madrid"), form="form")
    send = element("button", "Send", form="form")
    form = form_of(country, region, submit=send.key)
    before = screen("/", country, region, send, forms=(form,))
    after = screen("/", country, loaded, send, forms=(form,))
    chosen = second_attempt(before, after, form, persona())
    assert "Madrid" in {action.value for action in chosen}


def test_rich_text_between_the_fields_and_the_button_is_part_of_the_form() -> None:
    title = element("textbox", "Title", form="form", box=Box(0, 0, 200, 20))
    rich = element("textbox", "Text", tag="div", box=Box(0, 30, 400, 100))
    send = element("button", "Send", form="form", box=Box(0, 140, 80, 20))
    form = form_of(title, submit=send.key)
    typed = fill(screen("/", title, rich, send, forms=(form,)), form, persona())
    assert [action.target.name for action in typed if action.target] == ["Title", "Text"]
