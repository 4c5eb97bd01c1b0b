"""A browser that runs elsewhere is used as our own would be, and kept from private networks as well."""

import os
import re
import subprocess
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.async_api import async_playwright

from tests.e2e.sites.server import Site
from tests.e2e.sites.steps import opened
from worker.observation.screen import Viewport
from worker.surfaces.browser import RemoteBrowser, open_surface
from worker.surfaces.browser.chromium import ARGUMENTS, candidates
from worker.surfaces.interface import SurfaceLost, TargetUnreachable

pytestmark = pytest.mark.asyncio(loop_scope="session")

StartSite = Callable[..., Site]


@contextmanager
def started(command: list[str], says: str, **environment: object) -> Generator[str]:
    """A server; the address that it says, found by a regular expression."""
    variables = {**os.environ, **{name: str(value) for name, value in environment.items()}}
    process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if found := re.search(says, line):
                yield found[0]
                return
        raise AssertionError("".join(said))
    finally:
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


async def chromium() -> str:
    async with async_playwright() as playwright:
        return next(candidates(playwright, None))


def devtools(path: str, profile: Path, *arguments: str) -> Any:
    """A Chromium that answers at a DevTools address."""
    given = ["--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    return started([path, *given, *arguments, "about:blank"], r"ws://\S+")


async def looks_at(shop: Site, address: str) -> None:
    """Open a page with the browser at this address, and see that it may not go where it should not."""
    private = "http://169.254.169.254/latest/meta-data/"
    surface = await open_surface(allowed_private_targets=["127.0.0.1"], remote=RemoteBrowser(address))
    try:
        assert await surface.reach(shop.url) == shop.url
        visitor = await surface.visitor("visitor-1", Viewport(800, 600))
        assert (await opened(visitor, shop.url)).screen.headings == ("Shop",)
        blocked = await opened(visitor, private)
        assert blocked.document is not None
        assert blocked.document.failure == "net::ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS"
        with pytest.raises(TargetUnreachable, match="which we do not visit"):
            await surface.reach(private)
    finally:
        await surface.close()


async def test_a_chromium_is_used_by_its_devtools(site: StartSite, tmp_path: Path) -> None:
    shop = site({"/": "<h1>Shop</h1>"})
    with devtools(await chromium(), tmp_path, *ARGUMENTS) as address:
        await looks_at(shop, address)
        # One surface has gone, the browser stays; and its bare port says enough.
        await looks_at(shop, address.partition("/devtools")[0])


async def browsers_folder(folder: Path) -> Path:
    """A folder of browsers as Playwright installs them, with the Chromium of this machine in it."""
    async with async_playwright() as playwright:
        path, whole = next(candidates(playwright, None)), Path(playwright.chromium.executable_path)
    revision = whole.parents[1].name.rpartition("-")[2]
    for place in (
        f"chromium_headless_shell-{revision}/chrome-headless-shell-linux64/chrome-headless-shell",
        f"chromium-{revision}/{whole.relative_to(whole.parents[1])}",
    ):
        (folder / place).parent.mkdir(parents=True)
        (folder / place).symlink_to(path)
    return folder


async def test_a_playwright_server_is_used(site: StartSite, tmp_path: Path) -> None:
    shop = site({"/": "<h1>Shop</h1>"})
    node, program = compute_driver_executable()
    command = [node, program, "run-server", "--unsafe", "--port", "0", "--host", "127.0.0.1"]
    with started(command, r"ws://\S+", PLAYWRIGHT_BROWSERS_PATH=await browsers_folder(tmp_path)) as address:
        await looks_at(shop, address)


async def test_a_browser_that_could_talk_past_the_proxy_is_refused(tmp_path: Path) -> None:
    careless = [argument for argument in ARGUMENTS if "webrtc" not in argument]
    with (
        devtools(await chromium(), tmp_path, *careless) as address,
        pytest.raises(SurfaceLost, match="past our proxy over UDP"),
    ):
        await open_surface(remote=RemoteBrowser(address))


async def test_a_browser_that_does_not_reach_the_proxy_is_refused(tmp_path: Path) -> None:
    with (
        devtools(await chromium(), tmp_path, *ARGUMENTS) as address,
        pytest.raises(SurfaceLost, match="DEFFATEST_BROWSER_EGRESS_HOST"),
    ):
        # An address that is nobody's (RFC 5737).
        await open_surface(remote=RemoteBrowser(address, "192.0.2.1"))


async def test_no_browser_at_the_address_is_told_without_its_secrets() -> None:
    with pytest.raises(SurfaceLost, match=r"No browser answers at 127\.0\.0\.1:9 ") as refusal:
        await open_surface(remote=RemoteBrowser("ws://user:word@127.0.0.1:9/?token=abc123secret"))
    assert "abc123secret" not in str(refusal.value)
