"""Fields that change how everything is shown, or where it is found: who changes these finds nothing again."""

import re

from worker.observation.screen import Element

_CALLED = re.compile(
    r"(?<![^\W_])(?:languages?|lang|locale|time ?-?_?zone|sprache|zeitzone|idioma|zona horaria|langue|fuseau|زبان|"
    r"منطقه زمانی)(?![^\W_])",
    re.IGNORECASE,
)
_SITES_ADDRESS = re.compile(
    r"\b(?:app(?:lication)?|site|base|server|root|public|canonical)[ _-]?(?:url|uri|address|domain|host)\b",
    re.IGNORECASE,
)
# As they call themselves: "Italian" may be a kitchen.
_OWN_NAMES = """
    english deutsch français francais español espanol italiano português nederlands polski svenska suomi dansk norsk
    čeština magyar türkçe русский українська ελληνικά 日本語 中文 简体中文 繁體中文 한국어 العربية فارسی עברית
"""
_LANGUAGES = frozenset(_OWN_NAMES.split())
_WORD = re.compile(r"[^\W\d_]+")
_ZONE = re.compile(r"^[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+")
_FEWEST = 3


def is_for_everybody(element: Element) -> bool:
    """Whether a field chooses the language or the time zone, or says where the site itself is."""
    words = f"{element.label} {element.name} {element.field_name}"
    if not element.options:
        return _SITES_ADDRESS.search(words) is not None
    return (
        _CALLED.search(words) is not None
        or sum(map(_names_language, element.options)) >= _FEWEST
        or sum(_ZONE.match(option) is not None for option in element.options) >= _FEWEST
    )


def _names_language(option: str) -> bool:
    return any(word.lower() in _LANGUAGES for word in _WORD.findall(option))
