"""Fields that want one thing and nothing else, by all of their label, in five languages.

`meanings` tells what is best written into a field; this tells what a field must not take. "E-mail" wants an address,
"E-mail or user name" may take another thing.
"""

import re

from worker.observation.screen import Element

_OWN = r"(?:(?:your|my|ihre?|deine?|tu|su|votre|ton|ta) )?"
_PEOPLE = (
    r"(?:guests|persons|people|adults|children|tickets|seats|participants|travell?ers|rooms|nights|personen|gäste|"
    r"erwachsenen?|kinder|karten|plätze|teilnehmer|nächte|zimmer|personas|adultos|niños|huéspedes|entradas|plazas|"
    r"noches|"
    r"personnes|adultes|enfants|billets|places|participants|nuits|نفرات|افراد|مهمان\S*|بلیت\S*|مسافر\S*)"
)
_PERIODS = r"(?:monthly|weekly|daily|yearly|annual)"
_LABELS = {
    "email": r"e-?mail(?:[ -]?(?:address|adresse))?|correo(?: electrónico)?|dirección de (?:correo(?: electrónico)?|"
    r"e-?mail)|"
    r"adresse (?:e-?mail|mail|électronique|de courriel)|courriel|(?:(?:آدرس|نشانی) )?(?:ایمیل|پست الکترونیکی?|"
    r"رایانامه)(?: شما)?",
    "phone": r"(?:tele)?phone(?: (?:number|no\.?))?|mobile(?: (?:phone|number)){0,2}|telefon(?:nummer)?|"
    r"handy(?:nummer)?|"
    r"mobil(?:nummer|telefon)|rufnummer|(?:número de )?(?:teléfono(?: móvil)?|móvil)|"
    r"(?:numéro de )?téléphone(?: (?:portable|mobile))?|(?:شماره )?(?:تلفن(?: همراه)?|موبایل|همراه)(?: شما)?",
    "zip": r"post(?:al)? ?code|zip(?: ?code)?|plz|postleitzahl|código postal|code postal|کد[ \u200c]?پستی",
    "url": r"website(?: (?:url|address))?|url|web ?page|web address|homepage|webseite|internetseite|(?:sitio|"
    r"página) web|"
    r"site (?:web|internet)|(?:آدرس )?(?:وب[ \u200c]?سایت|تارنما)",
    "age": r"age|alter|edad|âge|سن(?: شما)?",
    "count": rf"(?:number of|no\. of|how many|anzahl(?: der)?|número de|nombre de|nombre d['’]|تعداد) ?{_PEOPLE}",
    "quantity": rf"quantity|qty|anzahl|menge|cantidad|quantité|تعداد|{_PEOPLE}",
    "size": rf"(?:(?:{_PERIODS}|spending|budget|time|credit) )*(?:limit|budget|estimate)(?: (?:in )?hours| \(?h\)?)?|"
    r"(?:(?:estimated|working|weekly) )*hours(?: (?:a|per) (?:day|week|month))?|"
    r"duration(?: in (?:minutes|hours|days))?|capacity|(?:savings )?target(?: amount)?|"
    r"salary|weight(?: in \w+)?|(?:in )?stock|(?:monats|ausgaben|zeit)?limit|aufwand|stunden|dauer|kapazität|"
    r"zielbetrag|gehalt|gewicht|(?:lager)?bestand|límite(?: mensual)?|presupuesto|horas|duración|capacidad|"
    r"salario|peso|limite(?: mensuelle)?|heures|durée|capacité|salaire|poids|سقف|بودجه|ظرفیت|وزن",
    "price": r"(?:unit )?price|(?:stück|einzel)?preis|precio(?: unitario)?|prix(?: unitaire)?|قیمت",
    "birthday": r"date of birth|birth ?date|birthday|geburtsdatum|geburtstag|fecha de nacimiento|date de naissance|"
    r"تاریخ تولد",
}
_PATTERNS = {meaning: re.compile(rf"{_OWN}(?:{words})", re.IGNORECASE) for meaning, words in _LABELS.items()}
# What stands at a label without being part of it: stars, colons, brackets with a currency or about a need.
_AROUND = re.compile(
    r"[*✱∗:]|[(\[]\W*(?:required|optional|mandatory|pflichtfeld|erforderlich|freiwillig|obligatori[oa]|opcional|"
    r"requerido|"
    r"obligatoire|facultati\w+|requis|optionnel\w*|الزامی|اجباری|اختیاری|€|\$|£|eur|usd|gbp|chf|تومان|ریال)\W*[)\]]",
    re.IGNORECASE,
)
# Where people sign in, either name may do, whatever stands above.
_EITHER = re.compile(r"user|login|account|identif|konto|usuario|benutzer", re.IGNORECASE)


def sure_meaning(element: Element, beside: str = "") -> str:
    """The one thing that a field wants, "" where its label says more than that, or nothing known."""
    called = element.label or beside or element.placeholder
    label = " ".join(_AROUND.sub(" ", called).split())
    found = next((meaning for meaning, pattern in _PATTERNS.items() if pattern.fullmatch(label)), "")
    return "" if found == "email" and _EITHER.search(element.field_name) else found
