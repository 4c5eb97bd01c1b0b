"""The examples, as they are kept in `examples.json` (see NOTICE.md for whose they are)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "examples.json"


@dataclass(frozen=True, slots=True)
class Example:
    """One page of an ACT rule; `kind` is passed, failed or inapplicable."""

    rule: str
    rule_name: str
    kind: str
    number: int
    language: str
    code: str

    def __str__(self) -> str:
        return f"{self.rule} {self.kind} {self.number}"

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"/{self.rule}/{self.kind}-{self.number}.{self.language}"

    @property
    def page(self) -> str:
        """The whole document: a part of a page stands in the body of a page that is in order, as W3C publishes it."""
        if self.language != "html" or "<html" in self.code.lower() or "<!doctype" in self.code.lower():
            return self.code
        title = f"{self.kind.capitalize()} example {self.number} of {self.rule_name}"
        head = f'<!DOCTYPE html>\n<html lang="en">\n<head><title>{title}</title></head>\n<body>\n'
        return f"{head}{self.code}</body>\n</html>"


def examples() -> tuple[Example, ...]:
    """All of them, in the order of their rules."""
    return tuple(
        Example(rule["id"], rule["name"], one["kind"], one["number"], one["language"], one["code"])
        for rule in _kept()["rules"]
        for one in rule["examples"]
    )


def assets() -> dict[str, str]:
    """The pages, styles and scripts that examples ask for, by their paths below /test-assets/."""
    return _kept()["assets"]


@cache
def _kept() -> dict[str, Any]:
    return json.loads(FILE.read_text())
