"""axe-core alone: all its rules on each page that was found, as it stands after loading."""

import time
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from benchmarks.peers.chromium import installed
from benchmarks.peers.installing import modules
from benchmarks.peers.report import Report, Reported, Task

NAME = "axe-core"


def run(task: Task) -> Report:
    """Check one page after the other until the time is over."""
    script = (modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    reported: list[Reported] = []
    began = time.monotonic()
    checked = 0
    browser_path = installed()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        page = browser.new_page(bypass_csp=True, viewport={"width": 1280, "height": 800})
        for address in task.pages or (task.url,):
            if time.monotonic() - began > task.seconds:
                break
            try:
                page.goto(address, timeout=10_000)
                page.evaluate(script)
                results: dict[str, Any] = page.evaluate("() => axe.run({resultTypes: ['violations']})")
            except PlaywrightError:
                continue  # no page: a file to download, or one that was gone again
            checked += 1
            reported += [
                Reported(violation["id"], address, f"{violation['help']} {node['html']}")
                for violation in results["violations"]
                for node in violation["nodes"]
            ]
        browser.close()
    return Report(NAME, reported, time.monotonic() - began, note=f"{checked} pages")
