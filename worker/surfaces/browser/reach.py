"""Checks, before a run begins, that the app answers and may be tested, and says in words when it does not."""

import asyncio
import contextlib
from dataclasses import replace
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError

from deffatest.targets import TargetRefused, read_target
from worker.observation.runtime import Exchange
from worker.surfaces.browser.asking import Asker
from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.egress import Egress, Obstacle
from worker.surfaces.browser.running import OpenBrowser
from worker.surfaces.interface import TargetUnreachable

# A start page heavier than this is not a page anybody waits for. bytes.
LARGEST_PAGE = 20 * 1024 * 1024
BROWSER_MS = 15_000
PAGE_TYPES = ("text/html", "application/xhtml+xml")
# Some sites turn away what is no browser, and some certificates only a browser completes: then it is asked too.
ASK_THE_BROWSER_TOO = {403, 406, 429, 503}


async def reach(browser: OpenBrowser, egress: Egress, clock: Clock, url: str) -> str:
    """The address the app settles on after redirects; raises TargetUnreachable."""
    try:
        kind = egress.private_kind(target := read_target(url))
    except TargetRefused as refused:
        raise TargetUnreachable(f"{url} is no web address. {refused}", "target_invalid_address") from refused
    if kind:
        raise TargetUnreachable(f"{target.host} leads to {kind}, which we do not visit.", "target_private_address")
    asker = Asker(egress, clock, await _user_agent(browser))
    try:
        answer = await asker.ask(url, body_limit=LARGEST_PAGE + 1)
    finally:
        await asker.close()
    if answer.failure.startswith("net::ERR_CERT") or answer.status in ASK_THE_BROWSER_TOO:
        answer = await _as_the_browser_sees_it(browser, egress, answer)
    _judge(answer)
    return answer.url


def _judge(answer: Exchange) -> None:
    """Raise TargetUnreachable when this answer is not a page that can be tested."""
    host = urlsplit(answer.url).netloc
    kind = answer.response_headers.get("content-type", "").partition(";")[0].strip().lower()
    match answer.failure:
        case "":
            pass
        case Obstacle.PRIVATE_ADDRESS:
            raise TargetUnreachable(f"{host} is in a private network, which we do not visit.", "target_private_address")
        case Obstacle.HOST_UNKNOWN:
            raise TargetUnreachable(
                f"The host {host} is unknown. Is the address spelled correctly?", "target_host_unknown"
            )
        case Obstacle.REFUSED:
            raise TargetUnreachable(f"{host} refused the connection. Is the app running?", "target_refused")
        case Obstacle.TIMEOUT:
            raise TargetUnreachable(f"{host} did not answer in time.", "target_timeout")
        case "net::ERR_TOO_MANY_REDIRECTS":
            raise TargetUnreachable(f"{host} redirects in a circle and never shows a page.", "target_redirect_loop")
        case failure if "CERT" in failure or "SSL" in failure:
            raise TargetUnreachable(
                f"{host} has no valid certificate, so browsers refuse to show it ({failure}).", "target_tls_error"
            )
        case failure:
            raise TargetUnreachable(f"{host} could not be reached ({failure}).", "target_refused")
    match answer.status:
        case 401 | 407:
            raise TargetUnreachable(
                f"{host} asks for a user name and password before it shows anything.", "target_unauthorized"
            )
        case 404 | 410:
            raise TargetUnreachable(f"There is no page at {answer.url} (status {answer.status}).", "target_not_found")
        case int(status) if status >= 500:
            raise TargetUnreachable(
                f"{host} answers with an error of its own (status {status}).", "target_server_error"
            )
        case int(status) if status >= 400:
            raise TargetUnreachable(f"{host} does not let us see the page (status {status}).", "target_forbidden")
        case _:
            pass
    if "attachment" in answer.response_headers.get("content-disposition", "").lower():
        raise TargetUnreachable(f"{answer.url} is a file to download, not a page.", "target_is_download")
    if kind == "application/octet-stream" or kind.startswith(("application/zip", "application/x-")):
        raise TargetUnreachable(f"{answer.url} is a file to download, not a page.", "target_is_download")
    if kind and kind not in PAGE_TYPES:
        raise TargetUnreachable(f"{answer.url} is not a page but {kind}.", "target_not_html")
    if max(answer.size, len(answer.body)) > LARGEST_PAGE:
        raise TargetUnreachable(
            f"The page at {answer.url} is larger than {LARGEST_PAGE // 1024 // 1024} MB.", "target_too_large"
        )


async def _user_agent(browser: OpenBrowser) -> str:
    context = await browser.context()
    try:
        return await (await context.new_page()).evaluate("navigator.userAgent")
    finally:
        await context.close()


async def _as_the_browser_sees_it(browser: OpenBrowser, egress: Egress, answer: Exchange) -> Exchange:
    """The same address opened for a moment."""
    context = await browser.context(accept_downloads=False)
    try:
        async with asyncio.timeout(BROWSER_MS / 1000 + 5):
            response = await (await context.new_page()).goto(answer.url, wait_until="commit", timeout=BROWSER_MS)
    except PlaywrightError as error:
        failure = next(
            (word for word in error.message.split() if word.startswith("net::")), answer.failure or "net::ERR_FAILED"
        )
        obstacle = egress.obstacle(answer.url)
        return replace(answer, status=None, failure=obstacle.value if obstacle else failure)
    except TimeoutError:
        return replace(answer, status=None, failure=Obstacle.TIMEOUT.value)
    finally:
        with contextlib.suppress(PlaywrightError):
            await context.close()
    if response is None:
        return answer
    return replace(answer, url=response.url, status=response.status, failure="", response_headers=response.headers)
