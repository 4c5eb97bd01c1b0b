"""Finds what is lost when a page is zoomed: text that is cut off or overprinted, lines that must be read by scrolling
sideways, and fixed parts that leave no room for the rest.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kind_of, place, shown
from worker.observation.experiments.enlargement import LostText, Zoomed
from worker.observation.observation import Observation

META = Meta(
    id="zoom_loses_content",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Content that is lost when the page is zoomed",
    why="Sizes are fixed in px, or a fixed part of the page keeps its height in a small window.",
    fix="Let columns fall below one another and boxes grow with their text; let fixed parts scroll away where there is "
    "little room.",
    tags=("wcag-1.4.4", "wcag-1.4.10"),
    references=(
        "https://www.w3.org/WAI/WCAG22/Understanding/resize-text.html",
        "https://www.w3.org/WAI/WCAG22/Understanding/reflow.html",
    ),
)

MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of text that is lost, one for what is too wide, one for what covers the rest."""
    for trial in observation.experiments:
        if not isinstance(trial, Zoomed):
            continue
        kinds: dict[str, list[LostText]] = {}
        for one in trial.lost:
            kinds.setdefault(kind_of(one.key), []).append(one)
        for kind, texts in list(kinds.items())[:MOST]:
            first = texts[0]
            happens = f"“{shown(first.over, 40)}” stands on it" if first.over else f"{first.by:.0f} px are cut off"
            yield _found(
                observation,
                trial,
                first,
                f"lost {kind}",
                f"“{shown(first.text, 26)}” is lost",
                f"{happens} of “{shown(first.text, 80)}”, which could be read before"
                if not first.over
                else f"{happens}: “{shown(first.text, 80)}” could be read before",
            )
        if trial.wide is not None:
            yield _found(
                observation,
                trial,
                trial.wide,
                f"wide {kind_of(trial.wide.key)}",
                f"“{shown(trial.wide.text, 20)}” must be scrolled sideways",
                f"“{shown(trial.wide.text, 60)}” reaches {trial.wide.by:.0f} px beyond the window, so that lines are "
                "read by scrolling there and back",
            )
        if trial.layer is not None:
            yield _found(
                observation,
                trial,
                trial.layer,
                f"layer {kind_of(trial.layer.key)}",
                f"“{shown(trial.layer.text, 20)}” covers most of it",
                f"what begins “{shown(trial.layer.text, 50)}” stays where it is and takes "
                f"{trial.layer_share:.0%} of the window's height, which leaves little room for the rest",
            )


def _found(observation: Observation, trial: Zoomed, first: LostText, subject: str, title: str, happens: str) -> Finding:
    where = place(observation.screen.url, 22)
    return finding(
        META,
        observation,
        subject=subject,
        title=f"{title} on {where} at {trial.percent} %",
        description=f"With the page zoomed to {trial.percent} % (a window of {trial.viewport} CSS px), {happens}. "
        "Expected: everything can be read and used, by scrolling in one direction.",
        boxes=(first.box,),
        element=element_pattern(first.key),
        details={"percent": trial.percent, "viewport": trial.viewport, "text": first.text[:100]},
    )
