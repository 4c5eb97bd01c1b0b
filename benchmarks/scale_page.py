"""The measured part of docs/scale.md, written from the newest complete results of the queue's suite."""

import json
import math
import re
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from benchmarks.figures import FOLDER, in_words
from benchmarks.queue.suite import TITLES
from benchmarks.simulation import PEAK, PLANS, ROOMS, a_million_a_day

HALF = 0.5
PROGRESS = "progress, 4 processes"
PAGE = Path("docs/scale.md")


class Machine(BaseModel):
    model_config = ConfigDict(extra="ignore")

    cores: int
    load: tuple[float, float, float]


class Row(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    value: float
    unit: str
    limit: str
    ratio: float | None
    met: bool | None


class Results(BaseModel):
    """One file that a suite kept."""

    title: str
    measured_at: datetime
    machine: Machine
    figures: list[Row]


def publish(page: Path = PAGE) -> None:
    """Write the newest results and the simulation into the page.

    Raises SystemExit that says what to run where no suite has come to its end.
    """
    text = page.read_text()
    text = with_section(text, "measured", measured(newest()))
    text = with_section(text, "simulated", simulated())
    page.write_text(text)


def newest(folder: Path = FOLDER) -> list[Results]:
    """What the last complete run of the queue's suite kept."""
    for place in sorted(folder.glob("queue-[0-9]*"), reverse=True):
        found = {
            results.title: results
            for file in place.glob("*.json")
            for results in [Results.model_validate(json.loads(file.read_text()))]
        }
        if set(TITLES) <= set(found):
            return [found[title] for title in TITLES]
    raise SystemExit("The queue was not measured yet: make bench ONLY=queue")


def with_section(text: str, name: str, content: str) -> str:
    """The page with one of its generated sections written anew.

    Raises ValueError where the page has no such section.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if begin not in text or end not in text:
        raise ValueError(f"the page has no section {name}: it needs the lines {begin} and {end}")
    return re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{content}\n{end}", text, flags=re.DOTALL)


def measured(results: list[Results]) -> str:
    """A table for each part of the suite."""
    first = results[0]
    machine = f"{first.machine.cores} cores, load {first.machine.load[1]:.1f} from whatever else ran on them"
    lines = [f"Measured on {first.measured_at:%-d %B %Y}: {machine}; PostgreSQL 17, fsync on."]
    for one in results:
        lines += ["", f"**{one.title}**", "", "| | measured | limit | ratio | |", "|---|---:|---|---:|---|"]
        lines += [_line(row) for row in one.figures]
    [news] = [row.value for one in results for row in one.figures if row.name == PROGRESS]
    carried = math.floor(a_day_for(news * HALF) / 1000) * 1000
    lines += [
        "",
        f"At {in_words(news)} progress calls a second, half of them to spare, it carries {carried:,} tests a day.",
    ]
    return "\n".join(lines)


def a_day_for(progress_a_second: float) -> float:
    """How many tests a day need so many progress calls a second at its peak; each running test needs one a second."""
    day = a_million_a_day()
    return day.tests * progress_a_second / (day.mean_running * PEAK)


def simulated() -> str:
    """What a day of a million tests needs, and who waits when there are fewer places."""
    lines = ["| a day of a million tests | |", "|---|---:|"]
    lines += [f"| {name} | {value} |" for name, value in a_million_a_day().told()]
    plans = " | ".join(plan.name for plan in PLANS)
    lines += ["", f"| places, of what the busiest time needs | {plans} |", "|---|" + "---:|" * len(PLANS)]
    lines += [f"| {room:.0%} | {' | '.join(a_million_a_day(room).told_waits())} |" for room in ROOMS]
    return "\n".join(lines)


def _line(row: Row) -> str:
    name = row.name.strip() if not row.name.startswith(" ") else f"&nbsp;&nbsp;{row.name.strip()}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    verdict = {True: "ok", False: "**missed**", None: ""}[row.met]
    return f"| {name} | {in_words(row.value)} {row.unit} | {row.limit} | {ratio} | {verdict} |".replace("  |", " |")


if __name__ == "__main__":
    publish()
