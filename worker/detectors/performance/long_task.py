"""Finds scripts that keep the page from answering: while one runs, nothing that a person does has an effect."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.performance.layout_thrashing import is_thrashing
from worker.detectors.subjects import path_pattern, place
from worker.observation.observation import Observation
from worker.observation.runtime import LongTask, Timings

META = Meta(
    id="long_task",
    category=Category.PERFORMANCE,
    severity=Severity.MEDIUM,
    title="Script that blocks the page",
    why="The script does much work at once on the thread that also answers input.",
    fix="Do less, do it in pieces (scheduler.yield, requestIdleCallback), or do it in a web worker.",
    tags=("web-vital-inp", "total-blocking-time"),
    references=("https://web.dev/articles/optimize-long-tasks",),
)

# web.dev calls 50 ms long and more than 200 ms of delay bad. Our machine may be several times slower than a user's
# and busy with
# other visitors, so only what is bad even there is a bug; what is between needs a look.
POOR_MS = 200
CLEAR_MS = 1000
LOOK_MS = 600


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the longest task of the current document, by the script that caused it."""
    timings = observation.timings
    if timings is None:
        return
    tasks = [
        task
        for task in timings.long_tasks
        if task.duration_ms >= LOOK_MS and not _answers_input(task, timings) and not is_thrashing(task)
    ]
    longest = max(tasks, key=lambda task: task.duration_ms, default=None)
    if longest is None:
        return
    page = longest.url or observation.screen.url
    known = longest.script.startswith(("http://", "https://"))
    yield finding(
        META,
        observation,
        subject=path_pattern(longest.script) if known and longest.script != page else path_pattern(page),
        title=f"A script blocks {place(page)} for {longest.duration_ms / 1000:.1f} s",
        description=f"{f'{place(longest.script)} keeps' if known else 'Something keeps'} the page busy for "
        f"{longest.duration_ms:.0f} ms at once; "
        f"what a person does in that time has no effect. Expected: under {POOR_MS} ms.",
        page=page,
        cause=_cause(longest, known=known),
        certain=longest.duration_ms >= CLEAR_MS,
        details={"duration_ms": round(longest.duration_ms), "script": longest.script, "function": longest.called},
    )


def _cause(task: LongTask, *, known: bool) -> str:
    if not known:
        return META.why
    function = f" by the function {task.called}" if task.called else ""
    return f"The work is done in {place(task.script)}{function}."


def _answers_input(task: LongTask, timings: Timings) -> bool:
    """Whether a slow interaction contains it, which slow_interaction tells better."""
    return any(
        interaction.duration_ms >= 0.9 * task.duration_ms and interaction.duration_ms >= LOOK_MS
        for interaction in timings.interactions
    )
