"""Wapiti: crawls by itself and attacks what it found with all its harmless-by-default modules."""

import json
import time
from typing import Any

from benchmarks.peers.commands import run_for
from benchmarks.peers.installing import python
from benchmarks.peers.report import Report, Reported, Task

NAME = "wapiti3"
# What it keeps to write its report when its time is over.
_REPORT_SECONDS = 15.0


def run(task: Task) -> Report:
    """Half of the time for the crawl at most, so that something is left for the attacks."""
    program = str(python().parent / "wapiti")
    report = task.folder / "report.json"
    scan = max(5.0, task.seconds / 4)
    attack = max(2.0, (task.seconds - scan) / 15)
    command = [
        *(program, "--url", task.url, "--scope", "domain", "--flush-session", "--no-bugreport", "--verbose", "0"),
        *("--max-scan-time", f"{scan:.0f}", "--max-attack-time", f"{attack:.0f}"),
        *("--format", "json", "--output", str(report), "--store-session", str(task.folder / "session")),
        *("--store-config", str(task.folder / "config")),
    ]
    began = time.monotonic()
    status = run_for(task.seconds + _REPORT_SECONDS, command, task.folder / "said.txt")
    seconds = time.monotonic() - began
    if not report.is_file():
        return Report(NAME, [], seconds, note="ended without a report", failed=status not in (None, 0))
    content: dict[str, Any] = json.loads(report.read_text())
    reported = [
        Reported(kind, task.origin.rstrip("/") + one["path"], f"{one['info']} {one['parameter']} {one['http_request']}")
        for part in ("vulnerabilities", "anomalies")
        for kind, entries in content[part].items()
        for one in entries
    ]
    return Report(NAME, reported, seconds)
