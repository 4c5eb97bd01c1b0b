"""The only way out of the browser: a small forward proxy that decides, for every connection, whether it may be made.

Chromium (and our own requests) go through it, loopback included. It resolves names itself, checks the addresses, and
connects to exactly the address it checked; so redirects, sub-resources, websockets and names that answer with a private
address (or change their answer later) are all covered by one rule.
It runs in a thread with its own event loop: the explorer thinking must not slow the pages it measures.
"""

import asyncio
import contextlib
import ipaddress
import logging
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

from deffatest.addresses import AddressPolicy, IPAddress
from deffatest.targets import Target, read_host

log = logging.getLogger(__name__)

HEAD_LIMIT = 64 * 1024
CHUNK = 64 * 1024
CONNECTIONS_AT_ONCE = 256
HEAD_SECONDS = 15.0
RESOLVE_SECONDS = 8.0
CONNECT_SECONDS = 8.0
IDLE_SECONDS = 120.0
# A resolved name is kept for a minute: pages open many connections to one host.
NAME_SECONDS = 60.0
REMEMBERED = 2048

# Hosts that only browsers themselves ask, for updates and form statistics; the app is none of their business.
ERRANDS = {
    "update.googleapis.com",
    "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "safebrowsing.googleapis.com",
    "clients2.google.com",
    "clientservices.googleapis.com",
    "edgedl.me.gvt1.com",
}
NOT_SENT_ON = {b"connection", b"proxy-connection", b"proxy-authorization", b"keep-alive"}

Place = tuple[str, int]
"""A host and a port."""


class Closed(Protocol):
    """Somewhere that no page may go, whatever the policy says."""

    def is_at(self, host: str, port: int, address: str) -> bool:
        """Whether a connection to this address, asked for by this name, would end there."""
        ...


class Obstacle(StrEnum):
    """Why a connection was not made; the value is the text Chromium would show for it."""

    PRIVATE_ADDRESS = "net::ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS"
    HOST_UNKNOWN = "net::ERR_NAME_NOT_RESOLVED"
    REFUSED = "net::ERR_CONNECTION_REFUSED"
    UNREACHABLE = "net::ERR_ADDRESS_UNREACHABLE"
    TIMEOUT = "net::ERR_CONNECTION_TIMED_OUT"


