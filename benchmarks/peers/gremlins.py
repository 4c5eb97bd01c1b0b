"""gremlins.js: random clicks, typing and scrolling let loose on one page, with its own watch for alerts and errors."""

import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from benchmarks.peers.chromium import measured
from benchmarks.peers.installing import modules
from benchmarks.peers.report import Report, Reported, Task

NAME = "gremlins.js"
_HORDE = """seed => {
  if (window.hordeAtWork || !window.gremlins) return;
  window.hordeAtWork = true;
  const g = window.gremlins;
  window.horde = g.createHorde({
    randomizer: new g.Chance(seed),
    strategies: [g.strategies.distribution({delay: 20, nb: 1e7})],
    mogwais: [g.mogwais.alert(), g.mogwais.gizmo({maxErrors: 1e7})],
  });
  window.horde.unleash();
}"""
_LOOK_MS = 500


def run(task: Task) -> Report:
    """Let them loose for the whole time; a page that they left is followed, and they begin again there.

    gremlins.js finds nothing by itself but errors: what the console and the page said is what it reports.
    """
    script = modules() / "gremlins.js" / "dist" / "gremlins.min.js"
    began = time.monotonic()
    reported: dict[tuple[str, str], Reported] = {}

    def error_said(page: Page, rule: str, words: str) -> None:
        reported.setdefault((rule, words), Reported(rule, page.url, words))

    with measured(task.folder, task.origin) as chromium, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.program))
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_init_script(path=script)
        page = _page(context, task.url, error_said)
        while time.monotonic() - began < task.seconds:
            try:
                if not page.url.startswith(task.origin) or page.is_closed():
                    page.goto(task.url)
                page.evaluate(_HORDE, task.seed)
                page.wait_for_timeout(_LOOK_MS)
            except PlaywrightError:
                if page.is_closed():
                    page = _page(context, task.url, error_said)
                else:
                    page.wait_for_timeout(_LOOK_MS)
        used = chromium.used
        browser.close()
    return Report(NAME, list(reported.values()), time.monotonic() - began, used)


def _page(context: BrowserContext, url: str, error_said: Callable[[Page, str, str], None]) -> Page:
    page = context.new_page()
    page.set_default_timeout(5000)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and "mogwai" not in message.text:
            error_said(page, "console error", message.text)

    def thrown(error: PlaywrightError) -> None:
        error_said(page, "uncaught exception", str(error))

    def asked(dialog: Dialog) -> None:
        dialog.dismiss()

    page.on("console", said)
    page.on("pageerror", thrown)
    page.on("dialog", asked)
    page.goto(url)
    return page
