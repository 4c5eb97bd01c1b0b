"""Amounts are read as people of several countries write them."""

from decimal import Decimal

import pytest

from worker.detectors.amounts import amounts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("£14", ["14"]),
        ("$1,234.50", ["1234.50"]),
        ("1.234,50 €", ["1234.50"]),
        ("1 234,5 kr", ["1234.5"]),
        ("CHF 1'234.00", ["1234.00"]),
        ("-£14.00", ["-14.00"]),
        ("Total −$3", ["-3"]),
        ("£5 – £9", ["5", "9"]),
        ("£9.50 each, 3 pieces, £28.50", ["9.50", "28.50"]),
        ("16.11.2026 142,20 €, 16/11/26 142,20 €, 12:30 100 €", ["142.20", "142.20", "100"]),
        ("12 products in 2026", []),
        ("USB3 and A4", []),
        ("$29.99Remove", []),
    ],
)
def test_reads_every_amount(text: str, values: list[str]) -> None:
    assert amounts(text) == tuple(map(Decimal, values))
