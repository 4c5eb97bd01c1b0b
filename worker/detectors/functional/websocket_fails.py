"""Finds websockets that cannot be opened: what should come by itself (messages, other people's changes) does not.

A socket that the page itself closes while it opens is no failure, and what our own network refuses is none of the
app's.
"""

import re
from collections import Counter
from collections.abc import Iterator

from worker.detectors.addresses import is_tracker
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, place, shown
from worker.detectors.traffic import UNCERTAIN_ELSEWHERE
from worker.observation.observation import Observation
from worker.observation.sites import same_site

META = Meta(
    id="websocket_fails",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Websocket cannot be opened",
    why="The server does not take the websocket's connection, so nothing arrives over it.",
    fix="Let the server (and every proxy before it) accept the upgrade at this address; tell the user while there is "
    "no connection, and try again with pauses that grow.",
    references=("https://www.rfc-editor.org/rfc/rfc6455#section-4",),
)

_FAILED = re.compile(r"^WebSocket connection to '([^']+)' failed: (.*)", re.DOTALL)
_OURS = re.compile(
    r"closed before the connection is established|ERR_ABORTED|ERR_BLOCKED_BY|INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|"
    r"ERR_PROXY|ERR_TUNNEL"
)
# Served by development servers, for developers.
_HOT_RELOAD = re.compile(r"sockjs-node|webpack-hmr|/@vite|vite-hmr|livereload|browser-sync|hot-update|\?token=")
_AGAIN_AND_AGAIN = 4
_AT_ONCE_MS = 1500


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each address."""
    page = observation.screen.url
    failures = [found for message in observation.console if (found := _FAILED.search(message.text))]
    often = Counter(found.group(1) for found in failures)
    yield from _closed_at_once(observation)
    for found in failures:
        url, reason = found.group(1), found.group(2)
        if _OURS.search(reason) or _HOT_RELOAD.search(url) or is_tracker(url):
            continue
        own = same_site(url, page)
        tried = f" It is tried {often[url]} times within one look." if often[url] >= _AGAIN_AND_AGAIN else ""
        yield finding(
            META,
            observation,
            subject=address_pattern(url, page),
            severity=META.severity if own else Severity.LOW,
            title=f"Websocket cannot be opened: {place(url)}",
            description=f"The connection to {place(url, 80)} fails: {shown(reason, 120)}.{tried} "
            "Expected: it is opened and stays open.",
            certain=own or not any(known in reason for known in UNCERTAIN_ELSEWHERE),
            details={"address": url, "reason": reason[:300], "times": often[url]},
        )


def _closed_at_once(observation: Observation) -> Iterator[Finding]:
    """Sockets of the app's own that are opened, say nothing, and are closed at once, again and again."""
    for socket in observation.sockets:
        if not socket.opened or socket.received or socket.lived_ms > _AT_ONCE_MS or socket.times < _AGAIN_AND_AGAIN:
            continue
        if same_site(socket.url, observation.screen.url) and not _HOT_RELOAD.search(socket.url):
            yield finding(
                META,
                observation,
                subject=f"closed {address_pattern(socket.url, observation.screen.url)}",
                title=f"Websocket is closed at once, again and again: {place(socket.url)}",
                description=f"The connection to {place(socket.url, 80)} is opened {socket.times} times on this page, "
                f"and closed each time before anything arrives, the last after {socket.lived_ms} ms. "
                "Expected: it stays open.",
                cause="The server (or a proxy before it) closes the connection, and the page opens it again.",
                details={"address": socket.url, "times": socket.times},
            )
