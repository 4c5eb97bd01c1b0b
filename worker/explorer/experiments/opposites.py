"""Choices that exclude each other by their words: what is open is not done, what is read is not unread."""

import re
from collections.abc import Iterable
from itertools import combinations

# The words of one side, then those of the other, in English, German, Spanish, French and Persian. Only what a thing
# cannot be both of: a product in several sizes may well be in stock and out of stock.
_OPPOSITES = (
    (
        "open|offene?|abiert[oa]s?|ouvert(?:e?s?)|باز",
        "done|closed|completed?|resolved|finished|erledigte?|geschlossene?|abgeschlossene?|hech[oa]s?|cerrad[oa]s?|"
        "completad[oa]s?|terminad[oa]s?|fermée?s?|terminée?s?|بسته|انجام[ \u200c]?شده",
    ),
    (
        "active|aktive?|activ[oa]s?|acti(?:f|fs|ve|ves)|فعال",
        "inactive|done|completed?|archived|finished|inaktive?|erledigte?|abgeschlossene?|archivierte?|inactiv[oa]s?|"
        "completad[oa]s?|archivad[oa]s?|inacti(?:f|fs|ve|ves)|terminée?s?|archivée?s?|"
        "غیر[ \u200c]?فعال|بایگانی[ \u200c]?شده",
    ),
    (
        "to[ -]?do|pending|incomplete|unfinished|not done|unerledigte?|ausstehende?|pendientes?|à faire|en attente|"
        "انجام[ \u200c]?نشده",
        "done|completed?|finished|erledigte?|abgeschlossene?|hech[oa]s?|completad[oa]s?|terminad[oa]s?|terminée?s?|"
        "انجام[ \u200c]?شده",
    ),
    (
        "read|gelesene?|leíd[oa]s?|lue?s?|خوانده[ \u200c]?شده",
        "unread|ungelesene?|no leíd[oa]s?|non lue?s?|خوانده[ \u200c]?نشده",
    ),
    (
        "paid|bezahlte?|pagad[oa]s?|payée?s?|پرداخت[ \u200c]?شده",
        "unpaid|unbezahlte?|no pagad[oa]s?|impayée?s?|non payée?s?|پرداخت[ \u200c]?نشده",
    ),
    ("enabled|aktivierte?|habilitad[oa]s?|activée?s?", "disabled|deaktivierte?|deshabilitad[oa]s?|désactivée?s?"),
    (
        "published|veröffentlichte?|publicad[oa]s?|publiée?s?|منتشر[ \u200c]?شده",
        "drafts?|unpublished|entwürfe|entwurf|borrador(?:es)?|brouillons?|پیش[ \u200c]?نویس",
    ),
    ("answered|beantwortete?|respondid[oa]s?", "unanswered|unbeantwortete?|sin responder|sans réponse"),
    ("approved|genehmigte?|aprobad[oa]s?|approuvée?s?", "rejected|abgelehnte?|rechazad[oa]s?|rejetée?s?|refusée?s?"),
)
_PATTERNS = tuple(
    (re.compile(rf"(?:{one})(?P<of> \w+)?", re.I), re.compile(rf"(?:{other})(?P<of> \w+)?", re.I))
    for one, other in _OPPOSITES
)
_ALL = re.compile(
    r"(?:show |view )?(?:all|any|every|alle|todos?|todas?|tous|toutes?|همه)\b(?: \w+){0,2}$|everything$", re.IGNORECASE
)
# "Open (12)", "12 open".
_COUNT = re.compile(r"^\W*\d+\W+|\W*\d+\W*$")


def opposites(names: Iterable[str]) -> tuple[str, str] | None:
    """The first two of these choices that nothing can be both of; None when there are no such two."""
    for one, other in combinations(names, 2):
        if _exclude(one, other) or _exclude(other, one):
            return one, other
    return None


def means_all(name: str) -> bool:
    """Whether a choice takes all others back."""
    return _ALL.match(_bare(name)) is not None


def _exclude(one: str, other: str) -> bool:
    for pattern, opposite in _PATTERNS:
        first, second = pattern.fullmatch(_bare(one)), opposite.fullmatch(_bare(other))
        if first and second and first["of"] == second["of"]:
            return True
    return False


def _bare(name: str) -> str:
    return _COUNT.sub("", " ".join(name.split())).strip()
