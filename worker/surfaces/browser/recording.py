"""Films the page by the browser's own screencast: a picture when something changed, a few a second."""

import asyncio
import base64
import io
from collections.abc import Callable
from typing import Any

from PIL import Image
from playwright.async_api import CDPSession

from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.tab import DocumentLeft, PageRefused, Tab, send
from worker.surfaces.interface import Frame

# Four pictures a second tell the story; every one costs the machine some of the time it explores with.
INTERVAL_SECONDS = 0.25
LARGEST = 1280
QUALITY = 55


class Recording:
    """One film over all pages a tab shows, replacements included."""

    def __init__(self, tab: Tab, clock: Clock, on_frame: Callable[[Frame], None]) -> None:
        self._tab = tab
        self._clock = clock
        self._on_frame = on_frame
        self._loop = asyncio.get_running_loop()
        self._pending: tuple[int, bytes] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._unanswered: list[tuple[CDPSession, int]] = []
        self._answers: set[asyncio.Future[Any]] = set()
        self._stopped = False

    async def start(self) -> None:
        """Begin, or go on with a page that replaced another."""
        if self._stopped:
            return
        cdp = self._tab.cdp

        def seen(event: dict[str, Any]) -> None:
            self._seen(cdp, event)

        cdp.on("Page.screencastFrame", seen)
        order = {"format": "jpeg", "quality": QUALITY, "maxWidth": LARGEST, "maxHeight": LARGEST, "everyNthFrame": 1}
        await self._tab.devtools("Page.startScreencast", order)

    async def move(self, tab: Tab) -> None:
        """Go on in another browser, in front of which the visitor stands now."""
        self._tab = tab
        self._unanswered.clear()
        await self.start()

    async def stop(self) -> None:
        """End with one last picture."""
        self._stopped = True
        self._emit()
        order = {"format": "jpeg", "quality": QUALITY}
        try:
            await self._tab.devtools("Page.stopScreencast")
            last = await self._tab.devtools("Page.captureScreenshot", order)
        except (DocumentLeft, PageRefused):
            return
        self._pending = (self._clock.ms(), base64.b64decode(last["data"]))
        self._emit()

    def _seen(self, cdp: CDPSession, event: dict[str, Any]) -> None:
        if self._stopped:
            return
        self._pending = (self._clock.ms(), base64.b64decode(event["data"]))
        # The browser waits for our answer before it sends more: that is the brake.
        self._unanswered.append((cdp, event["sessionId"]))
        if self._timer is None:
            self._timer = self._loop.call_at(max(self._loop.time(), self._due), self._emit)

    def _emit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._due = self._loop.time() + INTERVAL_SECONDS
        for cdp, session in self._unanswered:
            answer = asyncio.ensure_future(send(cdp, "Page.screencastFrameAck", {"sessionId": session}))
            self._answers.add(answer)
            answer.add_done_callback(self._answered)
        self._unanswered.clear()
        if self._pending is not None:
            at_ms, jpeg = self._pending
            self._pending = None
            width, height = Image.open(io.BytesIO(jpeg)).size
            self._on_frame(Frame(jpeg=jpeg, at_ms=at_ms, width=width, height=height))

    def _answered(self, answer: asyncio.Future[Any]) -> None:
        self._answers.discard(answer)
        if not answer.cancelled():
            # The page it belonged to may be gone; reading the error says that we know.
            answer.exception()
