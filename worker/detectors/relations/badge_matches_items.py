"""Finds carts whose badge counts something else than the cart holds."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.markup import Node
from worker.detectors.rows import Row, removable_rows
from worker.detectors.subjects import path_pattern, place
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen

META = Meta(
    id="badge_matches_items",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Badge that counts something else than is there",
    why="The badge has a number of its own that is not changed with the list.",
    fix="Draw the badge from the list whenever the list changes.",
)

_CART = re.compile(r"\b(cart|basket|bag|warenkorb|einkaufswagen|carrito|cesta|panier)\b|سبد", re.IGNORECASE)
_NAMES = r"(?:cart|basket|bag|warenkorb|einkaufswagen|carrito|cesta|panier|سبد(?: خرید)?)"
_BADGE = re.compile(
    rf"^\W*(?:[^\W\d]+\s+){{0,2}}{_NAMES}\W*(\d{{1,3}})\b[^\d€$£¥]*$|^\W*(\d{{1,3}})\s+[^\d€$£¥]*{_NAMES}\W*$",
    re.IGNORECASE,
)
# A second list on the page of the cart has removers too.
_OTHER_LIST = re.compile(
    r"saved for later|wish ?list|recently|merkzettel|merkliste|favorit|guardado|plus tard", re.IGNORECASE
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the badge is neither the number of lines nor of pieces on the cart's own page."""
    screen = observation.screen
    if not _CART.search(" ".join((screen.headings[0] if screen.headings else "", screen.title))) or screen.truncated:
        return
    told = {int(number) for one in screen.elements if (number := _number_on(one))}
    rows = removable_rows(screen)
    if len(told) != 1 or not rows or _OTHER_LIST.search(screen.text):
        return
    badge = next(iter(told))
    possible = {len(rows), *_pieces(screen, rows)}
    if badge not in possible:
        yield finding(
            META,
            observation,
            subject=path_pattern(screen.url),
            title=f"The badge says {badge}, and {place(screen.url, 35)} has {len(rows)} lines",
            description=f"The badge of the cart counts {badge}; the cart on the same screen has {len(rows)} "
            f"{'line' if len(rows) == 1 else 'lines'} with {max(possible)} pieces. Expected: the same number.",
            details={"badge": badge, "lines": len(rows), "possible": ", ".join(map(str, sorted(possible)))},
        )


def _number_on(element: Element) -> str:
    if not element.visible or element.region not in ("header", "nav"):
        return ""
    found = _BADGE.match(element.name)
    return next((group for group in found.groups() if group), "") if found else ""


def _pieces(screen: Screen, rows: tuple[Row, ...]) -> Iterator[int]:
    """How many pieces the lines hold, as their fields stand in the markup and as they are on the screen now."""
    fields = [field for row in rows for field in row.node.find("input", "select") if _is_number(field)]
    marked = [field.attributes.get("value", "") for field in fields]
    if len(fields) == len(rows) and all(value.isdigit() for value in marked):
        yield sum(map(int, marked))
    typed = [one.value for one in screen.elements if one.input_type == "number" and one.region not in ("header", "nav")]
    if len(typed) >= len(rows) and all(value.isdigit() for value in typed):
        yield sum(map(int, typed))
    for row in rows:
        if any(True for _ in row.node.find("select")) or re.search(
            r"[×x]\s?\d|\d\s?[×x]|qty|menge|anzahl", row.text, re.I
        ):
            # The quantity is told in words or chosen: whoever counts pieces may be right.
            badge_of_pieces = {int(number) for one in screen.elements if (number := _number_on(one))}
            yield from badge_of_pieces
            return


def _is_number(node: Node) -> bool:
    return node.attributes.get("type") == "number"
