"""`make bench ONLY=states`: how well places are told apart, on labelled pairs, beside simpler ways."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.states.screens import HELD_OUT, LabelledScreen, Pair, labelled, makes, pairs
from benchmarks.states.telling import (
    Score,
    at_best,
    of_one_make,
    ours,
    same_address,
    same_document,
    score,
    shingle_likeness,
    simhash_likeness,
    wrong,
)

LEAST_PRECISION, LEAST_RECALL = 0.95, 0.8


def measure(console: Console, folder: Path) -> bool:
    """Print how each way did; whether ours is good enough and better than all others."""
    screens = labelled()
    groups = {
        "Sites by which the rules were made": [screen for screen in screens if screen.site not in HELD_OUT],
        "Sites that nobody looked at before": [screen for screen in screens if screen.site in HELD_OUT],
    }
    figures: dict[str, dict[str, Score]] = {}
    met = [_measure(console, name, group, figures.setdefault(name, {})) for name, group in groups.items()]
    told = {name: {way: asdict(one) for way, one in scores.items()} for name, scores in figures.items()}
    (folder / "states.json").write_text(json.dumps(told, indent=2))
    return all(met)


def _measure(console: Console, title: str, screens: list[LabelledScreen], scores: dict[str, Score]) -> bool:
    cases = pairs(screens)
    scores.update(_scores(cases))
    same = sum(pair.same for pair in cases)
    sites = len({screen.site for screen in screens})
    different = len(cases) - same
    console.print(f"{title}: {len(screens)} screens of {sites} sites; {same} pairs of one place, {different} of two")
    table = Table("way to tell", "precision", "recall", "F1", "two taken for one", "one taken for two")
    for name, one in scores.items():
        table.add_row(
            name,
            f"{one.precision:.3f}",
            f"{one.recall:.3f}",
            f"{one.f1:.3f}",
            str(one.wrong_same),
            str(one.wrong_different),
        )
    console.print(table)
    _print_wrong(console, "Wrong about", wrong(cases, ours))
    if items := makes(screens):
        console.print(f"Makes of pages: {len(items) - len(wrong(items, of_one_make))} of {len(items)} pairs right.")
        _print_wrong(console, "Wrong make of", wrong(items, of_one_make))
    own = scores["ours"]
    best = max(one.f1 for name, one in scores.items() if name != "ours")
    return own.precision >= LEAST_PRECISION and own.recall >= LEAST_RECALL and own.f1 > best


def _scores(cases: list[Pair]) -> dict[str, Score]:
    plain: dict[str, Callable[[LabelledScreen, LabelledScreen], bool]] = {
        "ours": ours,
        "address": same_address,
        "document's digest": same_document,
    }
    scores = {name: score(cases, way) for name, way in plain.items()}
    for name, likeness in (("simhash of tags", simhash_likeness), ("runs of tags in common", shingle_likeness)):
        limit, best = at_best(cases, likeness)
        scores[f"{name}, at its best limit {limit:.2f}"] = best
    return scores


def _print_wrong(console: Console, words: str, cases: list[Pair]) -> None:
    for (site, one, other), amount in Counter(
        (pair.one.site, pair.one.place, pair.other.place) for pair in cases
    ).items():
        console.print(f"{words} {site}: {one} and {other}, {amount} times")
