"""The one page a visitor looks at: every call into it ends in time; when it hangs or dies a fresh one replaces it."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, CDPSession, Frame, Page
from playwright.async_api import Error as PlaywrightError

from worker.surfaces.browser.events import Journal
from worker.surfaces.browser.scripts import EYE, eye
from worker.surfaces.interface import PageCrashed, PageUnresponsive, SurfaceError, SurfaceLost

log = logging.getLogger(__name__)

T = TypeVar("T")

CALL_SECONDS = 8.0
# A process that ends no longer answers.
CRASH_SECONDS = 0.5
CLOSE_SECONDS = 3.0
STOPPED_SECONDS = 3.0
OPEN_SECONDS = 10.0

# Playwright's words for "the document went away while we asked it something".
LEFT = (
    "Execution context was destroyed",
    "Cannot find context",
    "frame was detached",
    "Frame was detached",
    "is navigating",
    "Unable to adopt",
    "JSHandle is disposed",
    "Frame has been detached",
)
GONE = ("has been closed", "Connection closed", "Browser closed", "pipe closed", "Target closed")


class DocumentLeft(PageUnresponsive):
    """The document we asked is no longer there; ask the one that follows."""


class PageRefused(PageUnresponsive):
    """The browser could not do what was asked, for a reason of the page's; the text says which."""


class Tab:
    """A page and its DevTools session; `on_replaced` is called with the new ones after a replacement."""

    page: Page
    cdp: CDPSession

    def __init__(self, context: BrowserContext, journal: Journal) -> None:
        self._context = context
        self._journal = journal
        self._traces = journal.traces
        self._trouble: asyncio.Future[SurfaceError] = asyncio.get_running_loop().create_future()
        self._replacing = asyncio.Lock()
        self.opens = True  # False once the browser opened no more pages
        self.on_replaced: list[Callable[[], Awaitable[None]]] = []
        journal.on_endless_dialogs = lambda: self._in_trouble(PageUnresponsive("the page opens dialogs without end"))

    async def open(self) -> None:
        """Open a page."""
        # While there is no page of the visitor's own, a new one is not taken for a popup.
        self._journal.main = None
        page = await self._context.new_page()
        self._journal.main = page
        self.page = page
        self._trouble = asyncio.get_running_loop().create_future()
        page.on("crash", lambda _: self._in_trouble(PageCrashed("the page's process crashed"), of=page))
        page.on("close", lambda _: self._in_trouble(PageUnresponsive("the page closed itself"), of=page))
        page.on("framenavigated", self._navigated)
        page.on("download", self._journal.download)
        self.cdp = await self._context.new_cdp_session(page)
        self._traces.follow(self.cdp)
        # What it keeps of bodies nobody asks it for.
        await send(self.cdp, "Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})

    async def call(
        self, expression: str, argument: Any = None, *, frame: Frame | None = None, seconds: float = CALL_SECONDS
    ) -> Any:
        """Run a function of our eye in the page: `expression` is JavaScript over `eye` and `argument`.

        Raises DocumentLeft when the document goes away meanwhile.
        """
        asked = frame or self.page.main_frame
        source = f"(argument) => {{ const eye = window['{EYE}']; return eye ? ({expression}) : 'blind'; }}"
        try:
            answer = await self.bounded(asked.evaluate(source, argument), seconds)
            if answer == "blind":
                await self.bounded(asked.evaluate(eye()), seconds)
                answer = await self.bounded(asked.evaluate(source, argument), seconds)
        except PageRefused as refusal:
            if asked.parent_frame is not None:
                raise
            raise await self.give_up(f"the page breaks what every script relies on: {refusal}") from refusal
        return answer

    async def devtools(
        self, method: str, parameters: dict[str, Any] | None = None, seconds: float = CALL_SECONDS
    ) -> dict[str, Any]:
        """One command of the DevTools protocol to the page."""
        return await self.bounded(send(self.cdp, method, parameters), seconds)

    async def bounded(self, work: Coroutine[Any, Any, T], seconds: float = CALL_SECONDS) -> T:
        """The result of one call to the page; one that hangs or died is replaced: PageUnresponsive, PageCrashed."""
        page, trouble = self.page, self._trouble
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, trouble}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if trouble.done():
            await self._drop(task)
            await self._replace(page, trouble.result())
            raise trouble.result()
        if not task.done() and await self.stop_loading():
            # Chromium answers nothing while it waits for a new document; now it has stopped waiting.
            await asyncio.wait({task, trouble}, timeout=STOPPED_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            await self._drop(task)
            raise await self.give_up(f"the page did not answer for {seconds:g} s", page)
        try:
            return task.result()
        except PlaywrightError as error:
            raise await self._translated(error, page) from error

    async def stop_loading(self) -> bool:
        """Give up on a main document that does not come; False when none is on its way."""
        if not self._journal.give_up_on_document():
            return False
        with contextlib.suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(STOPPED_SECONDS):
                await send(self.cdp, "Page.stopLoading")
        return True

    async def give_up(self, reason: str, page: Page | None = None) -> PageUnresponsive:
        """Replace a page that cannot be worked with, the present one unless given; the error to raise."""
        cause = PageUnresponsive(reason)
        await self._replace(page or self.page, cause)
        return cause

    async def _translated(self, error: PlaywrightError, page: Page) -> Exception:
        text = error.message
        if not self._alive():
            return SurfaceLost("the browser is gone")
        if any(words in text for words in LEFT):
            return DocumentLeft(text)
        if "crashed" in text:
            # The crash event follows; it must not be taken for trouble of the new page.
            crash = PageCrashed("the page's process crashed")
            await self._replace(page, crash)
            return crash
        if any(words in text for words in GONE):
            return await self.give_up("the page closed itself", page)
        return PageRefused(text)

    def _alive(self) -> bool:
        browser = self._context.browser
        return browser is not None and browser.is_connected()

    def _in_trouble(self, error: SurfaceError, of: Page | None = None) -> None:
        if (of is None or of is self.page) and not self._trouble.done():
            self._trouble.set_result(error)

    def _navigated(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self._journal.navigated()

    async def _end_process(self) -> None:
        """A page that hangs would keep its processor busy, and an open dialog would hold up the next page."""
        crash = asyncio.ensure_future(send(self.cdp, "Page.crash"))
        await asyncio.wait({crash}, timeout=CRASH_SECONDS)
        await self._drop(crash)

    async def _drop(self, task: asyncio.Future[Any]) -> None:
        """Forget a call that will not end."""
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, PlaywrightError):
            await task

    async def _replace(self, broken: Page, cause: SurfaceError) -> None:
        """Open a fresh page in place of a broken one; SurfaceLost when the browser cannot.

        Several calls may find the same page broken; the first one replaces it.
        """
        async with self._replacing:
            if self.page is not broken:
                return
            log.info("replacing a page: %s", cause)
            await self._end_process()
            try:
                async with asyncio.timeout(OPEN_SECONDS):
                    await self.open()
            except (PlaywrightError, TimeoutError) as error:
                self.opens = False
                raise SurfaceLost("the browser no longer opens pages") from error
            self._journal.forget_open()
            with contextlib.suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await broken.close()
        for listener in self.on_replaced:
            await listener()


async def send(cdp: CDPSession, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
    """One DevTools command, with the type that Playwright leaves out."""
    return await cdp.send(method, parameters)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
