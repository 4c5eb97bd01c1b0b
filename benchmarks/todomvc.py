"""The TodoMVC implementations: how much of one and the same app is reached, whatever it is written with.

They (github.com/tastejs/todomvc) are no part of this repository; those that are kept built there are served as they
are. What was reached is told by the run's own log of deeds and addresses, and by the code that ran.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.exploring import explore
from benchmarks.fetching import SourceMissing, fetched
from benchmarks.serving import served
from deffatest.run_record import read_run

ADDRESS = "https://github.com/tastejs/todomvc"
REVISION = "ff43b02e59dfa604386bb382034b2cd07c2bcd8a"
SOURCE = Path(".local/benchmarks/todomvc/source")
BUILT = ("backbone javascript-es5 javascript-es6 jquery lit preact react react-redux svelte vue web-components").split()  # noqa: SIM905 - reads better
SECONDS = 40.0
SEED = 20
# What the specification of TodoMVC lets a person do, and the words by which the log of actions tells it.
DEEDS = {
    "add": "Type ",
    "edit": "Double-click ",
    "complete": "Tick ",
    "delete": "Point at ",
}
ROUTES = ("active", "completed")


@dataclass(frozen=True)
class Explored:
    """One implementation: the deeds that were tried, the routes that were shown, the share of its code that ran."""

    name: str
    deeds: list[str]
    routes: list[str]
    states: int
    actions: int
    script_share: float
    findings: int


def measure(console: Console, folder: Path) -> bool:
    """Explore each for a while and print what was reached; whether every route of every one was shown."""
    try:
        source = fetched(SOURCE, ADDRESS, REVISION)
    except SourceMissing as missing:
        console.print(f"[bold red]{missing}[/]")
        return False
    explored = [_explored(source / "examples" / name / "dist", folder / name) for name in BUILT]
    (folder / "todomvc.json").write_text(json.dumps([asdict(one) for one in explored], indent=2))
    console.print(_table(explored))
    return all(len(one.routes) == len(ROUTES) for one in explored)


def _explored(app: Path, folder: Path) -> Explored:
    with served(app) as url:
        explore(url, folder, SECONDS, SEED)
    record = read_run(folder)
    lines = [json.loads(line) for line in (folder / "logs" / "actions.jsonl").read_text().splitlines()]
    words: list[str] = [line["action"] for line in lines]
    urls: set[str] = {line["url"].rpartition("/")[2] for line in lines}
    covered = record.coverage
    return Explored(
        folder.name,
        [deed for deed, begin in DEEDS.items() if any(one.startswith(begin) for one in words)],
        [route for route in ROUTES if route in urls],
        covered.states,
        covered.actions,
        covered.script_bytes_used / max(1, covered.script_bytes),
        len(record.bugs),
    )


def _table(explored: list[Explored]) -> Table:
    table = Table(title=f"TodoMVC, {SECONDS:g} s each", title_justify="left", title_style="bold")
    for column in ("", "deeds", "routes", "states", "actions", "script used", "findings"):
        table.add_column(column, justify="left" if column in ("", "deeds") else "right")
    for one in explored:
        table.add_row(
            one.name,
            " ".join(one.deeds),
            f"{len(one.routes)} of {len(ROUTES)}",
            str(one.states),
            str(one.actions),
            f"{one.script_share:.0%}",
            str(one.findings),
        )
    return table
