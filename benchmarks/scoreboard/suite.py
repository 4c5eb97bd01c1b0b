"""The scoreboard: each site by each tester for the same time, what it found of what is known, and at what cost.

`scoreboard` runs all parts one after the other; `scoreboard/clean`, `scoreboard/stability` and `scoreboard/<site>` one
of them. With `scoreboard/clean/<site>` it is one of the well-kept sites.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.fetching import SourceMissing
from benchmarks.peers import ours
from benchmarks.peers.report import Report, Task
from benchmarks.peers.tools import ALL
from benchmarks.scoreboard import clean, stability
from benchmarks.scoreboard.known_bugs import KnownBug, found
from benchmarks.scoreboard.sites import SITES, Site
from deffatest.run_record import read_run

SECONDS = 25.0
SEED = 20


@dataclass(frozen=True)
class Row:
    """One tester on one site; `found` are ids of known bugs."""

    site: str
    known: int
    found: list[str]
    report: Report


def parts() -> list[str]:
    """What can be asked for after "scoreboard/"."""
    return [site.name for site in SITES] + ["clean", "stability"]


def measure(console: Console, folder: Path, part: str, seconds: float, tools: Iterable[str]) -> bool:
    """Run one part, or all where it is "", print its tables and keep the raw results; whether ours met its limits."""
    chosen = [site for site in SITES if part in ("", site.name)]
    met = True
    rows: list[Row] = []
    for site in chosen:
        try:
            rows += _on(console, site, folder, seconds, [*tools])
        except SourceMissing as missing:
            console.print(f"[bold red]{site.name}: {missing}[/]")
            met = False
    if rows:
        console.print(_table(rows, seconds))
        _keep(folder, rows)
        met &= not any(row.report.failed for row in rows if row.report.tool == ours.NAME)
    if part in ("", "stability"):
        met &= stability.measure(console, folder, seconds)
    if part == "" or part.partition("/")[0] == "clean":
        names = [part.partition("/")[2]] if "/" in part else []
        met &= clean.measure(console, folder, seconds, names)
    return met


def _on(console: Console, site: Site, folder: Path, seconds: float, tools: list[str]) -> list[Row]:
    known = site.known()
    rows: list[Row] = []
    pages: tuple[str, ...] = ()
    for name, run in ALL.items():
        if tools and name not in tools:
            continue
        console.print(f"{site.name}: {name} for {seconds:g} s ...")
        here = folder / site.name / name.replace(".", "-").lower()
        here.mkdir(parents=True)
        with site.started(here) as url:
            task = Task(url, here, seconds, SEED, tuple(_elsewhere(page, url) for page in pages))
            report = run(task)
        if name == ours.NAME and not report.failed:
            pages = tuple(read_run(here / "run").coverage.pages)
        rows.append(Row(site.name, len(known), _found(site, known, report, here), report))
        (here / "report.json").write_text(json.dumps(asdict(report), indent=2))
    return rows


def _found(site: Site, known: list[KnownBug], report: Report, folder: Path) -> list[str]:
    if site.reached is not None:
        reached = site.reached(folder)
        return sorted(bug.id for bug in known if bug.id in reached)
    return sorted(found(known, report.reported))


def _elsewhere(page: str, url: str) -> str:
    """The same page where the site is served now: each test starts it anew, on another port."""
    return Task(url, Path(), 0, 0).origin + page.removeprefix(Task(page, Path(), 0, 0).origin)


def _table(rows: list[Row], seconds: float) -> Table:
    table = Table(title=f"Known bugs found in {seconds:g} s", title_justify="left", title_style="bold")
    for column in ("site", "tester"):
        table.add_column(column)
    for column in ("found", "reports", "screens", "script used", "time", "cost"):
        table.add_column(column, justify="right")
    table.add_column("", style="dim")
    for row in rows:
        used, report = row.report.used, row.report
        table.add_row(
            row.site,
            report.tool,
            f"{len(row.found)} of {row.known}",
            str(len(report.reported)),
            str(used.screens) if used else "-",
            f"{used.script_share:.0%}" if used and used.script_bytes else "-",
            f"{report.seconds:.0f} s",
            f"${report.cost:.2f}",
            "failed" if report.failed else report.note,
            end_section=row is rows[-1] or rows[rows.index(row) + 1].site != row.site,
        )
    return table


def _keep(folder: Path, rows: list[Row]) -> None:
    content = [
        {
            "site": row.site,
            "tool": row.report.tool,
            "known": row.known,
            "found": row.found,
            "reports": len(row.report.reported),
            "used": row.report.used and asdict(row.report.used),
            "seconds": row.report.seconds,
            "cost": row.report.cost,
            "note": row.report.note,
            "failed": row.report.failed,
        }
        for row in rows
    ]
    (folder / "scoreboard.json").write_text(json.dumps(content, indent=2))
