"""Guards the demo: from nothing to a report that can be opened, and nothing left when it is broken off."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest
from supabase import create_client

from tests.e2e.sites.server import Site
from tests.stack_fixture import Stack

# How the first bug that was proved is told: minutes and seconds, its severity, its title.
A_BUG = r"\d:\d\d +(critical|major|minor) +\w"
COMMAND = "from deffatest.command_line import main; main()"


class Demo:
    """The demo command on the tests' stack, and what it prints."""

    def __init__(self, stack: Stack, *options: str) -> None:
        self.lines: list[str] = []
        self._said = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "demo", "--folder", str(stack.folder.parent), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "COLUMNS": "200"},
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._said:
                self.lines.append(line)
                self._said.notify_all()
        with self._said:
            self._said.notify_all()

    def until(self, pattern: str) -> re.Match[str]:
        """Wait until it has printed this."""
        with self._said:
            self._said.wait_for(lambda: re.search(pattern, self.text) or self.process.poll() is not None, 120)
        found = re.search(pattern, self.text)
        assert found, self.text
        return found

    @property
    def text(self) -> str:
        return "".join(self.lines)


def status(stack: Stack, test_id: str) -> str:
    client = create_client(stack.url, stack.secret_key)
    answer: Any = client.table("tests").select("status").eq("id", test_id).execute()
    return answer.data[0]["status"]


def test_the_demo_ends_with_a_report_to_open(stack: Stack) -> None:
    """On a page that is soon known by heart: its shop would take the whole minute, and is guarded below."""
    page_with_bug = (
        "<!doctype html><html lang=en><title>Kiosk</title><h1>Kiosk</h1><button onclick='buy()'>Buy</button>"
    )
    kiosk = Site({"/": page_with_bug})
    try:
        demo = Demo(stack, "--url", kiosk.url, "--minutes", "1")
        assert demo.process.wait(280) == 0, demo.text
    finally:
        kiosk.close()
    test_id = demo.until(r"test ([0-9a-f-]{36})")[1]
    page = Path(demo.until(r"Report:\s+(\S+)")[1])
    assert page == stack.folder.parent / "reports" / test_id / "report.html"
    assert "<html" in page.read_text()
    assert demo.until(r"(\d+) bugs:")[1] != "0"
    assert "X-Amz-Signature" in demo.until(r"Download: (\S+)")[1]
    assert status(stack, test_id) == "completed"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_breaking_off_the_demo_cancels_its_test_and_leaves_no_process(stack: Stack, number: signal.Signals) -> None:
    demo = Demo(stack, "--minutes", "1")
    test_id = demo.until(r"test ([0-9a-f-]{36})")[1]
    demo.until(r"running: ")
    if number == signal.SIGINT:
        demo.until(A_BUG)
    started = psutil.Process(demo.process.pid).children(recursive=True)
    demo.process.send_signal(number)
    assert demo.process.wait(90) == 130, demo.text
    _, alive = psutil.wait_procs(started, 30)
    assert alive == []
    assert status(stack, test_id) == "cancelled"
    assert list((stack.folder.parent / "runs").glob("*")) == []


def test_a_length_that_no_plan_allows_is_refused_with_what_is_allowed(stack: Stack) -> None:
    demo = Demo(stack, "--minutes", "100000")
    assert demo.process.wait(90) == 1
    demo.until(r"1 to 360 minutes, not 100000")


def test_a_site_that_is_not_there_fails_with_its_reason(stack: Stack) -> None:
    demo = Demo(stack, "--url", "http://127.0.0.1:1/", "--minutes", "10")
    assert demo.process.wait(150) == 1, demo.text
    demo.until(r"got the plan pro")
    demo.until(r"The test failed: \S+")
