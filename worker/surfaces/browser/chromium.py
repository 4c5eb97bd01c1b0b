"""Finds a Chromium and starts it, sandboxed where the machine allows it."""

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import Browser, Playwright
from playwright.async_api import Error as PlaywrightError

from worker.surfaces.interface import SurfaceLost

log = logging.getLogger(__name__)

# The headless shell has no windows to draw and does about twice as much in the same time.
SYSTEM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge",
)
RECORDED_PATH = Path(".local/chromium/path")
START_MS = 30_000

# Of several such lists the last counts, so what Playwright switches off for any headless browser stands here too.
_FEATURES_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    # Another frame host for every document of the same site costs a third of the work of a navigation.
    "RenderDocument",
)
ARGUMENTS = (
    # Drawing on the processor straight away is about twice as fast as through an emulated GPU; WebGL still works.
    "--disable-gpu",
    # All traffic goes through our proxy: nothing over UDP, no name resolved by the browser itself.
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--dns-prefetch-disable",
    # The browser's own errands are no part of a visit.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-client-side-phishing-detection",
    "--no-pings",
    "--no-service-autorun",
    # What visitors speak unless they live elsewhere, whatever the machine's own language.
    "--lang=en-US",
    "--accept-lang=en-US",
    "--metrics-recording-only",
    # A small /dev/shm, as in containers, would kill pages.
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
    # A page that eats memory ends as a crash of its own renderer, not of the machine. MiB.
    "--js-flags=--max-old-space-size=1024",
    f"--disable-features={','.join(_FEATURES_OFF)}",
)


def candidates(playwright: Playwright, configured: str | None) -> Iterator[str]:
    """Paths of Chromium in order of preference.

    The configured one and no other; else Playwright's own, the system's, the one that set-up installed.
    """
    if configured:
        yield configured
        return
    whole = Path(playwright.chromium.executable_path)
    yield from map(str, whole.parents[2].glob("chromium_headless_shell-*/*/*headless*shell"))
    if whole.is_file():
        yield str(whole)
    for name in SYSTEM_NAMES:
        found = shutil.which(name)
        if found:
            yield found
    if RECORDED_PATH.is_file():
        recorded = RECORDED_PATH.read_text(encoding="utf-8").strip()
        if recorded:
            yield recorded


async def launch(playwright: Playwright, configured: str | None, proxy: str) -> Browser:
    """The first Chromium that starts, going out through `proxy` only; SurfaceLost says what was tried if none does."""
    refusals: list[str] = []
    for path in candidates(playwright, configured):
        for sandbox in _sandbox_choices():
            try:
                browser = await _start(playwright, path, proxy, sandbox=sandbox)
            except PlaywrightError as error:
                refusals.append(f"{path} ({'with' if sandbox else 'without'} sandbox): {first_line(error)}")
                continue
            if not sandbox:
                log.warning("Chromium runs without its sandbox: %s", _why_no_sandbox(refusals))
            return browser
    if not refusals:
        raise SurfaceLost(
            "No Chromium was found. Install one (apt-get install chromium, or playwright install chromium), "
            "or give its path in DEFFATEST_CHROMIUM."
        )
    raise SurfaceLost("No Chromium could be started. " + "; ".join(refusals))


def _sandbox_choices() -> tuple[bool, ...]:
    # Chromium itself refuses to start with its sandbox as root.
    return (False,) if os.geteuid() == 0 else (True, False)


def _why_no_sandbox(refusals: list[str]) -> str:
    return "it refuses to use it as root; run as an ordinary user to have it" if not refusals else refusals[-1]


async def _start(playwright: Playwright, path: str, proxy: str, *, sandbox: bool) -> Browser:
    """Start and smoke-test one browser."""
    browser = await playwright.chromium.launch(
        executable_path=path,
        args=list(ARGUMENTS),
        chromium_sandbox=sandbox,
        # "<-loopback>": local addresses go through the proxy too, they are the ones to be careful with.
        proxy={"server": proxy, "bypass": "<-loopback>"},
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
        timeout=START_MS,
    )
    try:
        page = await browser.new_page()
        await page.evaluate("document.title = 'ready'")
        await page.context.close()
    except PlaywrightError:
        await browser.close()
        raise
    return browser


def first_line(error: PlaywrightError) -> str:
    """What a refusal says first; the rest is Playwright's own log."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else "no reason given"
