"""Bad and good cases for every detector, by category; every rule has at least one of each."""

from collections.abc import Iterator
from importlib import import_module

from tests.unit.detectors.cases.case import Case

CATEGORIES = ("functional", "relations", "visual", "performance", "accessibility", "security")


def all_cases() -> Iterator[Case]:
    """Every case of every category."""
    for category in CATEGORIES:
        cases: tuple[Case, ...] = import_module(f"{__name__}.{category}").CASES
        yield from cases
