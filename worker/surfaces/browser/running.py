"""The browser of a run: one for all its visitors, each with a profile of their own; replaced when it was lost or leaks.

Whoever was in front of the old one comes back to the new one as a new person (`SurfaceReplaced`). A site that brings
every browser down ends the run after a few.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import psutil
from playwright.async_api import Browser, BrowserContext, Playwright, ProxySettings
from playwright.async_api import Error as PlaywrightError

from worker.process_memory import MemoryUse, measure
from worker.surfaces.interface import SurfaceLost

log = logging.getLogger(__name__)

MOST_REPLACEMENTS = 5
# Replaced when it uses this share of its memory, before the run is ended for using all of it.
LEAK_SHARE = 0.75
SECONDS_BETWEEN_LOOKS = 1.0
CLOSE_SECONDS = 10.0

T = TypeVar("T")


@dataclass(frozen=True)
class OpenBrowser:
    """One browser with its driver. `proxy` is what each profile goes out through, unless the whole browser does."""

    playwright: Playwright
    browser: Browser
    proxy: ProxySettings | None = None

    async def context(self, **options: Any) -> BrowserContext:
        """A clean profile, with Playwright's options."""
        if self.proxy is not None:
            options["proxy"] = self.proxy
        return await self.browser.new_context(**options)

    async def close(self) -> None:
        """End it, even when it no longer answers."""
        for end in (self.browser.close, self.playwright.stop):
            # Whatever its driver says at the end: nobody can do more about it, and our keeper ends what is left.
            with contextlib.suppress(Exception):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await end()


class RunningBrowser:
    """The present browser; `enter` to do something with it."""

    def __init__(self, opened: OpenBrowser, reopen: Callable[[], Awaitable[OpenBrowser]]) -> None:
        self._opened = opened
        self._reopen = reopen
        self._replacements = 0
        self._replacing = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None

    @property
    def version(self) -> str:
        """Of the browser."""
        return self._opened.browser.version

    async def enter(self, begin: Callable[[OpenBrowser], Awaitable[T]]) -> T:
        """Begin something with the browser; with a fresh one if the present one turns out to be gone.

        Raises SurfaceLost when no browser lasts.
        """
        while True:
            opened = self._opened
            try:
                return await begin(opened)
            except (PlaywrightError, SurfaceLost, TimeoutError) as error:
                await self._replace(opened, f"it does not let anybody in: {error}", error)

    def watch_memory(self, limit_mb: int) -> None:
        """From now on, replace the browser when its processes use up most of this."""
        self._watching = asyncio.create_task(self._watch_memory(int(limit_mb * 1024 * 1024 * LEAK_SHARE)))

    async def close(self) -> None:
        """End the browser."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await self._opened.close()

    async def _watch_memory(self, most: int) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            opened = self._opened
            used = (await asyncio.to_thread(_browser_memory)).browser
            if used > most:
                try:
                    await self._replace(opened, f"its processes use {used >> 20} MiB", None)
                except SurfaceLost as lost:
                    log.warning("the browser stays, whatever it uses: %s", lost)
                    return

    async def _replace(self, old: OpenBrowser, because: str, cause: Exception | None) -> None:
        """Put a fresh browser in the place of this one; several may find it broken, and the first one replaces it."""
        async with self._replacing:
            if self._opened is not old:
                return
            if self._replacements == MOST_REPLACEMENTS:
                raise SurfaceLost(f"{MOST_REPLACEMENTS + 1} browsers were lost; the last: {because}") from cause
            self._replacements += 1
            log.warning("replacing the browser: %s", because)
            await old.close()
            self._opened = await self._reopen()


def _browser_memory() -> MemoryUse:
    return measure(psutil.Process().children(recursive=True))
