"""Brings trouble between one tab and its servers: requests that match are held, refused, dropped or spoilt."""

import asyncio
import contextlib
from collections import Counter

from playwright.async_api import BrowserContext, Route
from playwright.async_api import Error as PlaywrightError

from worker.surfaces.browser.events import Journal
from worker.surfaces.browser.tab import Tab
from worker.surfaces.trouble import Fault, Trouble

EVERYTHING = "**/*"
LETTING_GO_SECONDS = 2.0
GARBLED = '{"data": [{"id": 1, "na'


class Troubles:
    """The present troubles of one tab; `again` takes them along to a page that replaced another."""

    def __init__(self, context: BrowserContext, tab: Tab, journal: Journal) -> None:
        self._context = context
        self._tab = tab
        self._journal = journal
        self._present: tuple[Trouble, ...] = ()
        self._struck: Counter[Trouble] = Counter()
        self._over = asyncio.Event()
        self._held: set[asyncio.Task[None]] = set()
        self._offline = False

    async def become(self, troubles: tuple[Trouble, ...]) -> None:
        """From now on these and no others; requests that are still held go on at once."""
        had_any = any(trouble.fault is not Fault.OFFLINE for trouble in self._present)
        await self._let_go()
        self._present = troubles
        self._struck.clear()
        offline = any(trouble.fault is Fault.OFFLINE for trouble in troubles)
        if offline != self._offline:
            await self._tab.bounded(self._context.set_offline(offline))
            self._offline = offline
        has_any = any(trouble.fault is not Fault.OFFLINE for trouble in troubles)
        if has_any and not had_any:
            await self.again()
        elif had_any and not has_any:
            await self._tab.bounded(self._tab.page.unroute(EVERYTHING, self._meet))

    async def again(self) -> None:
        """Bring the present troubles to the present page."""
        if any(trouble.fault is not Fault.OFFLINE for trouble in self._present):
            await self._tab.bounded(self._tab.page.route(EVERYTHING, self._meet))

    async def _let_go(self) -> None:
        """What is held goes on at once."""
        self._over.set()
        self._over = asyncio.Event()
        if self._held:
            await asyncio.wait(self._held, timeout=LETTING_GO_SECONDS)

    async def _meet(self, route: Route) -> None:
        request = route.request
        trouble = next(
            (
                trouble
                for trouble in self._present
                if (not trouble.times or self._struck[trouble] < trouble.times)
                and trouble.strikes(request.resource_type, request.method, request.url)
            ),
            None,
        )
        with contextlib.suppress(PlaywrightError):  # the page has given up on the request, or is gone
            if trouble is None:
                await route.continue_()
                return
            self._struck[trouble] += 1
            self._journal.provoke(request, held=trouble.fault is Fault.SLOW)
            await self._strike(route, trouble)

    async def _strike(self, route: Route, trouble: Trouble) -> None:
        match trouble.fault:
            case Fault.SLOW:
                await self._hold(trouble.seconds)
                await route.continue_()
            case Fault.STATUS:
                words = f'{{"error": "status {trouble.status}"}}'
                await _answer(route, trouble.status, words, retry_after=trouble.seconds)
            case Fault.GARBLED:
                await _answer(route, 200, GARBLED)
            case Fault.DROPPED:
                await route.abort("connectionreset")
            case Fault.OFFLINE:
                await route.abort("internetdisconnected")

    async def _hold(self, seconds: float) -> None:
        if task := asyncio.current_task():
            self._held.add(task)
            task.add_done_callback(self._held.discard)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)


async def _answer(route: Route, status: int, body: str, *, retry_after: float = 0.0) -> None:
    """Answer in the server's place; a page of another origin may read it, as it could read the server's own."""
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    if origin := route.request.headers.get("origin"):
        headers |= {"access-control-allow-origin": origin, "access-control-allow-credentials": "true"}
    if retry_after:
        headers["retry-after"] = f"{retry_after:.0f}"
    await route.fulfill(status=status, headers=headers, body=body)
