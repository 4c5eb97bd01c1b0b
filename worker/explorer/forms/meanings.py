"""What a field wants, told from its autocomplete token, name, label, placeholder or the words beside it."""

import re

from worker.observation.screen import Box, Element, Screen, TextRun

# Autocomplete tokens (WHATWG HTML, "Autofill") that name a meaning of their own.
_TOKENS = {
    "name": "name",
    "given-name": "given-name",
    "additional-name": "given-name",
    "family-name": "family-name",
    "nickname": "username",
    "username": "username",
    "email": "email",
    "new-password": "password",
    "current-password": "password",
    "one-time-code": "one-time-code",
    "organization": "company",
    "street-address": "address",
    "address-line1": "address",
    "address-line2": "address-more",
    "address-line3": "address-more",
    "address-level1": "state",
    "address-level2": "city",
    "country": "country",
    "country-name": "country",
    "postal-code": "zip",
    "cc-name": "name",
    "cc-number": "card-number",
    "cc-exp": "card-expiry",
    "cc-exp-month": "card-month",
    "cc-exp-year": "card-year",
    "cc-csc": "card-code",
    "bday": "birthday",
    "bday-day": "day",
    "bday-month": "month",
    "bday-year": "birth-year",
    "tel": "phone",
    "tel-national": "phone",
    "url": "url",
}
# Words by which a field says its meaning, tried in this order, in English, German, Spanish, French and Persian.
_WORDS: tuple[tuple[str, str], ...] = (
    (
        "card-number",
        r"cc-?num|card.?(?:number|no)|credit.?card|kartennummer|n[úu]mero de (?:la )?tarjeta|"
        r"num[ée]ro de (?:la )?carte|شماره کارت",
    ),
    ("card-month", r"(?:expir\w*|exp|card|cc).{0,6}month|ablaufmonat"),
    ("card-year", r"(?:expir\w*|exp|card|cc).{0,6}year|ablaufjahr"),
    (
        "card-expiry",
        r"cc-?exp|expir|valid.?(?:thru|until)|ablauf|gültig bis|caduc|vencimiento|انقضا",
    ),
    (
        "card-code",
        r"cc-?csc|\bcvc|\bcvv|\bcsc|security.?code|prüf(?:nummer|ziffer)|código de seguridad|cryptogramme|"
        r"code de sécurité",
    ),
    (
        "one-time-code",
        r"one-?time-?code|\botp\b|verification.?code|bestätigungscode|código de verificación|code de vérification|"
        r"کد ت[أا]یید",
    ),
    ("iban", r"\biban\b|account.?number|kontonummer|número de cuenta|شبا|شماره حساب"),
    ("bic", r"\bbic\b|swift"),
    (
        "national-id",
        r"national.?id|\bssn\b|social.?security|passport|identity.?(?:card|number)|personalausweis|ausweisnummer|"
        r"steuer-?id|\b(?:dni|nif|nie|curp)\b|documento de identidad|sécurité sociale|carte d.identité|"
        r"کد ملی|شماره ملی|گذرنامه",
    ),
    ("vat", r"\bvat\b|tax.?(?:id|number)|ust-?id|umsatzsteuer|\bcif\b|\btva\b|siret"),
    ("email", r"e-?mail|correo|courriel|ایمیل|پست الکترونیک|رایانامه"),
    (
        "password",
        r"password|passwort|kennwort|contraseña|contrasena|mot de passe|passphrase|رمز(?! پویا)|گذرواژه|کلمه عبور",
    ),
    (
        "phone",
        r"\btel\b|phone|mobile|telefon|handy|rufnummer|teléfono|telefono|\bm[óo]vil|téléphone|telephone|portable|"
        r"تلفن|موبایل|همراه",
    ),
    (
        "zip",
        r"postal|post.?code|\bzip|\bplz\b|postleitzahl|código postal|codigo postal|code postal|کد ?\u200c?پستی",
    ),
    ("coupon", r"coupon|voucher|promo|discount|gutschein|rabatt|cupón|cupon|descuento|code promo|réduction|تخفیف"),
    ("birthday", r"\bbday\b|birth|\bdob\b|geburt|nacimiento|naissance|تولد"),
    (
        "quantity",
        r"quantity|\bqty\b|amount|menge|anzahl|cantidad|quantité|guests?\b|persons?\b|personen|personas|personnes|تعداد",
    ),
    ("url", r"\burl\b|website|homepage|webseite|sitio web|site web|وب\u200c?سایت|تارنما"),
    (
        "username",
        r"user.?name|\blogin\b|\bnick|benutzername|usuario|nom d.utilisateur|identifiant|pseudo|نام کاربری",
    ),
    (
        "name",
        r"full.?name|first and last name|vor- und (?:nach|zu)name|nombre y apellidos?|nombre completo|"
        r"nom et pr[ée]noms?|pr[ée]nom et nom|نام و نام ?\u200c?خانوادگی",
    ),
    ("given-name", r"given-?name|first.?name|\bfname\b|fore.?name|vorname|nombre de pila|prénom|prenom|نام کوچک"),
    (
        "family-name",
        r"family-?name|last.?name|\blname\b|sur.?name|nachname|familienname|apellido|nom de famille|"
        r"نام ?\u200c?خانوادگی",
    ),
    ("company", r"organi[sz]ation|company|firma|unternehmen|empresa|société|entreprise|شرکت|سازمان"),
    (
        "house-number",
        r"house.?(?:number|no)|hausnummer|\bhausnr|número de casa|\bnum[ée]ro de rue|پلاک",
    ),
    (
        "address-more",
        r"address.?(?:line)?.?[23]\b|apartment|\bapt\b|\bsuite\b|adresszusatz|complément|piso|واحد",
    ),
    ("city", r"\bcity|\btown|\bstadt|\bort\b|wohnort|ciudad|localidad|población|\bville|commune|شهر(?!ستان)"),
    ("state", r"\bstate\b|province|county|bundesland|provincia|région|département|استان"),
    ("country", r"country|\bland\b|\bpaís|\bpais\b|\bpays\b|کشور"),
    (
        "address",
        r"street|address|straße|strasse|anschrift|adresse|dirección|direccion|domicilio|calle|\brue\b|آدرس|نشانی",
    ),
    ("time", r"\btime\b|uhrzeit|\bhora\b|\bheure\b|ساعت"),
    ("age", r"\bage\b|\balter\b|\bedad\b|\bâge\b|\bسن\b"),
    ("search", r"search|suche|\bquery\b|^q$|buscar|búsqueda|recherche|جست ?\u200c?و?جو"),
    ("price", r"price|preis|precio|prix|budget|قیمت|مبلغ"),
    (
        "date",
        r"\bdate\b|\bday\b|datum|fecha|arrival|departure|check-?(?:in|out)\b|anreise|abreise|llegada|salida|arrivée|départ|تاریخ",
    ),
    (
        "message",
        r"message|comment|review|feedback|nachricht|kommentar|bewertung|mensaje|comentario|avis|commentaire|"
        r"description|beschreibung|descripción|notes?\b|پیام|نظر|توضیح",
    ),
    ("subject", r"subject|topic|betreff|asunto|objet|sujet|title|titel|título|titre|موضوع|عنوان"),
    ("name", r"name|nombre|\bnom\b|نام"),
)
_PATTERNS = tuple((meaning, re.compile(words, re.IGNORECASE)) for meaning, words in _WORDS)
_OF_TYPE = {"email": "email", "tel": "phone", "url": "url", "password": "password", "search": "search"}
# What many fields are called whose label says more.
_VAGUE = frozenset(("name", "date", "subject", "message"))
# Words stand beside their field when no farther to its left, or above it, px.
_LEFT, _ABOVE = 240.0, 30.0


