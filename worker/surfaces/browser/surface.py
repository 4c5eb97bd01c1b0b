"""A running Chromium on which visitors look at one web app."""

from collections.abc import Iterable, Mapping
from itertools import count
from types import MappingProxyType

from playwright.async_api import async_playwright

from deffatest.addresses import AddressPolicy
from worker.observation.screen import Viewport
from worker.pictures.reader import PictureReader
from worker.surfaces.browser import reach
from worker.surfaces.browser.chromium import launch
from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.egress import Closed, Egress, Place
from worker.surfaces.browser.remote import RemoteBrowser, connect
from worker.surfaces.browser.running import OpenBrowser, RunningBrowser
from worker.surfaces.browser.visitor import BrowserVisitor
from worker.surfaces.browser.writings import Writings
from worker.surfaces.interface import Visitor


class BrowserSurface:
    """See `Surface`; made by `open_surface`."""

    def __init__(self, browser: RunningBrowser, egress: Egress, clock: Clock) -> None:
        self._browser = browser
        self._egress = egress
        self._clock = clock
        self._numbers = count(1)
        self._reader = PictureReader()
        self._writings = Writings()
        self._visitors: list[BrowserVisitor] = []

    @property
    def description(self) -> str:
        return f"Chromium {self._browser.version}"

    async def reach(self, url: str) -> str:
        return await self._browser.enter(lambda browser: reach.reach(browser, self._egress, self._clock, url))

    async def visitor(self, name: str, viewport: Viewport) -> Visitor:
        visitor = BrowserVisitor(
            name, self._browser, self._egress, self._clock, self._numbers, self._reader, self._writings
        )
        await visitor.open(viewport)
        self._visitors = [*(one for one in self._visitors if not one.closed), visitor]
        return visitor

    async def close(self) -> None:
        for visitor in self._visitors:
            await visitor.close()
        await self._reader.close()
        await self._browser.close()
        await self._egress.stop()


async def open_surface(
    chromium: str | None = None,
    allowed_private_targets: Iterable[str] = (),
    started: float | None = None,
    *,
    memory_mb: int | None = None,
    remote: RemoteBrowser | None = None,
    hosted: Mapping[Place, Place] = MappingProxyType({}),
    closed: tuple[Closed, ...] = (),
) -> BrowserSurface:
    """Start a browser.

    `chromium` is the configured path, if any; `allowed_private_targets` are host, host:port or CIDR entries (ValueError
    names a bad one); `started` is the reading of `time.monotonic()` that times count from, now unless given;
    `memory_mb` what the browser may use: one that comes near is replaced; `remote` a running browser to use instead;
    `hosted` names, with a port, that lead to servers of the run itself; `closed` is where no page may go.
    Raises SurfaceLost when no browser starts.
    """
    policy = AddressPolicy.parse(allowed_private_targets)
    egress = (
        Egress(policy, hosted=hosted, closed=closed)
        if remote is None
        else Egress(policy, remote.egress_host, await remote.peers(), hosted, closed)
    )
    await egress.start()

    async def open_browser() -> OpenBrowser:
        playwright = await async_playwright().start()
        try:
            if remote is not None:
                return await connect(playwright, remote.address, egress)
            return OpenBrowser(playwright, await launch(playwright, chromium, egress.address))
        except BaseException:
            await playwright.stop()
            raise

    try:
        browser = RunningBrowser(await open_browser(), open_browser)
    except BaseException:
        await egress.stop()
        raise
    if memory_mb is not None and remote is None:
        browser.watch_memory(memory_mb)
    return BrowserSurface(browser, egress, Clock(started))