class ConnectionImpossible(Exception):
    """No connection to a host was made."""

    def __init__(self, obstacle: Obstacle, host: str) -> None:
        super().__init__(f"{obstacle} ({host})")
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Where a client wants to go, and what is to be said there first."""

    host: str
    port: int
    tunnel: bool
    first_bytes: bytes = b""


class Egress:
    """A forward proxy on a free loopback port.

    For a browser on another machine it listens everywhere, under the name `reached_as`, and serves only clients with an
    address in `peers` (and this machine). `hosted` are names, with a port, that lead to servers of the run itself;
    `closed` is where nobody gets.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        reached_as: str = "",
        peers: frozenset[str] = frozenset(),
        hosted: Mapping[Place, Place] = MappingProxyType({}),
        closed: tuple[Closed, ...] = (),
    ) -> None:
        self._policy = policy
        self._closed = closed
        self._hosted = dict(hosted)
        self._reached_as = reached_as
        self._peers = peers | {"127.0.0.1", "::1"}
        self._obstacles: OrderedDict[tuple[str, int], Obstacle] = OrderedDict()
        self._names: OrderedDict[tuple[str, int], tuple[float, tuple[IPAddress, ...]]] = OrderedDict()
        self._connections: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="egress", daemon=True)
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def address(self) -> str:
        """What to give a browser as its proxy."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def address_for_browser(self) -> str:
        """The same as a browser on another machine sees it."""
        host = f"[{self._reached_as}]" if ":" in self._reached_as else self._reached_as
        return f"http://{host}:{self._port}" if host else self.address

    def private_kind(self, target: Target) -> str:
        """Where a target leads that may not be visited, as far as its host itself tells; "" when it does not."""
        if (target.host, target.port) in self._hosted:
            return ""
        allowed = self._policy.names(target.host, target.port) or (
            target.address is not None and self._policy.holds(target.address)
        )
        return "" if allowed else target.private_kind

    def obstacle(self, url: str) -> Obstacle | None:
        """Why the last connection for this address was not made; None when it was, or none was tried."""
        parts = urlsplit(url)
        try:
            port = parts.port or (80 if parts.scheme in ("http", "ws") else 443)
            return self._obstacles.get((_host(parts.hostname or ""), port))
        except ValueError:
            return None

    async def start(self) -> None:
        """Listen."""
        self._thread.start()
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._listen(), self._loop))

    async def stop(self) -> None:
        """End every connection and the thread."""
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop))
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join, 5)
        if not self._thread.is_alive():
            self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(
            self._accept, "0.0.0.0" if self._reached_as else "127.0.0.1", 0, limit=HEAD_LIMIT
        )
        self._port = self._server.sockets[0].getsockname()[1]

    async def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        peer = writer.get_extra_info("peername")[0]
        if task is None or len(self._connections) >= CONNECTIONS_AT_ONCE or peer not in self._peers:
            writer.close()
            return
        self._connections.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ValueError) as error:
            log.debug("a connection ended early: %s", error)
        except asyncio.CancelledError:
            # Only `stop` cancels us; asyncio's own callback would log a cancelled task as an error.
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
        wanted = _read_head(head)
        if wanted.host in ERRANDS:
            return
        try:
            site_reader, site_writer = await self._connect(wanted.host, wanted.port)
        except ConnectionImpossible as impossible:
            self._remember(wanted, impossible.obstacle)
            if wanted.tunnel:
                writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                await writer.drain()
            # A plain request gets no answer at all: an error page of ours would look like the site's.
            return
        self._remember(wanted, None)
        try:
            if wanted.tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _relay((reader, writer), (site_reader, site_writer))
            else:
                site_writer.write(wanted.first_bytes)
                await _relay((reader, writer), (site_reader, site_writer), announce_close=True)
        finally:
            site_writer.close()

    def _remember(self, wanted: _Wanted, obstacle: Obstacle | None) -> None:
        key = (wanted.host, wanted.port)
        self._obstacles.pop(key, None)
        if obstacle is not None:
            self._obstacles[key] = obstacle
            if len(self._obstacles) > REMEMBERED:
                self._obstacles.popitem(last=False)

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if (here := self._hosted.get((host, port))) is not None:
            try:
                return await asyncio.open_connection(*here)
            except OSError as error:
                raise ConnectionImpossible(Obstacle.REFUSED, host) from error
        addresses = await self._resolve(host, port)
        permitted = [
            address
            for address in addresses
            if self._policy.allows(host, port, address)
            and not any(closed.is_at(host, port, str(address)) for closed in self._closed)
        ]
        if not permitted:
            raise ConnectionImpossible(Obstacle.PRIVATE_ADDRESS, host)
        obstacle = Obstacle.UNREACHABLE
        deadline = time.monotonic() + CONNECT_SECONDS
        for address in permitted:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                return await asyncio.wait_for(
                    asyncio.open_connection(str(address), port), min(left, CONNECT_SECONDS / 2)
                )
            except TimeoutError:
                obstacle = Obstacle.TIMEOUT
            except ConnectionRefusedError:
                obstacle = Obstacle.REFUSED
            except OSError as error:
                log.debug("no connection to %s (%s): %s", host, address, error)
        raise ConnectionImpossible(obstacle, host)

    async def _resolve(self, host: str, port: int) -> tuple[IPAddress, ...]:
        with contextlib.suppress(ValueError):
            return (ipaddress.ip_address(host),)
        known = self._names.get((host, port))
        if known is not None and known[0] > time.monotonic():
            return known[1]
        try:
            answers = await asyncio.wait_for(
                self._loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP), RESOLVE_SECONDS
            )
        except TimeoutError as error:
            raise ConnectionImpossible(Obstacle.TIMEOUT, host) from error
        except (OSError, UnicodeError) as error:
            raise ConnectionImpossible(Obstacle.HOST_UNKNOWN, host) from error
        texts = dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers)
        addresses = tuple(ipaddress.ip_address(text) for text in texts)
        self._names[(host, port)] = (time.monotonic() + NAME_SECONDS, addresses)
        if len(self._names) > REMEMBERED:
            self._names.popitem(last=False)
        return addresses


def _read_head(head: bytes) -> _Wanted:
    """Understand a request's head: `CONNECT host:port`, or one for an absolute address; else ValueError."""
    lines = head[:-4].split(b"\r\n")
    method, target, version = lines[0].split(b" ", 2)
    if method == b"CONNECT":
        host, _, port = target.decode("ascii").rpartition(":")
        return _Wanted(_host(host), int(port), tunnel=True)
    parts = urlsplit(_bracketed(target.decode("ascii")))
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("a plain request names an http address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [line for line in lines[1:] if line.partition(b":")[0].strip().lower() not in NOT_SENT_ON]
    # One request a connection: the site closes when it has answered, and what follows cannot be meant for another host.
    first = b"\r\n".join([b" ".join((method, path.encode("ascii"), version)), *kept, b"Connection: close", b"", b""])
    return _Wanted(_host(parts.hostname), parts.port or 80, tunnel=False, first_bytes=first)


def _host(text: str) -> str:
    """A host in one spelling, whoever asks for it; ValueError for one that browsers would not open."""
    return read_host(f"[{text.strip('[]')}]" if ":" in text else text)[0]


def _bracketed(target: str) -> str:
    """Some clients leave out the brackets around an IPv6 address, though RFC 3986 (3.2.2) asks for them."""
    scheme, _, rest = target.partition("://")
    authority, slash, path = rest.partition("/")
    if authority.count(":") < 2 or "[" in authority:
        return target
    host, _, port = authority.rpartition(":")
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        host, port = authority, "80"
    return f"{scheme}://[{host}]:{port}{slash}{path}"


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _relay(client: Stream, site: Stream, *, announce_close: bool = False) -> None:
    """Carry bytes both ways until the site has ended its answer, or the client has gone."""
    up = asyncio.ensure_future(_carry(client[0], site[1]))
    down = asyncio.ensure_future(_answer(site[0], client[1]) if announce_close else _carry(site[0], client[1]))
    try:
        await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        if up.done() and not down.done():
            # The client may have finished sending while the site still answers.
            await asyncio.wait((down,), timeout=HEAD_SECONDS)
    finally:
        up.cancel()
        down.cancel()
        await asyncio.gather(up, down, return_exceptions=True)


async def _answer(site: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
    """One answer, saying that the connection ends with it: a client that kept it would find it closed."""
    while True:
        head = await asyncio.wait_for(site.readuntil(b"\r\n\r\n"), IDLE_SECONDS)
        status, *lines = head[:-4].split(b"\r\n")
        interim = status.split(b" ", 2)[1:2] != [b"101"] and status.split(b" ", 2)[1:2] < [b"200"]
        if not interim:
            lines = [line for line in lines if line.partition(b":")[0].strip().lower() not in NOT_SENT_ON]
            lines.append(b"Connection: close")
        client.write(b"\r\n".join([status, *lines, b"", b""]))
        if not interim:
            break
    await _carry(site, client)


async def _carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while chunk := await asyncio.wait_for(source.read(CHUNK), IDLE_SECONDS):
        sink.write(chunk)
        await sink.drain()
    if sink.can_write_eof():
        sink.write_eof()