def meaning_of(element: Element, beside: str = "") -> str:
    """What a field wants: "email", "zip", "card-number", ..., or "" when nothing tells.

    `beside` are the words that stand next to a field without a label (`words_beside`).
    """
    for token in reversed(element.autocomplete.lower().split()):
        if token == "username" and _asks_for_address(element):
            return "email"
        if token in _TOKENS:
            return _TOKENS[token]
    vague = ""
    for said in (element.field_name, element.label, element.name, element.placeholder, beside):
        found = _meaning_in(said)
        if found and found not in _VAGUE:
            return found if element.input_type != "password" else "password"
        vague = vague or found
    if vague and (vague == "date" or element.input_type not in _OF_TYPE):
        return vague
    return _OF_TYPE.get(element.input_type, "")


def _asks_for_address(element: Element) -> bool:
    """Whether the name by which one signs in is one's address: such fields are told to say "username", so that browsers
    fill them in.
    """
    return element.input_type == "email" or any(_meaning_in(said) == "email" for said in (element.label, element.name))


def words_beside(screen: Screen, element: Element) -> str:
    """What stands directly to the left of a field (to the right on a page from right to left) or above it; "" when it
    has a label of its own.
    """
    if element.label or not element.visible:
        return ""
    runs = [run for run in screen.texts if not run.covered]
    near = sorted(
        ((gap, run.text) for run in runs if (gap := _gap(run, element.box)) is not None), key=lambda one: one[0]
    )
    return near[0][1][:120] if near else ""


def _gap(run: TextRun, field: Box) -> float | None:
    """How far words are from the field they could name, in px; None when they stand elsewhere."""
    box = run.box
    middle = field.y + field.height / 2
    if box.y <= middle <= box.y + box.height or field.y <= box.y + box.height / 2 <= field.y + field.height:
        before, after = field.x - (box.x + box.width), box.x - (field.x + field.width)
        gap = max(before, after)
        return gap if -2 <= gap <= _LEFT else None
    above = field.y - (box.y + box.height)
    overlaps = box.x < field.x + field.width and field.x < box.x + box.width
    return above + 1 if overlaps and -2 <= above <= _ABOVE else None


def _meaning_in(said: str) -> str:
    if not said:
        return ""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-.\[\]]+", " ", said)
    return next((meaning for meaning, words in _PATTERNS if words.search(said) or words.search(spaced)), "")
