"""The same seed on the same site, three times: how many of the findings come again."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import figures
from benchmarks.exploring import explore
from benchmarks.scoreboard.sites import SITES
from deffatest.run_record import read_run

RUNS = 3
SEED = 20
LEAST = 0.9


def measure(console: Console, folder: Path, seconds: float, name: str = "shop") -> bool:
    """Test a site again and again with one seed; whether enough of what any run found is found by every run."""
    site = next(one for one in SITES if one.name == name)
    found: list[set[str]] = []
    titles: dict[str, str] = {}
    for number in range(1, RUNS + 1):
        here = folder / f"stability-{number}"
        here.mkdir()
        with site.started(here) as url:
            explore(url, here / "run", seconds, SEED)
        confirmed = [bug for bug in read_run(here / "run").bugs if bug.confirmed]
        found.append({bug.fingerprint for bug in confirmed})
        titles |= {bug.fingerprint: f"{bug.rule}: {bug.title}" for bug in confirmed}
    share = same_share(found)
    changing = sorted(title for one, title in titles.items() if not all(one in run for run in found))
    (folder / "stability.json").write_text(json.dumps({"share": share, "changing": changing}, indent=2))
    met = figures.show(
        console,
        folder,
        f"Same seed, same site ({name}), {RUNS} times {seconds:g} s",
        [
            figures.at_least("same findings", share * 100, LEAST * 100, "%"),
            figures.told("findings", max(map(len, found)), "", [float(len(one)) for one in found]),
        ],
    )
    for one in changing:
        console.print(f"  not every time: {one}", highlight=False, markup=False)
    return met


def same_share(found: Sequence[set[str]]) -> float:
    """The mean, over all pairs of runs, of what two found alike of what either found (Jaccard); 1 where none found any.

    Raises ValueError for fewer than two runs.
    """
    if len(found) < 2:
        raise ValueError("one run cannot be compared")
    pairs = [(one, other) for at, one in enumerate(found) for other in found[at + 1 :]]
    return sum(len(one & other) / len(one | other) if one | other else 1.0 for one, other in pairs) / len(pairs)
