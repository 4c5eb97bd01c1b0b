"""What to write into a field: data that fits its meaning and keeps its limits."""

import random
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from worker.explorer.pattern import text_matching
from worker.observation.screen import Element, Form, Screen
from worker.surfaces.actions import Action, ActionKind, Target

# Words by which a field says its meaning, tried in this order: autocomplete tokens (WHATWG HTML, "Autofill"), then
# names and labels in English, German, Spanish, French and Persian.
_MEANINGS: tuple[tuple[str, str], ...] = (
    (
        "card-number",
        r"cc-?number|card.?(?:number|no)|credit.?card|kartennummer|n[úu]mero de tarjeta|numéro de carte|شماره کارت",
    ),
    ("card-expiry", r"cc-?exp|expir|valid.?(?:thru|until)|ablauf|gültig bis|caduc|vencimiento|انقضا"),
    ("card-code", r"cc-?csc|\bcvc|\bcvv|\bcsc|security.?code|prüf(?:nummer|ziffer)|código de seguridad|cryptogramme"),
    ("one-time-code", r"one-?time-?code|\botp\b|verification.?code"),
    ("email", r"e-?mail|correo|courriel|ایمیل|پست الکترونیک"),
    ("password", r"password|passwort|kennwort|contraseña|contrasena|mot de passe|passphrase|رمز|گذرواژه"),
    (
        "phone",
        r"\btel\b|phone|mobile|telefon|handy|rufnummer|teléfono|movil|móvil|téléphone|portable|تلفن|موبایل|همراه",
    ),
    ("zip", r"postal|post.?code|\bzip|\bplz\b|postleitzahl|código postal|codigo postal|code postal|کد ?پستی"),
    ("coupon", r"coupon|voucher|promo|discount|gutschein|rabatt|cupón|cupon|code promo|تخفیف"),
    ("quantity", r"quantity|\bqty\b|amount|menge|anzahl|cantidad|quantité|تعداد"),
    ("url", r"\burl\b|website|homepage|webseite|sitio web|site web|وب‌?سایت"),
    ("given-name", r"given-?name|first.?name|fore.?name|vorname|nombre de pila|prénom|prenom"),
    ("family-name", r"family-?name|last.?name|sur.?name|nachname|familienname|apellido|nom de famille|نام خانوادگی"),
    ("username", r"user.?name|\blogin\b|nick|benutzername|usuario|nom d.utilisateur|pseudo|نام کاربری"),
    ("company", r"organi[sz]ation|company|firma|unternehmen|empresa|société|entreprise|شرکت"),
    ("city", r"address-level2|\bcity|\btown|\bstadt|\bort\b|ciudad|\bville|شهر"),
    ("state", r"address-level1|\bstate\b|province|bundesland|provincia|région|استان"),
    ("country", r"country|\bland\b|\bpaís|\bpays\b|کشور"),
    ("address", r"street|address|straße|strasse|anschrift|adresse|dirección|direccion|calle|\brue\b|آدرس|نشانی"),
    ("birthday", r"\bbday\b|birth|geburt|nacimiento|naissance|تولد"),
    ("age", r"\bage\b|\balter\b|\bedad\b|\bâge\b|سن"),
    ("search", r"search|suche|\bquery\b|^q$|buscar|búsqueda|recherche|جستجو"),
    ("price", r"price|preis|precio|prix|budget|قیمت"),
    (
        "message",
        r"message|comment|review|feedback|nachricht|kommentar|bewertung|mensaje|comentario|avis|commentaire|description|notes?\b|پیام|نظر",
    ),
    ("subject", r"subject|topic|betreff|asunto|objet|sujet|title|titel|موضوع|عنوان"),
    ("name", r"name|nombre|\bnom\b|نام"),
)
_MEANING_PATTERNS = tuple((meaning, re.compile(words, re.IGNORECASE)) for meaning, words in _MEANINGS)
_MEANING_OF_TYPE = {"email": "email", "tel": "phone", "url": "url", "password": "password", "search": "search"}

