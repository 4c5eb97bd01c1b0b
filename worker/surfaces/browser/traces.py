"""Who asked for what, and how websockets fare, as the browser's DevTools protocol tells it."""

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession

from worker.observation.runtime import Socket
from worker.surfaces.browser.clock import Clock
from worker.surfaces.browser.scripts import SOURCE_NAME

# Of the requests and sockets of one tab, the latest are remembered.
KEPT = 600


@dataclass
class OpenSocket:
    """A websocket that has not ended."""

    url: str
    since_ms: int
    opened: bool = False
    received: int = 0
    error: str = ""


class Traces:
    """Follows the pages of one tab; `on_socket` is called with each websocket that has ended."""

    def __init__(self, clock: Clock, on_socket: Callable[[Socket], None]) -> None:
        self._clock = clock
        self._on_socket = on_socket
        self._initiators: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._sockets: OrderedDict[str, OpenSocket] = OrderedDict()
        self._times: Counter[str] = Counter()

    def follow(self, cdp: CDPSession) -> None:
        """Listen to a page's session, whose Network domain is about to be enabled."""
        for event, listener in (
            ("requestWillBeSent", self._asked),
            ("webSocketCreated", self._socket_created),
            ("webSocketHandshakeResponseReceived", self._socket_answered),
            ("webSocketFrameReceived", self._socket_received),
            ("webSocketFrameError", self._socket_failed),
            ("webSocketClosed", self._socket_closed),
        ):
            cdp.on(f"Network.{event}", listener)

    def begin_document(self) -> None:
        """Another document has come: its sockets are counted anew, and those of the old one ended with it."""
        self._sockets.clear()
        self._times.clear()

    def initiator(self, method: str, url: str) -> str:
        """The place in the code that asked for it last, "" when that is not known."""
        return self._initiators.get((method, url), "")

    def _asked(self, event: dict[str, Any]) -> None:
        request, words = event["request"], _place(event.get("initiator", {}))
        if words:
            self._initiators[request["method"], request["url"]] = words
            if len(self._initiators) > KEPT:
                self._initiators.popitem(last=False)

    def _socket_created(self, event: dict[str, Any]) -> None:
        url = str(event["url"])
        self._times[url] += 1
        self._sockets[event["requestId"]] = OpenSocket(url, self._clock.ms())
        if len(self._sockets) > KEPT:
            self._sockets.popitem(last=False)

    def _socket_answered(self, event: dict[str, Any]) -> None:
        if socket := self._sockets.get(event["requestId"]):
            socket.opened = event["response"]["status"] == 101

    def _socket_received(self, event: dict[str, Any]) -> None:
        if socket := self._sockets.get(event["requestId"]):
            socket.received += 1

    def _socket_failed(self, event: dict[str, Any]) -> None:
        if socket := self._sockets.get(event["requestId"]):
            socket.error = str(event["errorMessage"])

    def _socket_closed(self, event: dict[str, Any]) -> None:
        if socket := self._sockets.pop(event["requestId"], None):
            lived = self._clock.ms() - socket.since_ms
            self._on_socket(
                Socket(socket.url, socket.opened, lived, socket.received, self._times[socket.url], socket.error)
            )


def _place(initiator: dict[str, Any]) -> str:
    """Address and line of the script that asked, or of the document that names what was asked for."""
    stack: dict[str, Any] | None = initiator.get("stack")
    while stack:
        for frame in stack.get("callFrames", ()):
            if frame["url"] and SOURCE_NAME not in frame["url"]:
                return f"{frame['url']}:{frame['lineNumber'] + 1}"
        stack = stack.get("parent")
    if initiator.get("url"):
        return f"{initiator['url']}:{int(initiator.get('lineNumber', 0)) + 1}"
    return ""
