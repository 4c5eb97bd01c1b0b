"""Rows of a list that stand apart from the others in any order: advertisements, what is pinned, sold out or done."""

import re
from collections.abc import Sequence
from itertools import groupby

from worker.detectors.rows import Row

_ADVERTISED = re.compile(
    r"sponsored|promoted|ads?|advertisement|pinned|sticky|anzeige|gesponsert|angepinnt|angeheftet|patrocinad[oa]|"
    r"publicidad|anuncio|fijad[oa]|sponsorisée?|annonce|épinglée?|تبلیغ\w*|سنجاق[ \u200c]?شده",
    re.IGNORECASE,
)
_APART = re.compile(
    r"sold[ -]?out|out[ -]of[ -]stock|unavailable|done|completed?|closed|archived|overdue|unread|starred|featured|new|"
    r"favou?rite|ausverkauft|nicht (?:verfügbar|lieferbar)|erledigt|neu|überfällig|agotad[oa]|hech[oa]|nuev[oa]|"
    r"épuisée?|rupture de stock|terminée?|nouveau|ناموجود|انجام[ \u200c]?شده|جدید",
    re.IGNORECASE,
)
_LONGEST = 24


def groups(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows without advertisements, in the groups that are each in order of their own: all, where the marks of what
    stands apart are mixed.
    """
    listed = [row for row in rows if not _bears(row, _ADVERTISED)]
    runs = [list(run) for _, run in groupby(listed, key=_mark)]
    return runs if len(runs) == len(set(map(_mark, listed))) else [listed]


def _mark(row: Row) -> str:
    return " ".join(sorted(_marks(row, _APART)))


def _bears(row: Row, pattern: re.Pattern[str]) -> bool:
    return any(True for _ in _marks(row, pattern))


def _marks(row: Row, pattern: re.Pattern[str]) -> set[str]:
    """What in a row is nothing but such a mark: a word by itself, or a class of the row."""
    words = {name for name in row.node.classes if pattern.fullmatch(re.sub(r"^(?:is|has)-", "", name))}
    for node in row.node.walk():
        if not node.elements and len(node.text) <= _LONGEST and pattern.fullmatch(node.text.strip(" .!·•")):
            words.add(node.text.casefold())
    return words
