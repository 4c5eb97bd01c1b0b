"""Explores the maze with the real run process and counts the cases that were reached."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from benchmarks import figures
from benchmarks.exploring import explore
from benchmarks.fetching import SourceMissing
from benchmarks.maze.cases import Case, cases, reached_in_browser
from benchmarks.maze.server import Served, serving
from benchmarks.maze.source import prepared
from deffatest.run_record import read_run

MINUTES = 3.0
SEED = 20
# What OWASP ZAP's spiders reach together, and Crawljax alone, of the 91 cases they are measured on.
ZAP, CRAWLJAX = 77, 29


@dataclass(frozen=True)
class Reached:
    """What one run reached: the cases that were asked for and after how many seconds, those that only stood in the
    browser's address, and the seconds of the whole run.
    """

    by_request: dict[str, float]
    by_address: set[str]
    seconds: float
    requests: int

    @property
    def all(self) -> set[str]:
        return self.by_request.keys() | self.by_address


def measure(console: Console, folder: Path, minutes: float = MINUTES) -> bool:
    """Explore the maze once, print what was reached and name what was not; whether every reachable case was."""
    try:
        app = prepared()
    except SourceMissing as missing:
        console.print(f"[bold red]{missing}[/]")
        return False
    wanted = cases(app)
    with serving(app, folder) as served:
        reached = _explore(served, wanted, folder, minutes)
    found = [case for case in wanted if case.path in reached.all]
    missed = [case for case in wanted if case.path not in reached.all]
    _keep(folder, found, missed, reached)
    record = read_run(folder / "run")
    met = figures.show(
        console,
        folder,
        f"Crawl maze, {minutes:g} min at most",
        [
            figures.at_least("cases reached", len(found), sum(case.reachable for case in wanted), f"of {len(wanted)}"),
            figures.told(
                "of them only by an address in the browser", len(reached.by_address - reached.by_request.keys()), ""
            ),
            figures.told("90 % of those asked for after", figures.percentile([*reached.by_request.values()], 0.9), "s"),
            figures.told("the last one asked for after", max(reached.by_request.values()), "s"),
            figures.told("OWASP ZAP, all its spiders together", ZAP, "of 91"),
            figures.told("Crawljax", CRAWLJAX, "of 91"),
            figures.at_most("time", reached.seconds, 600, "s"),
            figures.told("requests", reached.requests, ""),
            figures.told("states", record.coverage.states, ""),
            figures.told("actions", record.coverage.actions, ""),
            figures.told("addresses read without opening them", record.coverage.addresses_read, ""),
            figures.told("confirmed findings", len(record.bugs), ""),
        ],
    )
    for case in missed:
        console.print(f"  missed: {case.path}{'' if case.reachable else f'  ({case.note})'}", highlight=False)
    return met


def _explore(served: Served, wanted: list[Case], folder: Path, minutes: float) -> Reached:
    run = folder / "run"
    seconds = explore(served.url, run, minutes * 60, SEED)
    requests = served.requests()
    names = {case.path for case in wanted}
    first = {one.path: (one.at - requests[0].at).total_seconds() for one in reversed(requests) if one.path in names}
    return Reached(first, reached_in_browser(wanted, run / "logs" / "actions.jsonl"), seconds, len(requests))


def _keep(folder: Path, found: list[Case], missed: list[Case], reached: Reached) -> None:
    content = {
        "found": [case.path for case in found],
        "missed": [asdict(case) for case in missed],
        "only_by_address": sorted(reached.by_address - reached.by_request.keys()),
        "seconds_of_each": reached.by_request,
        "seconds": reached.seconds,
        "requests": reached.requests,
        "seed": SEED,
    }
    (folder / "cases.json").write_text(json.dumps(content, indent=2))
