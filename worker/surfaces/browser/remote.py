"""A browser that runs elsewhere, used instead of one of our own: a Chromium's DevTools address, or a Playwright server.

Each profile in it goes out through our proxy, as with our own browser, so the same addresses are refused. That is
tried before anything else: a browser that does not use the proxy, or would talk past it over UDP, is not used.
"""

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from playwright.async_api import Browser, Playwright, ProxySettings
from playwright.async_api import Error as PlaywrightError

from worker.surfaces.browser.chromium import ARGUMENTS, first_line
from worker.surfaces.browser.egress import Egress, Obstacle
from worker.surfaces.browser.running import OpenBrowser
from worker.surfaces.interface import SurfaceLost

CONNECT_MS = 15_000
CHECK_MS = 10_000
# The name of no host (RFC 6761): only our proxy can say that it asked for it.
NOWHERE = "http://proxied.invalid/"

# How many ways to talk over UDP the browser sees, 0 when it has to go through the proxy.
WAYS_PAST_THE_PROXY = """async () => {
  const peer = new RTCPeerConnection();
  let found = 0;
  peer.onicecandidate = (event) => { if (event.candidate) found += 1; };
  peer.createDataChannel('');
  await peer.setLocalDescription(await peer.createOffer());
  for (let i = 0; i < 20 && peer.iceGatheringState !== 'complete'; i++) await new Promise((go) => setTimeout(go, 50));
  peer.close();
  return found;
}"""


@dataclass(frozen=True)
class RemoteBrowser:
    """Where it is (ws:// or wss://), and this machine's address as it sees it, "" when that is the same machine."""

    address: str
    egress_host: str = ""

    async def peers(self) -> frozenset[str]:
        """The network addresses that its requests will come from: those of its host. Raises SurfaceLost."""
        if not self.egress_host:
            return frozenset()
        host = urlsplit(self.address).hostname or ""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None)
        except OSError as error:
            raise SurfaceLost(f"The host {host} of DEFFATEST_BROWSER_WS is unknown: {error}") from error
        return frozenset(str(address[0]) for *_, address in found)


async def connect(playwright: Playwright, address: str, egress: Egress) -> OpenBrowser:
    """Use the browser at this ws:// or wss:// address.

    Raises SurfaceLost when there is none, or it would not be kept from private networks.
    """
    where = urlsplit(address).netloc.rpartition("@")[2]
    browser = await _connect(playwright, address, where)
    opened = OpenBrowser(playwright, browser, ProxySettings(server=egress.address_for_browser, bypass="<-loopback>"))
    try:
        await _check(opened, egress, where)
    except BaseException:
        await browser.close()
        raise
    return opened


async def _connect(playwright: Playwright, address: str, where: str) -> Browser:
    """By the Playwright protocol, unless the address is of DevTools; a Chromium's bare host and port is one, too."""
    refusals: list[str] = []
    if "/devtools/" not in urlsplit(address).path:
        try:
            options = json.dumps({"args": list(ARGUMENTS)})
            return await playwright.chromium.connect(
                address, timeout=CONNECT_MS, headers={"x-playwright-launch-options": options}
            )
        except PlaywrightError as error:
            refusals.append(f"as a Playwright server: {first_line(error)}")
    try:
        return await playwright.chromium.connect_over_cdp(_devtools(address), timeout=CONNECT_MS)
    except PlaywrightError as error:
        refusals.append(f"as a Chromium's DevTools: {first_line(error)}")
    raise SurfaceLost(f"No browser answers at {where} (DEFFATEST_BROWSER_WS); {'; '.join(refusals)}")


def _devtools(address: str) -> str:
    """A Chromium tells the address of its DevTools when asked by HTTP at its port; a path says it already."""
    parts = urlsplit(address)
    if parts.path.strip("/"):
        return address
    return urlunsplit(parts._replace(scheme="https" if parts.scheme == "wss" else "http"))


async def _check(opened: OpenBrowser, egress: Egress, where: str) -> None:
    context = await opened.context()
    try:
        page = await context.new_page()
        ways = await page.evaluate(WAYS_PAST_THE_PROXY)
        try:
            await page.goto(NOWHERE, timeout=CHECK_MS)
        except PlaywrightError as error:
            refusal = first_line(error)
        else:
            refusal = "it opened a page that is nowhere"
    except PlaywrightError as error:
        raise SurfaceLost(f"The browser at {where} cannot be used: {first_line(error)}") from error
    finally:
        await context.close()
    if egress.obstacle(NOWHERE) is not Obstacle.HOST_UNKNOWN:
        raise SurfaceLost(
            f"The browser at {where} does not go out through this worker's proxy at {egress.address_for_browser}, so "
            f"nothing would keep it from private networks ({refusal}). DEFFATEST_BROWSER_EGRESS_HOST must be this "
            "worker's address as the browser sees it."
        )
    if ways:
        raise SurfaceLost(
            f"The browser at {where} would let pages talk past our proxy over UDP. Start it with "
            "--webrtc-ip-handling-policy=disable_non_proxied_udp --force-webrtc-ip-handling-policy --disable-quic; a "
            "Playwright server does that for us when it is started with --unsafe."
        )
