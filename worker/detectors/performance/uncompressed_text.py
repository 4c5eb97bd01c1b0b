"""Finds large texts (pages, scripts, styles, data) that are sent uncompressed: three to five times what would be
needed.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place
from worker.detectors.traffic import answers, content_type, header, resource
from worker.observation.observation import Observation

META = Meta(
    id="uncompressed_text",
    category=Category.PERFORMANCE,
    severity=Severity.LOW,
    title="Large text sent uncompressed",
    why="Compression is not switched on for this type of file at the server or the proxy.",
    fix="Switch on Brotli or gzip for HTML, CSS, JavaScript, JSON and SVG.",
    tags=("page-weight",),
    references=("https://developer.chrome.com/docs/lighthouse/performance/uses-text-compression",),
)

# Below this the time saved cannot be felt.
SMALLEST = 100_000
_TEXT = (
    "text/",
    "application/javascript",
    "application/json",
    "application/xml",
    "application/manifest+json",
    "image/svg+xml",
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of file: it is one setting of the server, not one a file."""
    seen: set[str] = set()
    for exchange in answers(observation):
        text = content_type(exchange).startswith(_TEXT) and exchange.kind not in ("eventsource", "media")
        packed = header(exchange, "content-encoding").strip().lower() not in ("", "identity")
        if (
            not text
            or packed
            or not exchange.same_site
            or exchange.status != 200
            or exchange.size <= SMALLEST
            or exchange.kind in seen
        ):
            continue
        seen.add(exchange.kind)
        yield finding(
            META,
            observation,
            subject=exchange.kind,
            title=f"{place(exchange.url)} ({exchange.size / 1000:.0f} KB) is sent uncompressed",
            description=f"The {resource(exchange)} {exchange.url} is text of {exchange.size / 1000:.0f} KB without "
            f"Content-Encoding. "
            "Expected: Brotli or gzip.",
            details={"address": exchange.url, "bytes": exchange.size},
        )
