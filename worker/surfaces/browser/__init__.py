"""Web apps in Chromium, through Playwright. `open_surface` is the way in."""

from worker.surfaces.browser.remote import RemoteBrowser
from worker.surfaces.browser.surface import open_surface

__all__ = ["RemoteBrowser", "open_surface"]
