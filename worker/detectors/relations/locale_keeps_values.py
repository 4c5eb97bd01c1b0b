"""Finds dates and amounts that break for people whose browser speaks another language.

An amount in another currency, or on a page that is another one there, says nothing; nor does one that changes anyway.
"""

import re
from collections.abc import Iterator

from worker.detectors.amounts import amounts
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.places import Elsewhere
from worker.observation.observation import Observation

META = Meta(
    id="locale_keeps_values",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Value that breaks in another language",
    why="The code reads back what it wrote for people (1.234,50 or another calendar's date) as if machines wrote it.",
    fix="Keep numbers and dates as values and format them last; never parse text that toLocaleString or Intl made.",
    tags=("cwe-704",),
    references=("https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Intl",),
)

_BROKEN = re.compile(r"\bInvalid Date\b|\bInvalid DateTime\b|\bNaN\b|\bليس رقم\b|ناعدد")
# Digits of other scripts come with marks of their own, which are not read here.
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")
_CURRENCY = re.compile(r"[$€£¥₹₽₺₪₩₫฿]|\b(?:EUR|USD|GBP|CHF)\b")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each page and kind of value."""
    for seen in observation.experiments:
        if not isinstance(seen, Elsewhere) or seen.is_zone:
            continue
        if broken := next((line for line in seen.new if _BROKEN.search(line)), ""):
            told = f"shows “{shown(broken, 60)}”"
            yield _found(observation, seen, "a date or number", told, "the date or number, in any language")
        elif not seen.translated and (other := next(filter(_is_another_amount, seen.changed), None)):
            home, there = (shown(line, 50) for line in other)
            told = f"shows “{there}” where it otherwise shows “{home}”"
            yield _found(observation, seen, "an amount", told, "the same amount")


def _is_another_amount(pair: tuple[str, str]) -> bool:
    home, there = pair
    if set(_CURRENCY.findall(home)) != set(_CURRENCY.findall(there)) or _OTHER_DIGITS.search(there):
        return False
    here, elsewhere = amounts(home), amounts(there)
    return bool(here) and len(here) == len(elsewhere) and sorted(map(abs, here)) != sorted(map(abs, elsewhere))


def _found(observation: Observation, seen: Elsewhere, what: str, told: str, expected: str) -> Finding:
    return finding(
        META,
        observation,
        subject=f"{path_pattern(observation.screen.url)} {what}",
        title=f"{what.capitalize()} breaks in another language, on {place(observation.screen.url, 30)}",
        description=f"In a browser whose language is {seen.place} the page {told}. Expected: {expected}.",
        details={"locale": seen.place},
    )
