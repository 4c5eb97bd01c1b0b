"""Finds pages and requests that the server takes long to answer."""

import re
from collections.abc import Iterator
from statistics import median
from urllib.parse import urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import data_pattern, place, template_pattern
from worker.detectors.traffic import DATA, is_noise, request_line
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange

META = Meta(
    id="slow_response",
    category=Category.PERFORMANCE,
    severity=Severity.MEDIUM,
    title="Server that answers late",
    why="The server computes, waits for a database or another service, or starts cold, before it sends the first byte.",
    fix="Profile this request on the server, cache what does not change, add the missing index, and send what is "
    "ready early.",
    tags=("web-vital-ttfb",),
    references=("https://web.dev/articles/ttfb",),
)

# web.dev: a first byte after more than 1.8 s is poor. It holds the network and the server, hardly our machine.
POOR_MS = 1800
# The browser only reports when a request of a script began and ended; a body takes time too, so there the limit is
# higher.
POOR_REQUEST_MS = 3000
# Where the page's other requests are answered at once, a lower one will do: it is neither the machine nor the network.
CLEAR_REQUEST_MS = 2000
_TIMES_SLOWER = 8
# Held open by design.
_HELD_OPEN = re.compile(
    r"(?<![a-z])(?:poll(?:ing)?|stream|events|sse|(?:web)?sockets?|subscribe|watch|hub|live)(?![a-z])", re.IGNORECASE
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the document and for each slow request of a script."""
    timings, document = observation.timings, observation.document
    if timings is not None and timings.new_document and document is not None and (document.status or 0) < 400:
        first_byte = timings.time_to_first_byte or 0
        if first_byte > POOR_MS:
            where = place(observation.screen.url)
            yield finding(
                META,
                observation,
                subject=f"GET {template_pattern(observation.screen.url)}",
                title=f"The server takes {first_byte / 1000:.1f} s to answer for {where}",
                description=f"The first byte of {where} comes after {first_byte / 1000:.1f} s. "
                "Expected: under 0.8 s; over 1.8 s counts as poor.",
                details={"time_to_first_byte_ms": round(first_byte)},
            )
    for exchange in observation.exchanges:
        if exchange.kind not in DATA or not exchange.same_site or is_noise(exchange) or exchange.status is None:
            continue
        if exchange.duration_ms > _limit(exchange, observation) and not _HELD_OPEN.search(urlsplit(exchange.url).path):
            yield finding(
                META,
                observation,
                subject=f"{exchange.method} {data_pattern(exchange.url, observation.screen.url)}",
                title=f"{request_line(exchange)} takes {exchange.duration_ms / 1000:.1f} s",
                description=f"The page waits {exchange.duration_ms / 1000:.1f} s for {request_line(exchange)}. "
                f"Expected: well under 2 s.",
                details={"duration_ms": exchange.duration_ms, "address": exchange.url},
            )


def _limit(exchange: Exchange, observation: Observation) -> int:
    others = [
        one.duration_ms
        for one in observation.exchanges
        if one is not exchange and one.kind in DATA and one.same_site and one.status is not None
    ]
    at_once = others and _TIMES_SLOWER * median(others) < exchange.duration_ms
    return CLEAR_REQUEST_MS if at_once else POOR_REQUEST_MS