# People, places and phones by language. Phone numbers lie in ranges set aside for fiction where a country has one
# (Ofcom, NANP 555-01xx, BNetzA).
_PEOPLE = {
    "en": {
        "given-name": "Anna",
        "family-name": "Miller",
        "address": "12 Market Street",
        "city": "Springfield",
        "state": "Illinois",
        "zip": "62701",
        "phone": "+12025550143",
        "country": "United States",
    },
    "de": {
        "given-name": "Jörg",
        "family-name": "Müller",
        "address": "Lindenstraße 5",
        "city": "Köln",
        "state": "Nordrhein-Westfalen",
        "zip": "50667",
        "phone": "+493023125123",
        "country": "Deutschland",
    },
    "es": {
        "given-name": "Lucía",
        "family-name": "Núñez",
        "address": "Calle Mayor 7",
        "city": "Madrid",
        "state": "Madrid",
        "zip": "28013",
        "phone": "+34910000012",
        "country": "España",
    },
    "fr": {
        "given-name": "Zoé",
        "family-name": "Lefèvre",
        "address": "8 rue de la Paix",
        "city": "Paris",
        "state": "Île-de-France",
        "zip": "75002",
        "phone": "+33199001234",
        "country": "France",
    },
    "fa": {
        "given-name": "سارا",
        "family-name": "احمدی",
        "address": "خیابان ولیعصر ۱۲",
        "city": "تهران",
        "state": "تهران",
        "zip": "1136835111",
        "phone": "+982112345678",
        "country": "ایران",
    },
}
_TEXTS = {
    "en": {
        "message": "A friendly question about your offer, thank you.",
        "subject": "A question",
        "company": "Miller Ltd",
    },
    "de": {
        "message": "Eine freundliche Frage zu Ihrem Angebot, danke.",
        "subject": "Eine Frage",
        "company": "Müller GmbH",
    },
    "es": {
        "message": "Una pregunta amable sobre su oferta, gracias.",
        "subject": "Una pregunta",
        "company": "Núñez SL",
    },
    "fr": {
        "message": "Une question aimable sur votre offre, merci.",
        "subject": "Une question",
        "company": "Lefèvre SA",
    },
    "fa": {"message": "یک پرسش دوستانه دربارهٔ پیشنهاد شما، سپاس.", "subject": "یک پرسش", "company": "شرکت احمدی"},
}
# Accepted by every card number check (ISO/IEC 7812 check digit) and by no bank: the payment providers' common test
# number.
_TEST_CARD = "4242424242424242"
_TOKEN = re.compile(r"df[0-9a-f]{6}")
_TODAY_FORMATS = {"date": "%Y-%m-%d", "datetime-local": "%Y-%m-%dT10:30", "month": "%Y-%m", "week": "%G-W%V"}
_UNTYPED = frozenset(("submit", "button", "reset", "image", "hidden"))


@dataclass(slots=True)
class Persona:
    """Who fills the forms of one visitor: always the same, so that signing in after signing up works.
    `token` makes addresses unique to this person; a replay is a new person with a new token (see `as_somebody_new`).
    """

    chance: random.Random
    token: str = ""
    vocabulary: tuple[str, ...] = ()
    searches: int = 0
    # What to write into a field whose meaning no word here tells, for whoever knows.
    knows: Callable[[Element], str | None] = lambda _element: None

    def __post_init__(self) -> None:
        self.token = self.token or new_token()

    def read(self, screen: Screen) -> None:
        """Take words off the screen to search for."""
        seen = (*screen.headings, *(link.text for link in screen.links))
        self.vocabulary = tuple(
            dict.fromkeys(word for text in seen[:60] for word in re.findall(r"[^\W\d_]{4,}", text))
        )[:40]

    def search_word(self) -> str:
        """Something to search for: a word that the app itself uses, and every other time one that nobody uses."""
        self.searches += 1
        if self.searches % 2 == 0 or not self.vocabulary:
            return f"qzxvwk{self.chance.getrandbits(16):04x}"
        return self.chance.choice(self.vocabulary)

    @property
    def password(self) -> str:
        """Long, with letters of both cases, digits and a sign: what most sites ask for."""
        return f"Sunny-{self.token}-Day7"


