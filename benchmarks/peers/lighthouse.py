"""Lighthouse: all its audits on each page that was found; an audit that is not passed is what it reports."""

import json
import time
from typing import Any

from benchmarks.peers.chromium import installed
from benchmarks.peers.commands import run_for
from benchmarks.peers.installing import modules
from benchmarks.peers.report import Report, Reported, Task

NAME = "Lighthouse"


def run(task: Task) -> Report:
    """Audit one page after the other until the time is over."""
    program = str(modules() / ".bin" / "lighthouse")
    reported: list[Reported] = []
    began = time.monotonic()
    checked = 0
    for number, address in enumerate(task.pages or (task.url,)):
        left = task.seconds - (time.monotonic() - began)
        if left <= 1:
            break
        output = task.folder / f"page-{number}.json"
        flags = ["--quiet", "--output=json", f"--output-path={output}", "--chrome-flags=--headless=new --no-sandbox"]
        environment = {"CHROME_PATH": installed()}
        if run_for(left, [program, address, *flags], task.folder / f"said-{number}.txt", environment) != 0:
            continue
        checked += 1
        reported += _not_passed(address, json.loads(output.read_text())["audits"])
    return Report(NAME, reported, time.monotonic() - began, note=f"{checked} pages")


def _not_passed(address: str, audits: dict[str, dict[str, Any]]) -> list[Reported]:
    return [
        Reported(name, address, f"{audit['title']} {json.dumps(audit.get('details', {}))[:4000]}")
        for name, audit in audits.items()
        if audit["scoreDisplayMode"] in ("binary", "numeric", "metricSavings") and (audit["score"] or 0) < 0.9
    ]
