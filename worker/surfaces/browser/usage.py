"""Counts which parts of the app's scripts and styles a visitor's pages use, with the browser's own coverage.

Its exact counting makes every page take half as long again, so it is not left on: scripts are asked for what the engine
remembers anyway, and the use of styles is followed for the moment of a reading alone, in which they are all resolved
anew.
"""

import time
from typing import Any

from worker.observation.code_use import CodeUse
from worker.observation.sites import same_site
from worker.surfaces.browser.tab import DocumentLeft, PageRefused, Tab

# What a document ran is soon forgotten once it is left, so small pages are read at every look; large apps tell of ten
# thousands of functions: of a visitor's time, reading takes no more than this.
MOST_OF_TIME = 0.05


class Usage:
    """Follows one tab, through its replacements, from `start` on."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._due = 0.0
        self._sizes: dict[tuple[str, str], int] = {}
        self._sheets: dict[str, tuple[str, int]] = {}
        self.so_far = CodeUse()

    async def start(self) -> None:
        """Begin to count in the present page."""
        self._tab.cdp.on("CSS.styleSheetAdded", self._sheet)
        await self._tab.devtools("Profiler.enable")

    async def read(self) -> None:
        """Take in what has run since the last time, when it is time again."""
        began = time.monotonic()
        if began < self._due:
            return
        try:
            scripts = await self._tab.devtools("Profiler.getBestEffortCoverage")
            rules = await self._rules()
        except (DocumentLeft, PageRefused):
            return  # the next document is asked when it is there
        for script in scripts["result"]:
            self._take_script(script)
        for sheet, (url, size) in self._sheets.items():
            used = {
                (int(rule["startOffset"]), int(rule["endOffset"]))
                for rule in rules
                if rule["used"] and rule["styleSheetId"] == sheet
            }
            self.so_far.note_style((url, size), used)
        took = time.monotonic() - began
        self._due = began + took / MOST_OF_TIME

    async def _rules(self) -> list[dict[str, Any]]:
        """The rules of the present page's style sheets, which are told anew each time, and whether they match."""
        self._sheets.clear()
        await self._tab.devtools("DOM.enable")
        await self._tab.devtools("CSS.enable")
        try:
            await self._tab.devtools("CSS.startRuleUsageTracking")
            return (await self._tab.devtools("CSS.stopRuleUsageTracking"))["ruleUsage"]
        finally:
            await self._tab.devtools("CSS.disable")
            await self._tab.devtools("DOM.disable")

    def _take_script(self, script: dict[str, Any]) -> None:
        url = script["url"]
        if not self._is_own(url):
            return
        ranges = [one for function in script["functions"] for one in function["ranges"]]
        functions = {(int(one["startOffset"]), int(one["endOffset"])): bool(one["count"]) for one in ranges}
        if not functions:
            return
        size = self._sizes.setdefault((script["scriptId"], url), max(end for _, end in functions))
        self.so_far.note_script((url, size), functions)

    def _sheet(self, event: dict[str, Any]) -> None:
        header = event["header"]
        url = header["sourceURL"]
        if header["origin"] == "regular" and self._is_own(url):
            self._sheets[header["styleSheetId"]] = (url, int(header["length"]))

    def _is_own(self, url: str) -> bool:
        return url.startswith("http") and same_site(url, self._tab.page.url)
