"""Finds amounts of money that are written as no other on the page: "£9.5" beside "£12.00", "£3.1400000001"; and lists
whose rows write their prices in different ways: "12.50 €" beside "€ 9,90".
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import is_echo
from worker.detectors.rows import Row, lists
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.observation import Observation

META = Meta(
    id="money_written_alike",
    category=Category.FUNCTIONAL,
    severity=Severity.LOW,
    title="Amount of money that is not written as the others",
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


FEWEST_ROWS = 4
FEWEST_ALIKE = 3
_AMOUNT = re.compile(
    r"(?P<sign>[$€£]|\b(?:CHF|EUR|USD|GBP))\s?(?P<after>\d[\d.,'\s]*)|(?P<before>\d[\d.,'\s]*?)\s?(?P<mark>[$€£]|CHF|EUR|USD|GBP)(?!\w)"
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the first amount that is written unlike the others, and one for a list with two ways."""
    yield from _unlike_the_others(observation)
    yield from _mixed_list(observation)


def _mixed_list(observation: Observation) -> Iterator[Finding]:
    screen = observation.screen
    for rows in lists(screen, FEWEST_ROWS):
        prices = _prices(rows)
        ways = Counter(way for way, _ in prices)
        if len(ways) < 2 or ways.most_common(1)[0][1] < FEWEST_ALIKE or is_echo(observation, prices[0][1]):
            continue
        usual = ways.most_common(1)[0][0]
        right = next(text for way, text in prices if way == usual)
        wrong = next(text for way, text in prices if way != usual)
        yield finding(
            META,
            observation,
            subject=f"prices of a list on {template_pattern(screen.url)}",
            title=f"The list on {place(screen.url, 25)} writes prices as “{shown(right, 14)}” and as "
            f"“{shown(wrong, 14)}”",
            description=f"{ways[usual]} of {len(prices)} rows write their price as “{shown(right, 20)}”, others as "
            f"“{shown(wrong, 20)}”. Expected: the same way in all rows.",
            cause="Some prices are formatted by another code, or stand as text in the data.",
            details={"prices": list[JsonValue]([text for _, text in prices[:20]])},
        )
        return


def _prices(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The price of each row that tells one, with the way it is written; only rows of one currency can be compared."""
    found: list[tuple[str, str, str]] = []
    for row in rows:
        amounts = {match.group().strip(): match for match in _AMOUNT.finditer(row.text.replace(row.name, " "))}
        if len(amounts) == 1:
            [(text, match)] = amounts.items()
            currency = match["sign"] or match["mark"]
            digits = (match["after"] or match["before"]).strip()
            decimals = re.search(r"[.,](?=\d{2}$)", digits)
            place_of_sign = "before" if match["sign"] else "after"
            found.append((currency, f"{place_of_sign} {decimals.group() if decimals else ''}", text))
    if len({currency for currency, _, _ in found}) != 1:
        return []
    # A round price has no decimal mark and fits each way with its sign on the same side.
    marked = Counter(way for _, way, _ in found if not way.endswith(" "))
    return [
        (next((one for one, _ in marked.most_common() if one.startswith(way)), way) if way.endswith(" ") else way, text)
        for _, way, text in found
    ]


def _unlike_the_others(observation: Observation) -> Iterator[Finding]:
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
