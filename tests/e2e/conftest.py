"""One browser for all tests of a run, and sites to test."""

import os
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping

import pytest
import pytest_asyncio

from tests.e2e.sites.server import Answer, Site
from worker.observation.screen import Viewport
from worker.surfaces.browser import open_surface
from worker.surfaces.interface import Surface, Visitor


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser_surface() -> AsyncIterator[Surface]:
    """A browser that may visit 127.0.0.1, and no other private address."""
    surface = await open_surface(os.environ.get("DEFFATEST_CHROMIUM"), allowed_private_targets=["127.0.0.1"])
    yield surface
    await surface.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser_surface: Surface) -> AsyncIterator[Visitor]:
    """Someone new in front of a desktop screen."""
    someone = await browser_surface.visitor("visitor-1", Viewport(1280, 720))
    yield someone
    await someone.close()


@pytest.fixture
def site() -> Iterator[Callable[..., Site]]:
    """Starts sites from dictionaries of pages: `site({"/": "<h1>Hello</h1>"})`."""
    running: list[Site] = []

    def start(pages: Mapping[str, Answer], tls: ssl.SSLContext | None = None) -> Site:
        running.append(Site(pages, tls))
        return running[-1]

    yield start
    for one in running:
        one.close()
