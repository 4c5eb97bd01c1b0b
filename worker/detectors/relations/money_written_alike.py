"""Finds amounts of money that are written as no other on the page: "£9.5" beside "£12.00", "£3.1400000001"."""

import re
from collections.abc import Iterator

from pydantic import JsonValue

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import is_echo
from worker.detectors.subjects import place, template_pattern
from worker.observation.observation import Observation

META = Meta(
    id="money_written_alike",
    category=Category.FUNCTIONAL,
    severity=Severity.LOW,
    title="Amount of money with a wrong number of decimals",
    why="A number is shown as it is calculated, without being formatted as money.",
    fix="Format every amount in one place, by the currency's own number of decimals (e.g. Intl.NumberFormat).",
)

_CURRENCY = r"(?:[$€£]|US\$|CHF|EUR|USD|GBP)"
_SCALE = r"\s?(?:k|m|mn|bn|b|mio|mrd|million|billion|thousand|tsd|%|/|per\b|pro\b|a\b)"
_DECIMALS = re.compile(
    rf"(?:{_CURRENCY}\s?(?P<after>\d{{1,3}}(?:[,.\s]\d{{3}})*[.,]\d+|\d+[.,]\d+)|"
    rf"(?P<before>\d{{1,3}}(?:[,.\s]\d{{3}})*[.,]\d+|\d+[.,]\d+)\s?{_CURRENCY})(?![\w.,]?\d|{_SCALE})",
    re.IGNORECASE,
)
FEWEST_RIGHT = 2
NOISE = 5  # from so many decimals on it is a calculation that nobody rounded


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the first amount that is written unlike the others."""
    text = observation.screen.text
    decimals = [
        (match.group(0).strip(), len(re.split(r"[.,]", match.group("after") or match.group("before"))[-1]))
        for match in _DECIMALS.finditer(text)
    ]
    right = sum(1 for _, digits in decimals if digits == 2)
    wrong = [amount for amount, digits in decimals if digits >= NOISE or (digits == 1 and right >= FEWEST_RIGHT)]
    wrong = [amount for amount in wrong if not is_echo(observation, amount)]
    if not wrong:
        return
    url = observation.screen.url
    yield finding(
        META,
        observation,
        subject=f"amounts on {template_pattern(url)}",
        title=f"“{wrong[0]}” on {place(url, 30)} is not written as an amount of money",
        description=f"The page shows “{wrong[0]}”"
        + (f", while {right} other amounts have two decimals" if right else "")
        + ". Expected: every amount with the decimals of its currency.",
        details={"amounts": list[JsonValue](wrong[:10])},
    )
