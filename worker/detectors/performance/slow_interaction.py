"""Finds controls that answer late (Interaction to Next Paint): people click again, or think that it is broken."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, part_of_page, place, shown, words_of
from worker.observation.observation import Observation
from worker.observation.runtime import Interaction, Timings

META = Meta(
    id="slow_interaction",
    category=Category.PERFORMANCE,
    severity=Severity.MEDIUM,
    title="Control that answers late",
    why="The code that answers the input does too much before the browser may paint again.",
    fix="Show the answer first and do the rest later (scheduler.yield), touch fewer elements, and do not read "
    "layout in a loop.",
    tags=("web-vital-inp",),
    references=("https://web.dev/articles/inp",),
)

# web.dev: over 200 ms needs improvement, over 500 ms is poor. A busy machine of ours can hold a paint back that long
# by itself; the page is to blame when it is clearly longer and its own script ran most of that time, or when the delay
# is far beyond.
POOR_MS = 500
SCRIPT_SHARE = 0.6
SCRIPTED_MS = 700
CLEAR_MS = 1500


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each control that answered late."""
    timings = observation.timings
    if timings is None:
        return
    slowest: dict[str, Interaction] = {}
    for interaction in timings.interactions:
        known = slowest.get(interaction.key)
        if interaction.duration_ms > POOR_MS and (known is None or known.duration_ms < interaction.duration_ms):
            slowest[interaction.key] = interaction
    for interaction in slowest.values():
        page = interaction.url or observation.screen.url
        element = observation.screen.element(interaction.key) if page == observation.screen.url else None
        name = element.name if element else words_of(interaction.key)
        what = f"“{shown(name, 30)}”" if name else "A control"
        seconds = interaction.duration_ms / 1000
        yield finding(
            META,
            observation,
            subject=part_of_page(interaction.key, page),
            title=f"{what} on {place(page, 30)} answers after {seconds:.1f} s",
            description=f"From the input ({interaction.kind}) on {what} to the next paint "
            f"{interaction.duration_ms:.0f} ms go by. "
            "Expected: under 200 ms; over 500 ms counts as poor.",
            boxes=(element.box,) if element else (),
            element=element_pattern(interaction.key),
            page=page,
            certain=_scripted(interaction, timings) or interaction.duration_ms > CLEAR_MS,
            details={"duration_ms": round(interaction.duration_ms), "kind": interaction.kind},
        )


def _scripted(interaction: Interaction, timings: Timings) -> bool:
    needed = interaction.duration_ms * SCRIPT_SHARE
    return interaction.duration_ms >= SCRIPTED_MS and any(
        needed <= task.duration_ms <= interaction.duration_ms * 1.2 for task in timings.long_tasks
    )
