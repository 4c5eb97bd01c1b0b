"""Finds pages that say something else of a thing than the list they were opened from: another price, another thing."""

import re
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

from pydantic import JsonValue

from worker.detectors.amounts import amounts
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.markup import tree
from worker.detectors.rows import Row, lists
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="detail_shows_its_row",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Page that says something else than the list it was opened from",
    why="The list and the page read different data, or the list's links lead to the wrong place.",
    fix="Let both show the same record, and let each row link to what it names.",
)

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_AROUND = ("nav", "header", "footer", "aside")
_WORD = re.compile(r"[^\W\d_]{4,}")
_CURRENCY = re.compile(r"[$€£¥₹₽₺₪₩₫฿]|CHF|EUR|USD|GBP|SEK|NOK|DKK|PLN|CZK|kr|zł|Kč|تومان|ریال")
# A price that is a beginning, a range or a part of what is paid says little about the one on the page.
_NOT_THE_PRICE = re.compile(
    r"\b(from|starting|ab|à partir|dès|desde|a partir|per|pro|par|por|each|month|monat|mois|mes|year|save|off|"
    r"deposit|bid|gebot)\b|[/%–]|\d\s*-\s*\d|از\s",
    re.IGNORECASE,
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a row that was opened and whose page contradicts it."""
    screen = observation.screen
    row = _opened(observation)
    if row is None or any(element.input_type == "password" for element in screen.elements):
        return
    named = next((node.text for node in row.node.find(*HEADINGS) if node.text), "")
    words = {word.casefold() for word in _WORD.findall(named)}
    about = f"{screen.title} {screen.text}".casefold()
    if words and not any(word in about for word in words):
        if screen.headings:
            yield _another_thing(observation, named)
        return
    if len(set(row.amounts)) != 1 or _NOT_THE_PRICE.search(row.text.replace(named, "")):
        return
    [price] = set(row.amounts)
    told = _prices(screen, row)
    if told and price not in told:
        yield _another_price(observation, named or row.name, price, told)


def _opened(observation: Observation) -> Row | None:
    """The row of a list whose link was clicked and led to the address it names."""
    action, before, document = last(observation), observation.before, observation.document
    if before is None or action is None or action.kind is not ActionKind.CLICK or action.target is None:
        return None
    if observation.effect is None or not observation.effect.url_changed:
        return None
    if document is None or document.status is None or document.status >= 400:
        return None
    clicked = before.element(action.target.key)
    if clicked is None or _path(clicked.href) != _path(observation.screen.url):
        return None
    same = [row for rows in lists(before, 2) for row in rows if row.address == _path(clicked.href)]
    return same[0] if same and len({row.text for row in same}) == 1 else None


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _prices(screen: Screen, row: Row) -> tuple[Decimal, ...]:
    """Every amount that the page itself shows, in the row's currency, apart from what stands around every page."""
    if set(_CURRENCY.findall(row.text)) != set(_CURRENCY.findall(screen.text)):
        return ()
    return tuple(
        amount
        for node in tree(screen.markup).walk()
        if not node.elements and not node.inside(*_AROUND)
        for amount in amounts(node.text)
    )


def _another_thing(observation: Observation, named: str) -> Finding:
    screen = observation.screen
    return finding(
        META,
        observation,
        subject=f"another thing on {template_pattern(screen.url)}",
        title=f"“{shown(named, 30)}” in the list opens “{shown(screen.headings[0], 30)}”",
        description=f"The row “{shown(named, 60)}” was opened, and the page {place(screen.url, 40)} does not "
        f"have a word of it: it is about “{shown(screen.headings[0], 60)}”. Expected: the page of what was chosen.",
        details={"row": named, "page": screen.headings[0]},
    )


def _another_price(observation: Observation, named: str, price: Decimal, told: tuple[Decimal, ...]) -> Finding:
    return finding(
        META,
        observation,
        subject=f"another price on {template_pattern(observation.screen.url)}",
        title=f"“{shown(named, 30)}” costs {price} in the list and {told[0]} on its page",
        description=f"The list shows {price} for “{shown(named, 60)}”; its page shows {told[0]} and nowhere {price}. "
        "Expected: the same price in both.",
        details={"row": named, "price": str(price), "page": list[JsonValue](map(str, told[:10]))},
    )
