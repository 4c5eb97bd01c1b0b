"""Our own tester, started as the worker starts it, measured like the others."""

import time

from benchmarks.exploring import explore
from benchmarks.peers.chromium import measured
from benchmarks.peers.report import Report, Reported, Task
from deffatest.run_record import Bug, read_run

NAME = "deffatest"


def run(task: Task) -> Report:
    """Test for the whole time; only what was proved counts as reported."""
    run_folder = task.folder / "run"
    began = time.monotonic()
    try:
        with measured(task.folder, task.origin) as chromium:
            explore(task.url, run_folder, task.seconds, task.seed, chromium.program)
            used = chromium.used
    except SystemExit as ended:
        return Report(NAME, [], time.monotonic() - began, note=str(ended), failed=True)
    seconds = time.monotonic() - began
    bugs = [bug for bug in read_run(run_folder).bugs if bug.confirmed]
    return Report(NAME, [told for bug in bugs for told in reported(bug)], seconds, used)


def reported(bug: Bug) -> list[Reported]:
    """One bug, once for each page that shows it and once for the address that it is about."""
    words = f"{bug.title} {bug.description} {bug.details}"
    about = str(bug.details.get("address", ""))
    addresses = dict.fromkeys(one for one in (bug.page, *bug.pages, about) if one)
    return [Reported(bug.rule, address, words) for address in addresses]
