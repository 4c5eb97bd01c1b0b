"""Finds totals below zero: a shop that would owe its customer money."""

import re
from collections.abc import Iterator

from worker.detectors.amounts import amounts
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import in_words
from worker.detectors.markup import tree
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.observation import Observation

META = Meta(
    id="negative_total",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Total below zero",
    why="A quantity or discount is not checked against its limits before the total is computed.",
    fix="Refuse quantities below one and discounts above the sum, on the server too.",
    tags=("cwe-840",),
)

_TOTAL = re.compile(
    r"^\W*((grand|order|cart|basket)\s+)?(sub-?total|total|gesamtsumme|gesamtbetrag|zwischensumme|importe total)\b",
    re.IGNORECASE,
)
# Accounts, returns and expenses rightly have totals below zero.
_LEDGER = re.compile(
    r"balance|refund|credit|expense|profit|saldo|erstattung|gutschrift|transaction|budget", re.IGNORECASE
)
_SHOP = re.compile(r"cart|basket|checkout|order|warenkorb|kasse|panier|carrito", re.IGNORECASE)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when a labelled total of a cart or order is negative."""
    screen = observation.screen
    if _LEDGER.search(screen.text) or not _SHOP.search(f"{screen.url} {screen.title} {' '.join(screen.headings)}"):
        return
    for node in tree(screen.markup).find("dt", "tr", "p", "div", "li", "span"):
        if len(node.text) > 60 or not _TOTAL.match(node.text):
            continue
        siblings = node.parent.elements if node.parent and node.tag == "dt" else []
        text = (
            f"{node.text} {siblings[siblings.index(node) + 1].text}"
            if node in siblings and node is not siblings[-1]
            else node.text
        )
        if any(amount < 0 for amount in amounts(text)[-1:]):
            deed = in_words(observation)
            yield finding(
                META,
                observation,
                subject=path_pattern(screen.url),
                title=f"The total on {place(screen.url, 40)} is below zero",
                description=f"{f'{deed}: the' if deed else 'The'} page says “{shown(text, 60)}”. Expected: never "
                f"below zero.",
                details={"text": text[:100]},
            )
            return
