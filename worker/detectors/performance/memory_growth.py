"""Finds pages that keep more memory with every repetition of the same cycle: left open, they get slow and die."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import linear_regression

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import place, section_pattern, shown
from worker.observation.experiments.cycles import RepeatedVisit
from worker.observation.observation import Observation

META = Meta(
    id="memory_growth",
    category=Category.PERFORMANCE,
    severity=Severity.HIGH,
    title="Memory that grows without end",
    why="Listeners, timers or collections keep hold of what is no longer shown.",
    fix="Remove listeners and timers when their part of the page goes (AbortController), bound caches, and compare "
    "heap snapshots "
    "after two cycles.",
    tags=("cwe-401",),
    references=("https://developer.chrome.com/docs/devtools/memory-problems",),
)

# The first cycles fill caches and compile code in any page.
WARM_UP = 2
# Fewer cycles than this cannot tell growth from noise.
FEWEST = 4
# Of the steps, so many must go up: garbage collection makes a sound page go down as often as up.
RISING = 0.8
# Growth that matters: a share of the page's heap a cycle, and bytes; less is the engine's own bookkeeping.
SMALLEST_BYTES = 40_000
SMALLEST_SHARE = 0.005
# Where nothing but the heap grows, as it does a little by what is done to look at it, it must be plain.
SMALLEST_ALONE = 150_000
# A page that keeps something keeps as much of it each time: of the usual growth, what counts as a step up.
LEAST_STEP = 0.5
# Nodes and listeners are counted exactly, so steady growth by a few a cycle is real.
SMALLEST_COUNT = 2.0
# Share of the variance that a straight line must explain.
STRAIGHT = 0.85


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for a kind of page after whose cycles memory, nodes or listeners grew steadily."""
    for visit in observation.experiments:
        if not isinstance(visit, RepeatedVisit):
            continue
        heap, nodes, listeners = (series[WARM_UP:] for series in (visit.heap_bytes, visit.nodes, visit.listeners))
        grown: list[str] = []
        if _grows(nodes, SMALLEST_COUNT):
            grown.append(f"{_slope(nodes):.0f} elements")
        if _grows(listeners, 0.9):
            grown.append(f"{_slope(listeners):.0f} listeners")
        least = SMALLEST_BYTES if grown else SMALLEST_ALONE
        if _grows(heap, max(least, SMALLEST_SHARE * (heap[0] if heap else 0))):
            grown.insert(0, f"{_slope(heap) / 1000:.0f} KB of memory")
        # A list that grows by design (a history, a log) adds elements or memory alone; a leak keeps memory with what
        # holds it.
        if not grown or ("memory" not in " ".join(grown) and len(grown) < 2):
            continue
        yield finding(
            META,
            observation,
            # Whatever is opened and closed there, what keeps it is mostly one.
            subject=f"memory on {section_pattern(visit.url)}",
            title=f"Memory grows with every repetition on {place(visit.url)}",
            description=f"After each “{shown(visit.cycle, 80)}” the page keeps {', '.join(grown)} more, after "
            f"{len(visit.heap_bytes)} "
            "repetitions with garbage collected. Expected: it returns to where it was.",
            details={
                "heap_bytes": list(visit.heap_bytes),
                "nodes": list(visit.nodes),
                "listeners": list(visit.listeners),
            },
        )


def _slope(series: Sequence[int]) -> float:
    return linear_regression(range(len(series)), series).slope


def _grows(series: Sequence[int], smallest: float) -> bool:
    """Whether it rises steadily: nearly every step as high as the others, along a straight line, by at least this much
    a cycle.
    """
    if len(series) < FEWEST:
        return False
    steps = [later - earlier for earlier, later in pairwise(series)]
    slope, start = linear_regression(range(len(series)), series)
    if sum(step > LEAST_STEP * slope for step in steps) < RISING * len(steps):
        return False
    mean = sum(series) / len(series)
    spread = sum((value - mean) ** 2 for value in series)
    rest = sum((value - (start + slope * at)) ** 2 for at, value in enumerate(series))
    return slope >= smallest and spread > 0 and 1 - rest / spread >= STRAIGHT
