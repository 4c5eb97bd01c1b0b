"""A running Chromium on which visitors look at one web app."""

import asyncio
import contextlib
from collections.abc import Iterable
from itertools import count

from playwright.async_api import Browser, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from worker.observation.screen import Viewport
from worker.surfaces.browser import reach
from worker.surfaces.browser.addresses import AddressPolicy
from worker.surfaces.browser.chromium import launch
from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.egress import Egress
from worker.surfaces.browser.scripts import eye
from worker.surfaces.browser.visitor import BrowserVisitor
from worker.surfaces.interface import SurfaceLost, Visitor

CLOSE_SECONDS = 10.0


class BrowserSurface:
    """See `Surface`; made by `open_surface`."""

    def __init__(self, playwright: Playwright, browser: Browser, egress: Egress, clock: Clock) -> None:
        self._playwright = playwright
        self._browser = browser
        self._egress = egress
        self._clock = clock
        self._numbers = count(1)
        self._visitors: list[BrowserVisitor] = []

    @property
    def description(self) -> str:
        return f"Chromium {self._browser.version}"

    async def reach(self, url: str) -> str:
        return await reach.reach(self._browser, self._egress, self._clock, url)

    async def visitor(self, name: str, viewport: Viewport) -> Visitor:
        try:
            context = await self._browser.new_context(
                viewport={"width": viewport.width, "height": viewport.height},
                has_touch=viewport.touch,
                accept_downloads=True,
                locale="en-US",
                reduced_motion="no-preference",
                service_workers="allow",
            )
            await context.add_init_script(eye())
            visitor = BrowserVisitor(name, context, self._egress, self._clock, self._numbers)
            await visitor.open(viewport)
        except PlaywrightError as error:
            raise SurfaceLost("the browser no longer lets visitors in") from error
        self._visitors = [*(one for one in self._visitors if not one.closed), visitor]
        return visitor

    async def close(self) -> None:
        for visitor in self._visitors:
            await visitor.close()
        with contextlib.suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._browser.close()
        await self._playwright.stop()
        await self._egress.stop()


async def open_surface(
    chromium: str | None = None, allowed_private_targets: Iterable[str] = (), started: float | None = None
) -> BrowserSurface:
    """Start a browser.

    `chromium` is the configured path, if any; `allowed_private_targets` are host, host:port or CIDR entries (ValueError
    names a bad one); `started` is the reading of `time.monotonic()` that times count from, now unless given.
    Raises SurfaceLost when no browser starts.
    """
    egress = Egress(AddressPolicy.parse(allowed_private_targets))
    await egress.start()
    playwright = await async_playwright().start()
    try:
        browser = await launch(playwright, chromium, egress.address)
    except BaseException:
        await playwright.stop()
        await egress.stop()
        raise
    return BrowserSurface(playwright, browser, egress, Clock(started))
