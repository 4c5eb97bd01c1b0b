"""pa11y: HTML_CodeSniffer (WCAG 2 AA) on each page that was found."""

import json
import time

from benchmarks.peers.chromium import installed
from benchmarks.peers.commands import run_for
from benchmarks.peers.installing import modules
from benchmarks.peers.report import Report, Reported, Task

NAME = "pa11y"


def run(task: Task) -> Report:
    """Check one page after the other until the time is over."""
    program = str(modules() / ".bin" / "pa11y")
    settings = task.folder / "settings.json"
    chromium = {"executablePath": installed(), "args": ["--no-sandbox"]}
    settings.write_text(json.dumps({"chromeLaunchConfig": chromium, "includeWarnings": True, "timeout": 20000}))
    reported: list[Reported] = []
    began = time.monotonic()
    checked = 0
    for number, address in enumerate(task.pages or (task.url,)):
        left = task.seconds - (time.monotonic() - began)
        if left <= 1:
            break
        said = task.folder / f"page-{number}.json"
        # 2 where it found something.
        status = run_for(left, [program, "--config", str(settings), "--reporter", "json", address], said)
        if status not in (0, 2):
            continue
        checked += 1
        reported += [
            Reported(issue["code"], address, f"{issue['message']} {issue['context']}")
            for issue in json.loads(said.read_text())
        ]
    return Report(NAME, reported, time.monotonic() - began, note=f"{checked} pages")
