"""Films the page by the browser's own screencast: a picture when something changed, a few a second.

A screencast that is left on reads back all that the browser draws, sixty times a second where something moves. So it is
switched off after each picture and on again when the next is due. The first picture it gives then shows the page as it
stands: the same as the last one means that nothing moves, and it is left on to wait for the next change.
"""

import asyncio
import base64
import io
from collections.abc import Callable
from typing import Any

from PIL import Image

from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.tab import DocumentLeft, PageRefused, Tab, send
from worker.surfaces.interface import Frame

# No larger than the film will be: every picture costs the machine some of the time it explores with.
LARGEST = 960
QUALITY = 55
_ORDER = {"format": "jpeg", "quality": QUALITY, "maxWidth": LARGEST, "maxHeight": LARGEST, "everyNthFrame": 1}


class Recording:
    """One film over all pages a tab shows, replacements included."""

    def __init__(self, tab: Tab, clock: Clock, on_frame: Callable[[Frame], None], seconds_between: float) -> None:
        self._seconds_between = seconds_between
        self._tab = tab
        self._clock = clock
        self._on_frame = on_frame
        self._loop = asyncio.get_running_loop()
        self._latest = ""
        self._just_on = True
        self._next: asyncio.TimerHandle | None = None
        self._answers: set[asyncio.Future[Any]] = set()
        self._stopped = False

    async def start(self) -> None:
        """Begin, or go on with a page that replaced another."""
        if self._stopped:
            return
        self._tab.cdp.on("Page.screencastFrame", self._seen)
        self._rest_no_longer()
        try:
            await self._tab.devtools("Page.startScreencast", _ORDER)
        except (DocumentLeft, PageRefused):
            self._rest()

    async def move(self, tab: Tab) -> None:
        """Go on in another browser, in front of which the visitor stands now."""
        self._tab = tab
        await self.start()

    async def stop(self) -> None:
        """End with one last picture."""
        self._stopped = True
        self._rest_no_longer()
        order = {"format": "jpeg", "quality": QUALITY}
        try:
            await self._tab.devtools("Page.stopScreencast")
            last = await self._tab.devtools("Page.captureScreenshot", order)
        except (DocumentLeft, PageRefused):
            return
        self._take(last["data"])

    def _seen(self, event: dict[str, Any]) -> None:
        if self._stopped or self._next is not None:
            return
        unchanged = event["data"] == self._latest
        if unchanged and self._just_on:
            self._just_on = False
            return
        if not unchanged:
            self._take(event["data"])
        # The browser sends no third picture before it is told that the first was taken: it would wait for ever.
        self._rest()
        self._tell("Page.stopScreencast")

    def _rest(self) -> None:
        self._next = self._loop.call_later(self._seconds_between, self._go_on)

    def _go_on(self) -> None:
        self._rest_no_longer()
        self._just_on = True
        self._tell("Page.startScreencast", _ORDER).add_done_callback(self._went_on)

    def _went_on(self, answer: asyncio.Future[Any]) -> None:
        """Try again later where it was refused: while one page gives way to the next, none can be filmed."""
        refused = not answer.cancelled() and answer.exception() is not None
        if refused and not self._stopped and self._next is None:
            self._rest()

    def _rest_no_longer(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _tell(self, method: str, parameters: dict[str, Any] | None = None) -> asyncio.Future[Any]:
        """Send a command and wait for no answer: a page that hangs or is gone is noticed by those who work with it."""
        answer = asyncio.ensure_future(send(self._tab.cdp, method, parameters))
        self._answers.add(answer)
        answer.add_done_callback(self._answered)
        return answer

    def _answered(self, answer: asyncio.Future[Any]) -> None:
        self._answers.discard(answer)
        if not answer.cancelled():
            # The page it belonged to may be gone; reading the error says that we know.
            answer.exception()

    def _take(self, data: str) -> None:
        self._latest = data
        jpeg = base64.b64decode(data)
        width, height = Image.open(io.BytesIO(jpeg)).size
        self._on_frame(Frame(jpeg=jpeg, at_ms=self._clock.ms(), width=width, height=height))
