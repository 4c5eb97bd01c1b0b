"""What a suite measured, against its limits: printed as one table, kept as JSON.

A figure is one number. Where it has a limit it is either within it or not; where it stands against a peer the ratio
of the two is what counts, since both were measured in one run on the same machine.
"""

import json
import math
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

FOLDER = Path(".local/benchmarks")


@dataclass(frozen=True)
class Figure:
    """One measured number; `met` is None where there is no limit."""

    name: str
    value: float
    unit: str
    limit: str = ""
    ratio: float | None = None
    met: bool | None = None
    rounds: list[float] = field(default_factory=list[float])

    @property
    def shown(self) -> str:
        return f"{in_words(self.value)} {self.unit}".strip()

    @property
    def verdict(self) -> str:
        return {True: "ok", False: "MISSED", None: ""}[self.met]


def told(name: str, value: float, unit: str, rounds: Sequence[float] = ()) -> Figure:
    """A figure without a limit."""
    return Figure(name, value, unit, rounds=list(rounds))


def at_most(name: str, value: float, most: float, unit: str, rounds: Sequence[float] = ()) -> Figure:
    """A figure that must not be above its limit."""
    return Figure(
        name,
        value,
        unit,
        f"≤ {in_words(most)} {unit}".strip(),
        value / most if most else None,
        value <= most,
        list(rounds),
    )


def at_least(name: str, value: float, least: float, unit: str, rounds: Sequence[float] = ()) -> Figure:
    """A figure that must not be below its limit."""
    return Figure(
        name,
        value,
        unit,
        f"≥ {in_words(least)} {unit}".strip(),
        value / least if least else None,
        value >= least,
        list(rounds),
    )


def against(name: str, ours: Sequence[float], theirs: Sequence[float], unit: str, least: float | None = None) -> Figure:
    """A peer's figure and how many times as much ours is: the median of each round's ratio.

    Raises ValueError when the two were not measured in the same rounds.
    """
    ratio = median_ratio(ours, theirs)
    limit = "" if least is None else f"ours ≥ {least:.2f} of it"
    return Figure(
        name, statistics.median(theirs), unit, limit, ratio, None if least is None else ratio >= least, list(theirs)
    )


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of what each round says ours is of theirs; a slow minute of the machine slows both of a round."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all do not exceed (nearest rank).

    Raises ValueError where there is none.
    """
    if not values:
        raise ValueError("there is no percentile of nothing")
    ordered = sorted(values)
    # Rounded first, for 0.07 * 100 is a little more than 7.
    return ordered[max(0, math.ceil(round(share * len(ordered), 9)) - 1)]


def in_words(value: float) -> str:
    """A number with as many digits as mean something."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def new_folder(suite: str) -> Path:
    """Where this run of a suite keeps what it measured."""
    folder = FOLDER / f"{suite}-{datetime.now(UTC).strftime('%Y-%m-%dT%H-%M-%S')}"
    folder.mkdir(parents=True)
    return folder


def keep(folder: Path, title: str, figures: Sequence[Figure]) -> None:
    """Write raw results as JSON beside the others of this run: `<title>.json`."""
    content = {
        "title": title,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"system": platform.platform(), "cores": psutil.cpu_count(), "load": psutil.getloadavg()},
        "figures": [asdict(figure) for figure in figures],
    }
    name = title.lower().replace(" ", "_").replace(",", "")
    (folder / f"{name}.json").write_text(json.dumps(content, indent=2))


def show(console: Console, folder: Path, title: str, figures: Sequence[Figure]) -> bool:
    """Print a table of figures and keep them; whether all are within their limits."""
    keep(folder, title, figures)
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("", min_width=44)
    table.add_column("measured", justify="right")
    table.add_column("limit", style="dim")
    table.add_column("ratio", justify="right")
    table.add_column("verdict")
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        style = {True: "green", False: "bold red", None: ""}[figure.met]
        table.add_row(figure.name, figure.shown, figure.limit, ratio, f"[{style}]{figure.verdict}[/]" if style else "")
    console.print(table)
    return all(figure.met is not False for figure in figures)
