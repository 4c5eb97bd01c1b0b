"""Finds scripts that make the browser lay the page out again and again: they change it, ask at once how it looks now,
change it again.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place
from worker.observation.observation import Observation
from worker.observation.runtime import LongTask

META = Meta(
    id="layout_thrashing",
    category=Category.PERFORMANCE,
    severity=Severity.MEDIUM,
    title="Script that forces layout again and again",
    why="The script reads sizes or places (offsetHeight, getBoundingClientRect) right after it has changed the page, "
    "often in a loop.",
    fix="Read everything first and change everything then, or put the changes into requestAnimationFrame.",
    tags=("web-vital-inp", "total-blocking-time"),
    references=("https://web.dev/articles/avoid-large-complex-layouts-and-layout-thrashing",),
)

# Layout is the page's own work on any machine; that it is most of a long task does not hang on how fast ours is.
FORCED_MS = 250
SHARE = 0.5


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the worst such task of the current document, by the script that forced it."""
    timings = observation.timings
    if timings is None:
        return
    worst = max(filter(is_thrashing, timings.long_tasks), key=lambda task: task.forced_layout_ms, default=None)
    if worst is None:
        return
    page = worst.url or observation.screen.url
    known = worst.script.startswith(("http://", "https://"))
    function = f" in the function {worst.called}" if worst.called else ""
    yield finding(
        META,
        observation,
        subject=path_pattern(worst.script) if known and worst.script != page else path_pattern(page),
        title=f"A script on {place(page)} forces layout for {worst.forced_layout_ms / 1000:.1f} s",
        description=f"Of {worst.duration_ms:.0f} ms that {place(worst.script) if known else 'a script'} runs"
        f"{function}, the browser spends {worst.forced_layout_ms:.0f} ms computing the layout because the script asks "
        "for it in between its changes. Expected: one layout after all changes, a few ms.",
        page=page,
        details={
            "forced_layout_ms": round(worst.forced_layout_ms),
            "duration_ms": round(worst.duration_ms),
            "script": worst.script,
            "function": worst.called,
        },
    )


def is_thrashing(task: LongTask) -> bool:
    """Whether most of a long task went into layout that the script forced."""
    return task.forced_layout_ms >= max(FORCED_MS, SHARE * task.duration_ms)
