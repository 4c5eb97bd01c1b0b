"""Which controls a guest should not touch before leaving: they delete, pay, end the session or a membership."""

import re
from urllib.parse import unquote, urlsplit

from worker.detectors.addresses import as_words

# Words, and beginnings of words (ending in "*"), by language.
_WORDS = {
    "English": """delete* | erase* | destroy* | wipe* | deactivate* | terminate* | revoke* | unsubscribe* |
        remove account | remove my account | close account | close my account | cancel account | cancel subscription |
        cancel membership | log out | logout | log off | logoff | sign out | signout | sign off | pay | pay now |
        purchase now | reset all | reset data | reset database | factory reset | drop database | empty trash""",
    "German": """lösch* | entfernen | konto schließen | deaktivier* | abmelden | abbestellen | ausloggen | kündig* |
        bezahlen | jetzt zahlen | zahlungspflichtig* | zerstör* | zurücksetzen""",
    "Spanish": """eliminar | borrar | suprimir | desactivar | cerrar sesión | cerrar sesion | salir | darse de baja |
        dar de baja | cancelar suscripción | cancelar suscripcion | pagar | cerrar cuenta""",
    "French": """supprimer | effacer | désactiver | desactiver | se déconnecter | se deconnecter | déconnexion |
        deconnexion | se désabonner | se desabonner | désinscrire | resilier | résilier | payer | fermer le compte""",
    "Persian": "حذف | پاک کردن | پاک‌کردن | خروج | لغو اشتراک | لغو عضویت | غیرفعال* | پرداخت | بستن حساب",
}


def _pattern() -> re.Pattern[str]:
    words = [word.strip() for language in _WORDS.values() for word in language.split("|")]
    alternatives = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


_DESTRUCTIVE = _pattern()

# A shop's cart and filters are emptied and filled again all day; taking a thing out of them harms nobody.
_HARMLESS = re.compile(
    r"(?<!\w)(?:cart|basket|bag|wish ?list|filter|warenkorb|carrito|cesta|panier|سبد)(?!\w)", re.IGNORECASE
)


# A page called "how-to-delete.html" tells about it and does nothing by itself.
_DOCUMENT = re.compile(r"^(?:\S*/)?[\w.%-]+\.(?:html?|md|pdf|txt)/?$", re.IGNORECASE)

# A question of five words or more tells how something is deleted or paid, and does nothing by itself.
_QUESTION = re.compile(r"^(?:\S+\s+){4,}\S+\s?[?؟]$")

# What no address carries but one that somebody made to attack with: following it does what its maker meant.
_ATTACK = re.compile(
    r"<(?:script|iframe|svg|img|body|object|!doctype|!entity)\b|\bon(?:error|load|click|mouseover)\s*=|javascript:|"
    r"\bunion\b.{0,20}\bselect\b|\(\s*select\b|'\s*(?:or|and)\b.{0,40}(?:=|\blike\b)|'\s*/\*|;\s*drop\s+table|"
    r"(?:\.\.[/\\]){2}|/etc/passwd\b|[;|&`]\s*(?:cat|ls|id|ifconfig|ipconfig|ping|whoami|uname|curl|wget|rm|nc)\b|"
    r"[\r\n].*:|\bc(?:os|posix)\nsystem\b|\b(?:sleep|benchmark|waitfor|randomblob)\s*\(",
    re.IGNORECASE | re.DOTALL,
)


def carries_attack(url: str) -> bool:
    """Whether an address was made to attack with, as pages about weaknesses offer it for a click."""
    parts = urlsplit(url)
    return any(_ATTACK.search(unquote(part)) for part in (parts.query, parts.fragment))


def is_destructive(*texts: str) -> bool:
    """Whether a control's words (its name, the path it leads to) say that something would be lost, paid or ended."""
    if any(carries_attack(text) for text in texts if text.startswith(("http://", "https://"))):
        return True
    feared = (as_words(text) for text in texts if text and not (_DOCUMENT.match(text) or _QUESTION.match(text)))
    return any(_DESTRUCTIVE.search(text) and not _HARMLESS.search(text) for text in feared)
