"""The tester on the single-page board, with its bugs and without: what it finds of bugs that hardly show.

The run's own process, without a stack around it.
"""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.exploring import explore
from benchmarks.scoring import Score, score, seeded_bugs
from deffatest.run_record import read_run

SECONDS = 300.0
BUGS = Path("examples/board/bugs.json")
LEAST_RECALL = 0.5
_SEED = 1


def measure(console: Console, folder: Path) -> bool:
    """Test both variants; whether enough was found, and nothing in the board that is in order."""
    scores = {variant: _test(console, variant, folder / variant) for variant in ("all", "none")}
    table = Table(title=f"Plot board, {SECONDS:.0f} s each", title_justify="left")
    for column in ("", "seeded", "clean"):
        table.add_column(column, justify="left" if not column else "right")
    seeded, clean = scores["all"], scores["none"]
    table.add_row("seeded bugs found and proved", f"{len(seeded.found)} of {seeded.seeded} ({seeded.recall:.0%})", "-")
    table.add_row("confirmed findings", str(seeded.confirmed), str(clean.confirmed))
    table.add_row("of them not seeded", str(len(seeded.unexpected)), str(len(clean.unexpected)))
    console.print(table)
    for bug in seeded.missed:
        console.print(f"  missed: {bug.category:13} {bug.id}: {bug.title}", highlight=False)
    for name, one in scores.items():
        for finding in one.unexpected:
            console.print(f"  not seeded ({name}): {finding.rule}: {finding.title}", highlight=False, markup=False)
    return seeded.recall >= LEAST_RECALL and not clean.unexpected


def _test(console: Console, variant: str, folder: Path) -> Score:
    console.print(f"Testing the board with {variant} of its bugs for {SECONDS:.0f} s ...")
    with _board(variant) as address:
        explore(address, folder, SECONDS, _SEED)
    return score(seeded_bugs(BUGS) if variant == "all" else [], read_run(folder).bugs)


@contextmanager
def _board(bugs: str) -> Generator[str]:
    command = [sys.executable, "-m", "examples.board", "--port", "0", "--bugs", bugs]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().removeprefix("board: ").strip()
        finally:
            process.terminate()
