"""Finds requests that take longer every time they are made: something on the server grows and is never let go."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import mean

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place
from worker.observation.experiments.requests import RepeatedRequest
from worker.observation.observation import Observation

META = Meta(
    id="slower_every_time",
    category=Category.PERFORMANCE,
    severity=Severity.HIGH,
    title="Request that takes longer every time",
    why="Each request leaves something behind (a list, a listener, a log, an open connection) that the next one has to "
    "go through.",
    fix="Look for what grows with every request on the server, bound it or let it go, and measure this request again.",
    tags=("cwe-400", "cwe-772"),
    references=("https://cwe.mitre.org/data/definitions/772.html",),
)

# The first request opens connections and fills caches.
WARM_UP = 1
# Kendall's S of nine values reaches 24 of 36 by chance in fewer than 1 of 1,000 orders.
SIGNIFICANT_SHARE = 24 / 36
FEWEST = 9
# What matters to people: at the end it takes so many times as long as at the start, and so much longer.
FACTOR = 2.0
SLOWER_MS = 150


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each address that got slower steadily."""
    for repeated in observation.experiments:
        if not isinstance(repeated, RepeatedRequest):
            continue
        durations = repeated.durations_ms[WARM_UP:]
        if len(durations) < FEWEST or _rising(durations) < SIGNIFICANT_SHARE:
            continue
        first, last = mean(durations[:3]), mean(durations[-3:])
        if last < FACTOR * first or last - first < SLOWER_MS:
            continue
        yield finding(
            META,
            observation,
            subject=f"GET {path_pattern(repeated.url)}",
            title=f"{place(repeated.url, 60)} takes longer every time",
            description=f"Asked for {len(repeated.durations_ms)} times, one after another, it first took "
            f"{first:.0f} ms and in the end {last:.0f} ms. Expected: about as long each time.",
            details={"durations_ms": list(repeated.durations_ms), "address": repeated.url},
        )


def _rising(values: Sequence[int]) -> float:
    """Kendall's S as a share of all pairs: 1 when every later value is larger, 0 when there is no trend."""
    pairs = list(combinations(values, 2))
    return sum((later > earlier) - (later < earlier) for earlier, later in pairs) / len(pairs)
