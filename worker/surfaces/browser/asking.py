"""Asks for an address without opening it: through the browser's egress, with limits on time, redirects and size."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin

import httpx

from worker.observation.runtime import Exchange
from worker.observation.sites import same_site
from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.egress import Egress, Obstacle

REDIRECTS = 10
SECONDS = 10.0
REDIRECTING = {301, 302, 303, 307, 308}

CookieSource = Callable[[str], Awaitable[str]]


class Asker:
    """A client of its own connections; cookies are lent by the visitor for each address."""

    def __init__(self, egress: Egress, clock: Clock, user_agent: str) -> None:
        self._egress = egress
        self._clock = clock
        headers = {
            "user-agent": user_agent,
            "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "accept-language": "en-US,en;q=0.9",
        }
        self._client = httpx.AsyncClient(
            proxy=egress.address, trust_env=False, timeout=SECONDS, headers=headers, follow_redirects=False
        )

    async def close(self) -> None:
        """End its connections."""
        await self._client.aclose()

    async def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        body_limit: int = 65536,
        page: str = "",
        cookies: CookieSource | None = None,
    ) -> Exchange:
        """The last answer after redirects; failures are told as Chromium would tell them, in `failure`."""
        began = self._clock.ms()
        asked = url
        came_from = ""
        for _ in range(REDIRECTS + 1):
            exchange = await self._once(url, method, body_limit, page or asked, cookies, began, came_from)
            place = exchange.response_headers.get("location")
            if exchange.status not in REDIRECTING or not place:
                return exchange
            came_from, url = url, urljoin(url, place)
            if exchange.status == 303 and method != "HEAD":
                method = "GET"
        return self._failed(url, method, page or asked, "net::ERR_TOO_MANY_REDIRECTS", began, came_from)

    async def _once(
        self,
        url: str,
        method: str,
        body_limit: int,
        page: str,
        cookies: CookieSource | None,
        began: int,
        came_from: str,
    ) -> Exchange:
        if not url.startswith(("http://", "https://")):
            return self._failed(url, method, page, "net::ERR_UNKNOWN_URL_SCHEME", began, came_from)
        headers = {"cookie": await cookies(url)} if cookies is not None else {}
        headers = {name: value for name, value in headers.items() if value}
        try:
            async with asyncio.timeout(SECONDS), self._client.stream(method, url, headers=headers) as response:
                body = bytearray()
                with contextlib.suppress(httpx.DecodingError):  # a body that is not packed as it says
                    async for chunk in response.aiter_bytes():
                        body += chunk
                        if len(body) >= body_limit:
                            break
        except (TimeoutError, httpx.TimeoutException):
            return self._failed(url, method, page, Obstacle.TIMEOUT.value, began, came_from)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return self._failed(url, method, page, self._told(url, error), began, came_from)
        declared = response.headers.get("content-length", "")
        return Exchange(
            at_ms=began,
            method=method,
            url=url,
            kind="fetch",
            page=page,
            status=response.status_code,
            duration_ms=self._clock.ms() - began,
            size=int(declared) if declared.isdigit() else len(body),
            same_site=same_site(url, page),
            redirected_from=came_from,
            request_headers=dict(response.request.headers),
            response_headers=dict(response.headers),
            body=bytes(body[:body_limit]).decode(response.encoding or "utf-8", "replace"),
        )

    def _told(self, url: str, error: Exception) -> str:
        obstacle = self._egress.obstacle(url)
        if obstacle is not None:
            return obstacle.value
        if isinstance(error, (httpx.InvalidURL, ValueError)):
            return "net::ERR_INVALID_URL"
        return "net::ERR_CERT_INVALID" if _is_tls(error) else "net::ERR_CONNECTION_CLOSED"

    def _failed(self, url: str, method: str, page: str, failure: str, began: int, came_from: str) -> Exchange:
        return Exchange(
            at_ms=began,
            method=method,
            url=url,
            kind="fetch",
            page=page,
            status=None,
            failure=failure,
            duration_ms=self._clock.ms() - began,
            same_site=same_site(url, page),
            aborted_by_us=failure == Obstacle.PRIVATE_ADDRESS.value,
            redirected_from=came_from,
        )


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "SSL" in str(error) or "TLS" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
