"""A test in the terminal while it runs: a line that moves, the bugs as they are found, and a table at the end.

Where there is no terminal, the same as plain lines, one for each tenth of the way.
"""

import time
from collections.abc import Iterable
from types import TracebackType
from urllib.parse import urlsplit

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from deffatest.following import Event, FoundBug

STYLES = {"critical": "bold white on red", "major": "bold red", "minor": "yellow"}
SHOWN = {"critical": "critical", "high": "major", "medium": "minor", "low": "minor"}


class LiveView:
    """Shows events; use it as a context, so that the terminal is put right whatever happens."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()
        self._next_line = 0
        self.bugs = 0
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("[cyan]{task.fields[bugs]}[/] {task.description}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("Waiting for a worker", total=100, bugs="")

    def __enter__(self) -> "LiveView":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        """Show one event."""
        match event.name:
            case "test.progress":
                self._move(event.payload["progress"], event.payload["message"])
            case "test.status_change":
                status = event.payload["new_status"].replace("_", " ")
                self._say(f"[bold]{status}[/]: {escape(event.payload['message'] or '')}")
            case "test.bug_found":
                self._bug(event.payload)
            case _:
                self._move(100, "Done")

    def note(self, text: str) -> None:
        """Show a sentence that is not about the test."""
        self._say(f"[dim]{escape(text)}[/]")

    def _move(self, percent: int, message: str) -> None:
        found = f"{self.bugs} bug{'s' if self.bugs != 1 else ''} ·" if self.bugs else ""
        self._progress.update(self._task, completed=percent, description=escape(message), bugs=found)
        if not self._console.is_terminal and percent >= self._next_line:
            self._next_line = percent - percent % 10 + 10
            self._say(f"{percent:3d} %  {escape(message)}")

    def _bug(self, payload: dict[str, str]) -> None:
        self.bugs += 1
        severity = payload["severity"]
        self._say(f"[{STYLES[severity]}]{severity:^10}[/] {escape(payload['title'])} [dim]{payload['bug_id']}[/]")
        self._progress.update(self._task, bugs=f"{self.bugs} bug{'s' if self.bugs != 1 else ''} ·")

    def _say(self, text: str) -> None:
        seconds = int(time.monotonic() - self._started)
        self._progress.console.print(
            f"[dim]{seconds // 60:2d}:{seconds % 60:02d}[/]  {text}", highlight=False, soft_wrap=True
        )


def summary_table(bugs: Iterable[FoundBug]) -> Table:
    """All bugs, worst first."""
    bugs = list(bugs)
    counts = {shown: sum(SHOWN[bug.severity] == shown for bug in bugs) for shown in STYLES}
    table = Table(
        expand=True, title=f"{len(bugs)} bugs: " + ", ".join(f"{count} {shown}" for shown, count in counts.items())
    )
    for heading, ratio in {"Severity": None, "Kind": None, "Bug": 3, "Page": 1, "Seen again": None}.items():
        table.add_column(heading, overflow="fold", ratio=ratio)
    for bug in bugs:
        shown = SHOWN[bug.severity]
        table.add_row(
            f"[{STYLES[shown]}]{shown}[/]",
            bug.category,
            escape(bug.title),
            escape(urlsplit(bug.page).path or "/"),
            bug.reproduced,
        )
    return table
