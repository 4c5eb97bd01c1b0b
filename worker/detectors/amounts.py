"""Amounts of money in text, as people of several countries write them."""

import re
from decimal import Decimal

_CURRENCY = r"(?:[$€£¥₹₽₺₪₩₫฿]|US\$|A\$|C\$|R\$|CHF|EUR|USD|GBP|SEK|NOK|DKK|PLN|CZK|kr\.?|zł|Kč|Fr\.|تومان|ریال)"
# The end of a day or a time that stands before it is no part of it.
_NUMBER = (
    r"(?<!\d)(?<!\d[./:])(?:\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?![\d]))"
)
# A number as it is written, with marks between its digits.
WRITTEN = re.compile(r"\d+(?:[.,'’]\d+)*")
_AMOUNT = re.compile(
    rf"(?P<sign>[-−–])?(?:{_CURRENCY}\s?(?P<inner>[-−–])?\s?(?P<after>{_NUMBER})|(?P<before>{_NUMBER})\s?{_CURRENCY})(?![\w]|[.,]\d)"
)


def amounts(text: str) -> tuple[Decimal, ...]:
    """Every amount of money in the text, in order; a number without a currency is none."""
    found: list[Decimal] = []
    for match in _AMOUNT.finditer(text):
        value = number(match.group("after") or match.group("before"))
        negative = bool(match.group("inner")) or (bool(match.group("sign")) and _is_sign(text, match.start()))
        found.append(-value if negative else value)
    return tuple(found)


def number(text: str) -> Decimal:
    """The value of a number with group and decimal marks of either kind: "1,234.50", "1.234,50", "1 234,5"."""
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    mark = max(plain.rfind("."), plain.rfind(","))
    if mark >= 0 and len(plain) - mark - 1 in (1, 2):
        return Decimal(re.sub(r"[.,]", "", plain[:mark]) + "." + plain[mark + 1 :])
    return Decimal(re.sub(r"[.,]", "", plain))


def _is_sign(text: str, at: int) -> bool:
    """Whether the dash before an amount is a minus and not part of a range or a sentence."""
    return not re.search(r"\w$|\d\s?$|[€$£]\s?$", text[:at])
