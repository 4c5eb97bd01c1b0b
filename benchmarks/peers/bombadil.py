"""Bombadil: random actions checked against properties in temporal logic; its default properties are used.

They are: no HTTP error codes, no uncaught exceptions, no unhandled rejections, no errors in the console.
"""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

from benchmarks.peers.chromium import measured
from benchmarks.peers.commands import run_for
from benchmarks.peers.installing import modules
from benchmarks.peers.report import Report, Reported, Task

NAME = "bombadil"
_GRACE_SECONDS = 5.0


def run(task: Task) -> Report:
    """Explore for the whole time in a browser that we start, for it has no say where its own is."""
    program = modules() / "@antithesishq" / "bombadil" / "binaries" / "bombadil-linux-x64"
    program.chmod(0o755)
    traces = task.folder / "trace"
    began = time.monotonic()
    with measured(task.folder, task.origin) as chromium:
        profile = task.folder / "profile"
        started = [
            str(chromium.program),
            "--headless=new",
            "--no-first-run",
            f"--user-data-dir={profile}",
            "about:blank",
        ]
        with (task.folder / "chromium.txt").open("w") as said:
            browser = subprocess.Popen(started, stdout=said, stderr=said)
            try:
                chromium.wait()
                command = [
                    str(program),
                    *("browser", "test-external", "--create-target", "--output-path-overwrite"),
                    *("--remote-debugger", chromium.address, "--output-path", str(traces)),
                    *("--time-limit", f"{task.seconds:.0f}s", "--width", "1280", "--height", "800", task.url),
                ]
                # It does not always keep to its own limit.
                status = run_for(task.seconds + _GRACE_SECONDS, command, task.folder / "said.txt")
                used = chromium.used
            finally:
                browser.terminate()
                browser.wait()
    reported = _violations(traces / "trace.jsonl")
    # It ends with 2 where a property was violated.
    return Report(NAME, reported, time.monotonic() - began, used, failed=status not in (0, 2, None))


def _violations(trace: Path) -> list[Reported]:
    reported: dict[tuple[str, str], Reported] = {}
    if not trace.is_file():
        return []
    # Ended while it wrote, it leaves a last line without an end.
    for line in trace.read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.endswith("\n"):
            break
        entry: dict[str, Any] = json.loads(line)
        for violation in entry.get("violations", []):
            name, words = str(violation.get("name", "property")), json.dumps(violation)
            reported.setdefault((name, words), Reported(name, str(entry.get("url", "")), words[:4000]))
    return list(reported.values())