def new_token() -> str:
    """A recognisable mark that makes typed names and addresses unique, in this run and all others: it has no seed."""
    return f"df{secrets.token_hex(3)}"


def as_somebody_new(actions: tuple[Action, ...], token: str) -> tuple[Action, ...]:
    """The same deeds by another person: names and addresses that must be unique are no longer taken."""
    return tuple(
        replace(action, value=_TOKEN.sub(token, action.value)) if action.kind is ActionKind.TYPE else action
        for action in actions
    )


def meaning_of(element: Element) -> str:
    """What a field wants: "email", "zip", "card-number", ..., or "" when nothing tells."""
    tokens = element.autocomplete.lower().split()
    for said in (" ".join(tokens), element.field_name, element.label, element.name, element.placeholder):
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-.\[\]]+", " ", said)
        meanings = (meaning for meaning, words in _MEANING_PATTERNS if words.search(said) or words.search(spaced))
        found = next(meanings, "")
        if found and (found != "name" or element.input_type not in _MEANING_OF_TYPE):
            return found
    return _MEANING_OF_TYPE.get(element.input_type, "")


def value_for(element: Element, persona: Persona, language: str) -> str:
    """Data that the field should accept."""
    if element.options:
        return _option(element, persona.chance)
    if element.input_type in _TODAY_FORMATS or element.input_type == "time":
        return _moment(element)
    if element.input_type in ("number", "range"):
        return _number(element)
    if element.input_type == "color":
        return "#3366cc"
    meaning = meaning_of(element)
    text = (None if meaning else persona.knows(element)) or _text(meaning, persona, language[:2].lower())
    return _within(element, text, persona.chance)


def fill(screen: Screen, form: Form, persona: Persona) -> tuple[Action, ...]:
    """The deeds that fill a form's fields, without sending it."""
    return tuple(
        action
        for element in fields_of(screen, form)
        if (action := filled(element, persona, screen.language)) is not None
    )


def submit(screen: Screen, form: Form, *, skip_browser_validation: bool = False) -> Action | None:
    """The deed that sends a form: its button, else Enter in its last typed field; None when neither is there."""
    button = screen.element(form.submit)
    if button is not None and button.visible:
        return Action(ActionKind.CLICK, target_of(button), skip_browser_validation=skip_browser_validation)
    typed = [element for element in fields_of(screen, form) if element.tag == "input"]
    return (
        Action(ActionKind.PRESS, target_of(typed[-1]), "Enter", skip_browser_validation=skip_browser_validation)
        if typed
        else None
    )


def filled(element: Element, persona: Persona, language: str) -> Action | None:
    """The deed that gives one field a fitting value, or None when it is fine as it stands."""
    if element.input_type == "file":
        return Action(ActionKind.UPLOAD, target_of(element), "sample.png")
    if element.input_type == "checkbox":
        return None if element.checked else Action(ActionKind.CHECK, target_of(element), "on")
    if element.input_type == "radio":
        return None if element.checked else Action(ActionKind.CHECK, target_of(element), "on")
    value = value_for(element, persona, language)
    if element.tag == "select" or (
        element.options and element.role in ("combobox", "listbox") and element.tag != "input"
    ):
        return Action(ActionKind.CHOOSE, target_of(element), value) if value and value != element.value else None
    secret = element.input_type == "password" or meaning_of(element) in ("password", "card-number", "card-code")
    return Action(ActionKind.TYPE, target_of(element), value, secret=secret)


