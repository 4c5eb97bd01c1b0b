"""Which seeded bugs a run found, and which of its findings nobody seeded."""

import fnmatch
import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from deffatest.run_record import Bug


class SeededBug(BaseModel):
    """One entry of `examples/shop/bugs.json`: where it is and which rules count as finding it."""

    model_config = ConfigDict(extra="ignore")

    id: str
    category: str
    kind: str
    place: str
    title: str
    rules: list[str]
    silent: bool = False

    @property
    def paths(self) -> list[str]:
        """The patterns of the pages where it is.

        A place is told in words, with paths among them: "/shop and /shop/* sorted by 'Best rated'"; without one it is
        everywhere.
        """
        return [word.rstrip(",") for word in self.place.split() if word.startswith("/")] or ["*"]


@dataclass(frozen=True)
class Score:
    """`found` maps a seeded bug to the findings that show it; `unexpected` are confirmed findings that match none."""

    found: dict[str, list[Bug]]
    missed: list[SeededBug]
    unexpected: list[Bug]
    seeded: int
    confirmed: int

    @property
    def recall(self) -> float:
        """Share of the seeded bugs that were found and proved."""
        return len(self.found) / self.seeded if self.seeded else 1.0

    @property
    def precision(self) -> float:
        """Share of the confirmed findings that show a seeded bug."""
        return (self.confirmed - len(self.unexpected)) / self.confirmed if self.confirmed else 1.0


def seeded_bugs(path: Path) -> list[SeededBug]:
    """The list of what was put in on purpose."""
    return [SeededBug.model_validate(entry) for entry in json.loads(path.read_text())]


def score(seeded: list[SeededBug], confirmed: list[Bug]) -> Score:
    """Match findings to seeded bugs by rule and by place; one finding may show several seeded bugs."""
    found = {bug.id: shown for bug in seeded if (shown := [one for one in confirmed if shows(one, bug)])}
    explained = {one.fingerprint for shown in found.values() for one in shown}
    return Score(
        found=found,
        missed=[bug for bug in seeded if bug.id not in found],
        unexpected=[one for one in confirmed if one.fingerprint not in explained],
        seeded=len(seeded),
        confirmed=len(confirmed),
    )


def shows(finding: Bug, bug: SeededBug) -> bool:
    """Whether this finding is by a rule that counts, on a page where the bug is or about the address that it has."""
    if finding.rule not in bug.rules:
        return False
    addresses = [finding.page, *finding.pages, str(finding.details.get("address", finding.page))]
    paths = {urlsplit(address).path or "/" for address in addresses}
    return any(fnmatch.fnmatch(path, pattern) for path in paths for pattern in bug.paths)
