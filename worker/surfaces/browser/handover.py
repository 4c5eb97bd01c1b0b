"""By what an app knows a person again (cookies, storage), taken from one profile and given to another."""

import json
from typing import Any

from playwright.async_api import BrowserContext

from worker.surfaces.browser.secrets import Secrets
from worker.surfaces.browser.tab import DocumentLeft, PageRefused, Tab
from worker.surfaces.interface import Belongings

STORED = """() => {
  try { return [location.origin, { ...localStorage }, { ...sessionStorage }]; } catch { return ["", {}, {}]; }
}"""
# Runs before the page's own scripts, and not again once they have stored something.
STORE = """(([origin, stored, storedInTab]) => {
  if (location.origin !== origin) return;
  for (const [storage, entries] of [[localStorage, stored], [sessionStorage, storedInTab]]) {
    if (storage.length === 0) for (const [name, value] of Object.entries(entries)) storage.setItem(name, value);
  }
})(%s)"""


async def taken(context: BrowserContext, tab: Tab, secrets: Secrets) -> Belongings:
    """What this profile has, of its storage what the present page sees."""
    cookies = tuple({**cookie} for cookie in await tab.bounded(context.cookies()))
    nothing: tuple[str, dict[str, str], dict[str, str]] = ("", {}, {})
    try:
        origin, stored, stored_in_tab = await tab.bounded(tab.page.evaluate(STORED))
    except (DocumentLeft, PageRefused):
        origin, stored, stored_in_tab = nothing
    return Belongings(cookies, origin, stored, stored_in_tab, secrets.typed)


class Handover:
    """What is given to a fresh profile; storage is there from the first page on, so `end` it when that has come."""

    def __init__(self, context: BrowserContext, tab: Tab) -> None:
        self._context = context
        self._tab = tab
        self._script = ""

    async def give(self, belongings: Belongings) -> None:
        """Let the next page know the person."""
        # Playwright hands cookies out as one type and takes them as another that it does not export.
        cookies: list[Any] = list(belongings.cookies)
        await self._tab.bounded(self._context.add_cookies(cookies))
        if belongings.stored or belongings.stored_in_tab:
            entries = (belongings.origin, dict(belongings.stored), dict(belongings.stored_in_tab))
            await self._tab.devtools("Page.enable")
            source = {"source": STORE % json.dumps(entries)}
            self._script = (await self._tab.devtools("Page.addScriptToEvaluateOnNewDocument", source))["identifier"]

    async def end(self) -> None:
        """Give nothing to pages that follow."""
        script, self._script = self._script, ""
        if script:
            await self._tab.devtools("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script})