def fields_of(screen: Screen, form: Form) -> list[Element]:
    """The form's fields that a person can fill; of radio buttons with one name only the first."""
    fields: list[Element] = []
    groups: set[str] = set()
    for key in form.fields:
        element = screen.element(key)
        if element is None or not element.enabled or element.read_only or element.input_type in _UNTYPED:
            continue
        if not element.visible and element.input_type not in ("checkbox", "radio", "file"):
            continue
        if element.input_type == "radio":
            if element.field_name in groups:
                continue
            groups.add(element.field_name)
        fields.append(element)
    return fields


def target_of(element: Element) -> Target:
    """How an action names an element."""
    return Target(
        element.key, element.selector, element.frame, element.role, element.name or element.label or element.placeholder
    )


def _text(meaning: str, persona: Persona, language: str) -> str:
    person = _PEOPLE.get(language, _PEOPLE["en"])
    texts = _TEXTS.get(language, _TEXTS["en"])
    match meaning:
        case "email":
            return f"anna.{persona.token}@example.com"
        case "password":
            return persona.password
        case "username":
            return f"anna{persona.token}"
        case "name":
            return f"{person['given-name']} {person['family-name']}"
        case "search":
            return persona.search_word()
        case "card-number":
            return _TEST_CARD
        case "card-expiry":
            return f"12/{(date.today().year + 2) % 100:02}"
        case "card-code" | "one-time-code":
            return "123" if meaning == "card-code" else "123456"
        case "url":
            return "https://example.com/"
        case "quantity":
            return "2"
        case "age":
            return "34"
        case "price":
            return "20"
        case "coupon":
            return "WELCOME10"
        case "birthday":
            return "1990-04-12"
        case "":
            return texts["subject"]
        case _:
            return person.get(meaning) or texts.get(meaning) or texts["subject"]


def _within(element: Element, text: str, chance: random.Random) -> str:
    """The text made to keep the field's own limits: pattern first, then lengths."""
    if element.pattern and not _matches(element.pattern, text):
        fitting = next((one for one in _common_forms(text) if _matches(element.pattern, one)), None)
        text = fitting or text_matching(element.pattern, chance) or text
    if element.min_length is not None and len(text) < element.min_length:
        text += "a" * (element.min_length - len(text))
    if element.max_length is not None and element.max_length >= 0:
        text = text[: element.max_length]
    return text


def _common_forms(text: str) -> Iterator[str]:
    """Other ways to write the same: digits alone, in groups, a year in full."""
    digits = re.sub(r"\D", "", text)
    yield digits
    yield " ".join(re.findall(".{1,4}", digits))
    yield "".join(letter for letter in text if letter.isalnum())
    yield text.lower()
    yield text.upper()


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return True


def _option(element: Element, chance: random.Random) -> str:
    """Any option that is not the empty one."""
    real = [
        option
        for option in element.options
        if option.strip()
        and not re.match(r"^(?:-|–|—|select|choose|please|bitte|wähl|eleg|selec|choisi|انتخاب)", option, re.IGNORECASE)
    ]
    others = [option for option in real if option != element.value]
    return chance.choice(others or real or list(element.options))


def _number(element: Element) -> str:
    least = _float(element.minimum)
    most = _float(element.maximum)
    step = _float(element.step) or 1.0
    base = least if least is not None else 0.0
    wanted = {"age": 34.0, "quantity": 2.0, "price": 20.0}.get(meaning_of(element), 2.0)
    value = base + ceil((max(wanted, base) - base) / step) * step
    if most is not None and value > most:
        value = base + ((most - base) // step) * step if most >= base else most
    return f"{value:.10g}"


def _moment(element: Element) -> str:
    """A day within min and max, else a week from today; grown-up birthdays."""
    if element.input_type == "time":
        return element.minimum or "10:30"
    written = _TODAY_FORMATS[element.input_type]
    day = date(1990, 4, 12) if meaning_of(element) == "birthday" else date.today() + timedelta(days=7)
    text = day.strftime(written)
    if element.minimum and text < element.minimum:
        return element.minimum
    return element.maximum if element.maximum and text > element.maximum else text


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
