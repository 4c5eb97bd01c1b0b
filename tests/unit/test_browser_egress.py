"""The forward proxy, spoken to as a browser would."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from deffatest.addresses import AddressPolicy
from worker.surfaces.browser.egress import Egress, Obstacle


@pytest.fixture
def site() -> Iterator[tuple[int, list[dict[str, str]]]]:
    """A site's port and the headers it was sent."""
    heads: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heads.append({"path": self.path, **dict(self.headers.items())})
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"got " + body)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to tell."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_port, heads
    server.shutdown()
    server.server_close()
    thread.join()


@pytest_asyncio.fixture
async def closed() -> AsyncIterator[Egress]:
    """Lets nothing private through."""
    egress = Egress(AddressPolicy())
    await egress.start()
    yield egress
    await egress.stop()


@pytest_asyncio.fixture
async def local() -> AsyncIterator[Egress]:
    """Lets 127.0.0.1 through."""
    egress = Egress(AddressPolicy.parse(["127.0.0.0/8"]))
    await egress.start()
    yield egress
    await egress.stop()


async def say(egress: Egress, request: str) -> bytes:
    """What the proxy answers to these bytes until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(egress.address).port)
    writer.write(request.encode())
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


async def test_a_plain_request_is_passed_on_without_the_proxys_own_headers(
    local: Egress, site: tuple[int, list[dict[str, str]]]
) -> None:
    port, heads = site
    answer = await say(
        local,
        f"POST http://127.0.0.1:{port}/a?b=c HTTP/1.1\r\nHost: 127.0.0.1\r\nProxy-Connection: keep-alive\r\n"
        "Proxy-Authorization: Basic x\r\nContent-Length: 5\r\n\r\nhello",
    )
    assert answer.endswith(b"got hello")
    assert heads[0]["path"] == "/a?b=c"
    assert not [name for name in heads[0] if name.lower().startswith("proxy-")]
    assert local.obstacle(f"http://127.0.0.1:{port}/") is None


async def test_a_tunnel_carries_bytes_both_ways(local: Egress, site: tuple[int, list[dict[str, str]]]) -> None:
    port, _ = site
    answer = await say(local, f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\nGET / HTTP/1.0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"got ")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "0.0.0.0"]
)
async def test_a_private_address_is_refused_plainly_and_as_a_tunnel(closed: Egress, host: str) -> None:
    assert await say(closed, f"GET http://{host}:9/ HTTP/1.1\r\nHost: x\r\n\r\n") == b""
    assert closed.obstacle(f"http://{host}:9/") is Obstacle.PRIVATE_ADDRESS
    assert (await say(closed, f"CONNECT {host}:10 HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 502 ")
    assert closed.obstacle(f"https://{host}:10/") is Obstacle.PRIVATE_ADDRESS


async def test_why_a_connection_failed_is_remembered(local: Egress) -> None:
    await say(local, "GET http://127.0.0.1:1/ HTTP/1.1\r\n\r\n")
    assert local.obstacle("http://127.0.0.1:1/") is Obstacle.REFUSED
    await say(local, "CONNECT nowhere.invalid:443 HTTP/1.1\r\n\r\n")
    assert local.obstacle("https://nowhere.invalid/") is Obstacle.HOST_UNKNOWN


@pytest.mark.parametrize(
    "nonsense",
    [
        "hello\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET ftp://x/ HTTP/1.1\r\n\r\n",
        "CONNECT x HTTP/1.1\r\n\r\n",
        "GET http://a:b/ HTTP/1.1\r\n\r\n",
    ],
)
async def test_nonsense_is_hung_up_on_and_the_proxy_lives_on(closed: Egress, nonsense: str) -> None:
    assert await say(closed, nonsense) == b""
    assert await say(closed, "GET http://127.0.0.1:9/ HTTP/1.1\r\n\r\n") == b""
    assert closed.obstacle("http://127.0.0.1:9/") is Obstacle.PRIVATE_ADDRESS


async def test_a_name_that_changes_its_answer_is_connected_to_only_where_it_was_checked(
    closed: Egress, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["93.184.215.14", "127.0.0.1"])
    asked: list[str] = []

    async def resolve(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        asked.append(host)
        return [(2, 1, 6, "", (next(answers), port))]

    connected: list[str] = []

    async def connect(host: str, _: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        connected.append(host)
        raise ConnectionRefusedError

    loop = closed._loop  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(closed.address).port)
    monkeypatch.setattr(asyncio, "open_connection", connect)
    writer.write(b"CONNECT rebinding.example:443 HTTP/1.1\r\n\r\n")
    await asyncio.wait_for(reader.read(), 10)
    writer.close()
    assert asked == ["rebinding.example"]
    assert connected == ["93.184.215.14"]
