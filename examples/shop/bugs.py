"""The seeded bugs: what they are, and which of them are switched on."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

LIST = Path(__file__).with_name("bugs.json")


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


@cache
def seeded_bugs() -> dict[str, SeededBug]:
    """All seeded bugs by id, in the order of the list."""
    bugs = TypeAdapter(list[SeededBug]).validate_python(json.loads(LIST.read_text("utf-8")))
    return {bug.id: bug for bug in bugs}


@dataclass(frozen=True)
class Switches:
    """Which bugs are on: handlers, templates and scripts ask by id, and an unknown id raises `UnknownBug`."""

    on: frozenset[str]

    def __post_init__(self) -> None:
        refuse_unknown(self.on)

    def __call__(self, bug_id: str) -> bool:
        refuse_unknown({bug_id})
        return bug_id in self.on


def refuse_unknown(ids: set[str] | frozenset[str]) -> None:
    if unknown := sorted(ids - seeded_bugs().keys()):
        raise UnknownBug(f"no seeded bug is called {', '.join(unknown)}: the ids are in {LIST.name}")


def choose(text: str) -> frozenset[str]:
    """What `--bugs` means: `all`, `none`, or ids with commas between. Raises `UnknownBug`."""
    if text == "all":
        return frozenset(seeded_bugs())
    if text == "none":
        return frozenset()
    chosen = frozenset(part.strip() for part in text.split(",") if part.strip())
    refuse_unknown(chosen)
    return chosen
