"""Opens every example of the ACT rules that are claimed, and counts what was missed and what was flagged wrongly."""

import asyncio
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from benchmarks import figures
from benchmarks.act.claims import IN_PART, claims
from benchmarks.act.examples import Example, examples
from benchmarks.act.judging import Judged, judge
from worker.surfaces.browser import open_surface


@dataclass(frozen=True)
class Score:
    """One ACT rule: by which of our rules it is claimed, and how its examples fared. `partly` says what is left out."""

    rule: str
    name: str
    claimed_by: list[str]
    partly: str
    failed: int
    found: int
    missed: list[int]
    fine: int
    flagged: list[str]
    troubles: list[str]


def claimed_examples() -> list[Example]:
    """All examples of the rules that are claimed."""
    claimed = claims()
    return [example for example in examples() if example.rule in claimed]


def scores(judged: Sequence[Judged]) -> list[Score]:
    """The count for each rule, in the order of their examples."""
    claimed = claims()
    rules: dict[str, list[Judged]] = {}
    for one in judged:
        rules.setdefault(one.example.rule, []).append(one)
    return [_score(rule, sorted(claimed[rule]), of_rule) for rule, of_rule in rules.items()]


def measure(console: Console, folder: Path) -> bool:
    """Judge all of them; whether nothing was missed that is claimed wholly, and nothing flagged that is fine."""
    chosen = claimed_examples()
    began = time.monotonic()
    scored = scores(asyncio.run(_judged(chosen)))
    seconds = time.monotonic() - began
    (folder / "rules.json").write_text(json.dumps([asdict(score) for score in scored], indent=2))
    wholly = [score for score in scored if not score.partly]
    partly = [score for score in scored if score.partly]
    met = figures.show(
        console,
        folder,
        "ACT rules",
        [
            figures.told("rules claimed wholly", len(wholly), ""),
            figures.told("their failed examples", sum(score.failed for score in wholly), ""),
            figures.at_most("of these missed", sum(len(score.missed) for score in wholly), 0, ""),
            figures.told("rules claimed in part", len(partly), ""),
            figures.told("their failed examples", sum(score.failed for score in partly), ""),
            figures.told("of these found", sum(score.found for score in partly), ""),
            figures.told("passed and inapplicable examples", sum(score.fine for score in scored), ""),
            figures.at_most("of these flagged", sum(len(score.flagged) for score in scored), 0, ""),
            figures.at_most("examples that could not be opened", sum(len(score.troubles) for score in scored), 0, ""),
            figures.told("time", seconds, "s"),
        ],
    )
    for score in scored:
        if score.missed or score.flagged:
            what = f"missed {score.missed} " * bool(score.missed) + f"flagged {score.flagged} " * bool(score.flagged)
            console.print(f"  {score.rule} {score.name}: {what}{score.partly}", highlight=False)
    return met


async def _judged(chosen: list[Example]) -> list[Judged]:
    surface = await open_surface(os.environ.get("DEFFATEST_CHROMIUM"), allowed_private_targets=["127.0.0.1"])
    try:
        return await judge(surface, chosen)
    finally:
        await surface.close()


def _score(rule: str, claimed_by: list[str], judged: list[Judged]) -> Score:
    failed = [one for one in judged if one.example.kind == "failed"]
    missed = [one.example.number for one in failed if one.missed]
    return Score(
        rule=rule,
        name=judged[0].example.rule_name,
        claimed_by=claimed_by,
        partly=IN_PART.get(rule, ""),
        failed=len(failed),
        found=len(failed) - len(missed),
        missed=missed,
        fine=len(judged) - len(failed),
        flagged=[f"{one.example.kind} {one.example.number}" for one in judged if one.flagged],
        troubles=[f"{one.example}: {one.trouble}" for one in judged if one.trouble],
    )
