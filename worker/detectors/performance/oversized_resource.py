"""Finds pictures and pages that are far larger than what they show needs: slow and costly on a phone."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, path_pattern, place
from worker.observation.observation import Observation

META = Meta(
    id="oversized_resource",
    category=Category.PERFORMANCE,
    severity=Severity.LOW,
    title="Picture or page that is too large",
    why="Files are sent as they were made, not in the size and format that the page shows.",
    fix="Send pictures in the size they are shown (srcset), as AVIF or WebP, load the rest lazily, and split "
    "scripts by page.",
    tags=("page-weight",),
    references=("https://web.dev/learn/images/responsive-images",),
)

# A picture for a full screen is well under 500 KB in a modern format; the median page weighs about 2.5 MB (HTTP
# Archive).
LARGEST_IMAGE = 1_000_000
LARGEST_PAGE = 5_000_000


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each picture that is too large, and one for a page that is as a whole."""
    page = observation.screen.url
    loaded = [
        one for one in observation.exchanges if one.status == 200 and not one.aborted_by_us and one.kind != "media"
    ]
    for exchange in loaded:
        if exchange.kind == "image" and exchange.size > LARGEST_IMAGE:
            yield finding(
                META,
                observation,
                subject=address_pattern(exchange.url, page),
                title=f"The picture {place(exchange.url)} weighs {exchange.size / 1e6:.1f} MB",
                description=f"{exchange.url} weighs {exchange.size / 1e6:.1f} MB. Expected: under 1 MB, mostly "
                f"under 0.3 MB.",
                boxes=tuple(picture.box for picture in observation.screen.pictures if picture.url == exchange.url)[:1],
                details={"address": exchange.url, "bytes": exchange.size},
            )
    total = sum(exchange.size for exchange in loaded)
    if observation.timings is not None and observation.timings.new_document and total > LARGEST_PAGE:
        largest = sorted(loaded, key=lambda exchange: -exchange.size)[:3]
        yield finding(
            META,
            observation,
            subject=f"page {path_pattern(page)}",
            title=f"{place(page)} loads {total / 1e6:.1f} MB",
            description=f"Opening {place(page)} loads {total / 1e6:.1f} MB. Expected: under 5 MB.",
            cause="The largest parts are "
            + ", ".join(f"{place(one.url, 30)} ({one.size / 1e6:.1f} MB)" for one in largest)
            + ".",
            details={"bytes": total, "requests": len(loaded)},
        )
