"""Bugs put into an example on purpose: what they are, and which of them are switched on."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter


class UnknownBug(ValueError):
    """There is no seeded bug with this id."""


class SeededBug(BaseModel):
    """One bug as `bugs.json` lists it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    category: Literal["functional", "visual", "performance", "accessibility", "security"]
    kind: str
    """The rule expected to find it, `axe` for any rule of axe-core, or `relation` for what only an experiment shows."""
    place: str
    """Where it is: a path pattern, and the element where that helps."""
    title: str
    description: str
    severity: Literal["low", "medium", "high", "critical"]
    silent: bool
    """Whether no error, crash or broken look gives it away."""
    rules: list[str]
    """The ids of the rules that count as having found it."""


class BugList:
    """The seeded bugs of one example, from its `bugs.json`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def bugs(self) -> dict[str, SeededBug]:
        """All of them by id, in the order of the list."""
        bugs = TypeAdapter(list[SeededBug]).validate_python(json.loads(self._path.read_text("utf-8")))
        return {bug.id: bug for bug in bugs}

    def choose(self, text: str) -> frozenset[str]:
        """What `--bugs` means: `all`, `none`, or ids with commas between. Raises `UnknownBug`."""
        if text == "all":
            return frozenset(self.bugs)
        if text == "none":
            return frozenset()
        chosen = frozenset(part.strip() for part in text.split(",") if part.strip())
        self.refuse_unknown(chosen)
        return chosen

    def refuse_unknown(self, ids: set[str] | frozenset[str]) -> None:
        """Raise `UnknownBug` for ids that are not in the list."""
        if unknown := sorted(ids - self.bugs.keys()):
            raise UnknownBug(f"no seeded bug is called {', '.join(unknown)}: the ids are in {self._path.name}")


@dataclass(frozen=True)
class Switches:
    """Which bugs are on: handlers, templates and scripts ask by id, and an unknown id raises `UnknownBug`."""

    known: BugList
    on: frozenset[str]

    def __post_init__(self) -> None:
        self.known.refuse_unknown(self.on)

    def __call__(self, bug_id: str) -> bool:
        self.known.refuse_unknown({bug_id})
        return bug_id in self.on
