"""qa-agent: crawls and tries keyboard, mouse, forms and a few accessibility rules on each page.

It can ask a model for further steps; here it has none, so its cost is nothing and it does what it does by itself.
"""

import json
import time
from pathlib import Path
from typing import Any

from benchmarks.peers.chromium import measured
from benchmarks.peers.commands import run_for
from benchmarks.peers.installing import python
from benchmarks.peers.report import Report, Reported, Task

NAME = "qa-agent"
_RUNNER = Path(__file__).with_name("running_qa_agent.py")


def run(task: Task) -> Report:
    """Crawl for the whole time, in our Chromium."""
    began = time.monotonic()
    found = task.folder / "findings.json"
    with measured(task.folder, task.origin) as chromium:
        command = [str(python()), "-P", str(_RUNNER), str(chromium.program), task.url, str(task.folder)]
        status = run_for(task.seconds, command, task.folder / "said.txt")
        used = chromium.used
    entries: list[dict[str, Any]] = json.loads(found.read_text()) if found.is_file() else []
    reported = [
        Reported(f"{one['category']}: {one['title']}", one["url"], json.dumps(one, default=str)) for one in entries
    ]
    # It ends with a status that tells of findings.
    failed = not found.is_file() and status is not None
    return Report(NAME, reported, time.monotonic() - began, used, note="without a model", failed=failed)
