"""A small HTTP server for those who look after a process: is it alive, is it ready, what does it measure.

    GET /health/live     200 as long as the process answers at all
    GET /health/ready    200, or 503 with the reasons why it should get no work
    GET /metrics         Prometheus text

It speaks as much HTTP/1.1 (RFC 9112) as probes and scrapers do: one GET or HEAD a connection.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import JsonValue

from deffatest.errors import SettingsError
from deffatest.logging import logger

REQUEST_SECONDS = 5.0  # who has not said by then what they want is hung up on
LONGEST_REQUEST_BYTES = 16 * 1024
JSON = "application/json"

log = logger(__name__)


@dataclass(frozen=True)
class Readiness:
    """Ready when there is no reason against it; `details` is for a person who looks."""

    reasons: list[str]
    details: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])


@dataclass(frozen=True)
class Page:
    """One answer."""

    status: HTTPStatus
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Pages:
    """What this process says of itself; `metrics` gives the content type and the text."""

    readiness: Callable[[], Readiness]
    metrics: Callable[[], Awaitable[tuple[str, bytes]]]

    async def page(self, path: str) -> Page:
        """The page at an address."""
        match path:
            case "/health/live":
                return _json(HTTPStatus.OK, {"status": "live"})
            case "/health/ready":
                ready = self.readiness()
                status = HTTPStatus.SERVICE_UNAVAILABLE if ready.reasons else HTTPStatus.OK
                reasons: list[JsonValue] = list(ready.reasons)
                word = "not ready" if reasons else "ready"
                return _json(status, {"status": word, "reasons": reasons, **ready.details})
            case "/metrics":
                content_type, body = await self.metrics()
                return Page(HTTPStatus.OK, content_type, body)
            case _:
                return _json(HTTPStatus.NOT_FOUND, {"error": "there are /health/live, /health/ready and /metrics"})


@asynccontextmanager
async def serving(address: str, pages: Pages) -> AsyncGenerator[str]:
    """Answer at `host:port` (port 0 takes a free one) while the context lasts; gives the address that is really used.

    Raises SettingsError when the address cannot be used.
    """
    host, _, port = address.rpartition(":")
    try:
        server = await asyncio.start_server(
            lambda reader, writer: _answer(pages, reader, writer),
            host.strip("[]"),
            int(port),
            limit=LONGEST_REQUEST_BYTES,
        )
    except OSError as error:
        raise SettingsError(
            f"DEFFATEST_HEALTH_ADDRESS: nothing can listen on {address}: {error.strerror}. "
            "Choose a free port; 0 takes any."
        ) from error
    async with server:
        used_host, used_port = server.sockets[0].getsockname()[:2]
        used = f"[{used_host}]:{used_port}" if ":" in used_host else f"{used_host}:{used_port}"
        log.info("answering health checks", address=used)
        yield used


async def _answer(pages: Pages, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read one request, answer it, hang up."""
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            request = await _request(reader)
            if request is None:
                return
            method, path = request
            if method in ("GET", "HEAD"):
                page = await _page(pages, path)
            else:
                page = _json(HTTPStatus.METHOD_NOT_ALLOWED, {"error": "only GET and HEAD are answered"})
            writer.write(_head(page) + (b"" if method == "HEAD" else page.body))
            await writer.drain()
    except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return  # they were too slow, hung up, or speak something else
    finally:
        writer.close()


async def _page(pages: Pages, path: str) -> Page:
    try:
        return await pages.page(path)
    except Exception:
        # A page that cannot be made must not end the process that it tells of.
        log.exception("a page about this process could not be made", path=path)
        return _json(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "this page could not be made; the log says why"})


async def _request(reader: asyncio.StreamReader) -> tuple[str, str] | None:
    """Method and path; None when it is no request."""
    head = await reader.readuntil(b"\r\n\r\n")
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split()
    return (words[0], words[1].partition("?")[0]) if len(words) == 3 else None


def _head(page: Page) -> bytes:
    lines = [
        f"HTTP/1.1 {page.status.value} {page.status.phrase}",
        f"Content-Type: {page.content_type}",
        f"Content-Length: {len(page.body)}",
        "Cache-Control: no-store",
        "Connection: close",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _json(status: HTTPStatus, body: dict[str, JsonValue]) -> Page:
    return Page(status, JSON, json.dumps(body).encode() + b"\n")
