"""Asks for an address without opening it: through the browser's egress, with limits on time, redirects and size."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urljoin, urlsplit

import httpx

from worker.observation.runtime import Exchange
from worker.observation.sites import same_site
from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.egress import Egress, Obstacle

REDIRECTS = 10
SECONDS = 10.0
REDIRECTING = {301, 302, 303, 307, 308}

CookieSource = Callable[[str], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """One request; `page` is whose it is."""

    method: str
    url: str
    page: str
    headers: Mapping[str, str]
    body: str | bytes

    def redirected(self, status: int, url: str) -> "Question":
        """What a browser asks next (Fetch Standard, HTTP-redirect fetch); another origin is told nothing of this."""
        as_get = (status == 303 and self.method != "HEAD") or (status in (301, 302) and self.method == "POST")
        elsewhere = urlsplit(url)[:2] != urlsplit(self.url)[:2]
        method = "GET" if as_get else self.method
        headers: Mapping[str, str] = {} if elsewhere else self.headers
        if as_get:
            headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
        return Question(method, url, self.page, headers, "" if as_get or elsewhere else self.body)


@cache
def _trusted() -> ssl.SSLContext:
    """What every visitor's client trusts; reading it takes longer than asking."""
    return httpx.create_ssl_context(trust_env=False)


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
            proxy=egress.address,
            trust_env=False,
            verify=_trusted(),
            timeout=SECONDS,
            headers=headers,
            follow_redirects=False,
        )

    async def close(self) -> None:
        """End its connections."""
        await self._client.aclose()

    async def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: str | bytes = "",
        body_limit: int = 65536,
        page: str = "",
        cookies: CookieSource | None = None,
        follow_redirects: bool = True,
    ) -> Exchange:
        """The last answer after redirects; failures are told as Chromium would tell them, in `failure`."""
        began = self._clock.ms()
        question = Question(method, url, page or url, dict(headers or {}), body)
        came_from = ""
        for _ in range(REDIRECTS + 1):
            exchange = replace(await self._once(question, body_limit, cookies, began), redirected_from=came_from)
            place = exchange.response_headers.get("location")
            if not follow_redirects or exchange.status not in REDIRECTING or not place:
                return exchange
            came_from = question.url
            question = question.redirected(exchange.status, urljoin(question.url, place))
        return replace(self._failed(question, "net::ERR_TOO_MANY_REDIRECTS", began), redirected_from=came_from)

    async def _once(self, asked: Question, body_limit: int, cookies: CookieSource | None, began: int) -> Exchange:
        if not asked.url.startswith(("http://", "https://")):
            return self._failed(asked, "net::ERR_UNKNOWN_URL_SCHEME", began)
        own = await cookies(asked.url) if cookies is not None else ""
        headers = _with_cookies(asked.headers, own)
        content = asked.body or None
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._client.stream(asked.method, asked.url, headers=headers, content=content) as response,
            ):
                body = bytearray()
                with contextlib.suppress(httpx.DecodingError):  # a body that is not packed as it says
                    async for chunk in response.aiter_bytes():
                        body += chunk
                        if len(body) >= body_limit:
                            break
        except (TimeoutError, httpx.TimeoutException):
            return self._failed(asked, Obstacle.TIMEOUT.value, began)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return self._failed(asked, self._told(asked.url, error), began)
        declared = response.headers.get("content-length", "")
        return Exchange(
            at_ms=began,
            method=asked.method,
            url=asked.url,
            kind="fetch",
            page=asked.page,
            status=response.status_code,
            duration_ms=self._clock.ms() - began,
            size=int(declared) if declared.isdigit() else len(body),
            same_site=same_site(asked.url, asked.page),
            request_headers=dict(response.request.headers),
            response_headers=_all_headers(response.headers),
            request_body=asked.body if isinstance(asked.body, str) else asked.body.decode("utf-8", "replace"),
            body=bytes(body[:body_limit]).decode(response.encoding or "utf-8", "replace"),
        )

    def _told(self, url: str, error: Exception) -> str:
        obstacle = self._egress.obstacle(url)
        if obstacle is not None:
            return obstacle.value
        if isinstance(error, (httpx.InvalidURL, ValueError)):
            return "net::ERR_INVALID_URL"
        return "net::ERR_CERT_INVALID" if _is_tls(error) else "net::ERR_CONNECTION_CLOSED"

    def _failed(self, asked: Question, failure: str, began: int) -> Exchange:
        return Exchange(
            at_ms=began,
            method=asked.method,
            url=asked.url,
            kind="fetch",
            page=asked.page,
            status=None,
            failure=failure,
            duration_ms=self._clock.ms() - began,
            same_site=same_site(asked.url, asked.page),
            aborted_by_us=failure == Obstacle.PRIVATE_ADDRESS.value,
        )


def _with_cookies(headers: Mapping[str, str], own: str) -> dict[str, str]:
    """The headers with the visitor's cookies; those given take the place of its own of the same name."""
    given = {name.lower(): value for name, value in headers.items()}
    jar = {**_jar(own), **_jar(given.get("cookie", ""))}
    if jar:
        given["cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
    return given


def _jar(header: str) -> dict[str, str]:
    pairs = (pair.strip().partition("=") for pair in header.split(";") if pair.strip())
    return {name: value for name, _, value in pairs}


def _all_headers(headers: httpx.Headers) -> dict[str, str]:
    """What came several times stands in several lines, as browsers tell it."""
    told: dict[str, str] = {}
    for name, value in headers.multi_items():
        told[name] = f"{told[name]}\n{value}" if name in told else value
    return told


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "SSL" in str(error) or "TLS" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
