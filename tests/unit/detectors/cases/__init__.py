"""Bad and good cases for every detector, some rules a file; every rule has at least one of each."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from tests.unit.detectors.cases.case import Case


def all_cases() -> Iterator[Case]:
    """Every case of every file here that has `CASES`."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        cases: tuple[Case, ...] = getattr(import_module(module.name), "CASES", ())
        yield from cases
