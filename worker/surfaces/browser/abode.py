"""Lets one tab live in other surroundings: locale, time zone, style, preferences. They outlast navigations."""

import json

from worker.surfaces.browser.tab import DocumentLeft, Tab
from worker.surfaces.surroundings import Surroundings

# The style is a sheet of its own, so it is no part of the page's markup, and no policy of the page forbids it.
LAID_OVER = """(() => {
  const lay = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(%s);
    document.adoptedStyleSheets = [
      ...document.adoptedStyleSheets.filter((one) => one !== window[Symbol.for('laid over')]), sheet];
    Object.defineProperty(window, Symbol.for('laid over'), { value: sheet, configurable: true });
  };
  lay();
})()"""


class Abode:
    """Where the person in front of one tab lives; `again` takes it along to a page that replaced another."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._present = Surroundings()
        self._styling = ""

    async def become(self, wanted: Surroundings) -> None:
        """Live there from now on; what stands on the page may need a reload to follow."""
        before, self._present = self._present, wanted
        if wanted.locale != before.locale:
            await self._speak(wanted.locale)
        if wanted.time_zone != before.time_zone:
            await self._tab.devtools("Emulation.setTimezoneOverride", {"timezoneId": wanted.time_zone})
        if wanted.style != before.style:
            await self._lay_over(wanted.style)
        await self._tab.bounded(
            self._tab.page.emulate_media(
                reduced_motion="reduce" if wanted.reduced_motion else "no-preference",
                color_scheme="dark" if wanted.dark else "light",
                forced_colors="active" if wanted.forced_colours else "none",
            )
        )

    async def again(self) -> None:
        """Bring the surroundings to the present page, which has none of them."""
        wanted, self._present, self._styling = self._present, Surroundings(), ""
        if wanted != Surroundings():
            await self.become(wanted)

    async def _speak(self, locale: str) -> None:
        """What the page is asked for in, and what it writes dates and numbers in."""
        at_home = locale == Surroundings().locale
        await self._tab.devtools("Emulation.setLocaleOverride", {} if at_home else {"locale": locale.replace("-", "_")})
        agent = (await self._tab.devtools("Browser.getVersion"))["userAgent"]
        override = {"userAgent": agent, "acceptLanguage": locale}
        await self._tab.devtools("Emulation.setUserAgentOverride", {"userAgent": ""} if at_home else override)

    async def _lay_over(self, style: str) -> None:
        if self._styling:
            await self._tab.devtools("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self._styling})
            self._styling = ""
        source = LAID_OVER % json.dumps(style)
        if style:
            await self._tab.devtools("Page.enable")
            added = await self._tab.devtools("Page.addScriptToEvaluateOnNewDocument", {"source": source})
            self._styling = added["identifier"]
        try:
            await self._tab.bounded(self._tab.page.evaluate(source))
        except DocumentLeft:
            return  # the one that follows brings it along
