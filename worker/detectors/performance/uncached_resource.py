"""Finds files that never change under their address and are fetched anew at every visit all the same."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place
from worker.detectors.traffic import header, resource
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange

META = Meta(
    id="uncached_resource",
    category=Category.PERFORMANCE,
    severity=Severity.LOW,
    title="File that browsers may not keep",
    why="The server forbids caching for everything instead of for what is private or changes.",
    fix="Send Cache-Control: public, max-age=31536000, immutable for files whose name carries their version, and an "
    "ETag with no-cache for the others.",
    tags=("page-weight", "rfc-9111"),
    references=("https://web.dev/articles/http-cache",),
)

_KEPT = ("script", "stylesheet", "image", "font")
# A name that carries a version: a hash of eight or more with a digit in it.
_HASHED = re.compile(r"[.\-_](?=[0-9a-zA-Z_]*\d)[0-9a-zA-Z_]{8,}\.(?:js|mjs|css|woff2?|png|jpe?g|webp|avif|svg|gif)$")
# Less than this is fetched again before anybody notices.
SMALLEST = 20_000


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of file: it is one setting of the server, not one a file."""
    seen: set[str] = set()
    for exchange in observation.exchanges:
        if exchange.kind in seen or not _never_kept(exchange):
            continue
        seen.add(exchange.kind)
        told = header(exchange, "cache-control")
        yield finding(
            META,
            observation,
            subject=resource(exchange),
            title=f"Browsers may not keep the {resource(exchange)} {place(exchange.url, 40)}",
            description=f"{exchange.url} ({exchange.size / 1000:.0f} KB) carries its version in its name, so it never "
            f"changes, but is sent with “Cache-Control: {told}” and has to be fetched anew for every page. "
            "Expected: it may be kept for long.",
            details={"address": exchange.url, "cache_control": told, "bytes": exchange.size},
        )


def _never_kept(exchange: Exchange) -> bool:
    return (
        exchange.kind in _KEPT
        and exchange.same_site
        and exchange.status == 200
        and exchange.size >= SMALLEST
        and "no-store" in header(exchange, "cache-control").lower()
        and _HASHED.search(urlsplit(exchange.url).path) is not None
    )
