"""Finds pages whose main content appears late (Largest Contentful Paint): people wait before a page that looks
unfinished or leave.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, shown, template_pattern, words_of
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange

META = Meta(
    id="slow_largest_paint",
    category=Category.PERFORMANCE,
    severity=Severity.MEDIUM,
    title="Main content appears late",
    why="What the largest element needs (its file, a script, data) comes late or is asked for late.",
    fix="Make the file smaller, ask for it early (preload, fetchpriority=high, not lazy), and keep scripts from "
    "blocking it.",
    tags=("web-vital-lcp",),
    references=("https://web.dev/articles/lcp",),
)

# web.dev: over 2.5 s needs improvement, over 4 s is poor, at the 75th percentile of real visits.
NEEDS_IMPROVEMENT_MS = 2500
POOR_MS = 4000
# Slower than this before the first byte is the server's fault and slow_response's finding.
SERVER_MS = 1800
# We test on a small and busy machine, which can double a page's own work. What waits for the network for most of the
# time is the
# app's fault on any machine; a slow paint that nothing explains has to be far beyond "poor" to be a bug.
NETWORK_SHARE = 0.5
CLEAR_MS = 8000


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the largest paint of the current document was slow."""
    timings = observation.timings
    if timings is None or timings.largest_contentful_paint is None:
        return
    paint = timings.largest_contentful_paint
    server = timings.time_to_first_byte or 0
    if paint <= NEEDS_IMPROVEMENT_MS or (server > SERVER_MS and paint - server <= NEEDS_IMPROVEMENT_MS):
        return
    slowest = _slowest(observation)
    waited = slowest is not None and slowest.duration_ms >= NETWORK_SHARE * paint
    poor = paint > POOR_MS
    if not poor and not waited:
        return  # a busy machine of ours explains as much
    largest = shown(words_of(timings.largest_element), 40)
    cause = (
        f"{place(slowest.url, 60)} takes {slowest.duration_ms / 1000:.1f} s to come."
        if waited and slowest
        else META.why
    )
    yield finding(
        META,
        observation,
        subject=template_pattern(observation.screen.url),
        severity=META.severity if poor else Severity.LOW,
        title=f"The main content of {place(observation.screen.url)} appears after {paint / 1000:.1f} s",
        description=f"The largest element{f' (“{largest}”)' if largest else ''} is painted {paint / 1000:.1f} s "
        f"after the page was "
        f"asked for. Expected: under 2.5 s; over 4 s counts as poor.",
        cause=cause,
        element=timings.largest_element,
        certain=waited or paint > CLEAR_MS,
        details={"largest_contentful_paint_ms": round(paint), "slowest": slowest.url if slowest else ""},
    )


def _slowest(observation: Observation) -> Exchange | None:
    """The picture, script, stylesheet, font or data of the app that took longest."""
    kinds = ("image", "script", "stylesheet", "font", "fetch", "xhr")
    asked = [
        one for one in observation.exchanges if one.kind in kinds and one.method == "GET" and not one.aborted_by_us
    ]
    return max(asked, key=lambda exchange: exchange.duration_ms, default=None)
