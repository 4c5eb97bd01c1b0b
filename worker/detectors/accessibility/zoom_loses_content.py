"""Finds what is lost when a page is zoomed: text that is cut off or overprinted, lines that must be read by scrolling
sideways, and fixed parts that leave no room for the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Loss:
    """One thing that is lost: an example of it, the beginning of a title, and a sentence of what happens."""

    example: LostText
    subject: str
    title: str
    happens: str


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of text that is lost, one for what is too wide, one for what covers the rest."""
    for trial in observation.experiments:
        if isinstance(trial, Zoomed):
            for loss in (*_unreadable(trial), *_too_wide(trial), *_in_the_way(trial)):
                yield _found(observation, trial, loss)


def _unreadable(trial: Zoomed) -> Iterator[_Loss]:
    kinds: dict[str, list[LostText]] = {}
    for one in trial.lost:
        kinds.setdefault(kind_of(one.key), []).append(one)
    for kind, texts in list(kinds.items())[:MOST]:
        first = texts[0]
        happens = f"“{shown(first.over, 40)}” stands on it" if first.over else f"{first.by:.0f} px are cut off"
        told = f"{happens}: “{shown(first.text, 80)}” could be read before"
        yield _Loss(first, f"lost {kind}", f"“{shown(first.text, 26)}” is lost", told)


def _too_wide(trial: Zoomed) -> Iterator[_Loss]:
    if (wide := trial.wide) is not None:
        told = f"“{shown(wide.text, 60)}” reaches {wide.by:.0f} px beyond the window, so that lines are read by "
        title = f"“{shown(wide.text, 20)}” must be scrolled sideways"
        yield _Loss(wide, f"wide {kind_of(wide.key)}", title, f"{told}scrolling there and back")


def _in_the_way(trial: Zoomed) -> Iterator[_Loss]:
    if (layer := trial.layer) is not None:
        told = f"what begins “{shown(layer.text, 50)}” stays where it is and takes {trial.layer_share:.0%} of the "
        title = f"“{shown(layer.text, 20)}” covers most of it"
        yield _Loss(layer, f"layer {kind_of(layer.key)}", title, f"{told}window's height, over what scrolls under it")


def _found(observation: Observation, trial: Zoomed, loss: _Loss) -> Finding:
    return finding(
        META,
        observation,
        subject=loss.subject,
        title=f"{loss.title} on {place(observation.screen.url, 22)} at {trial.percent} %",
        description=f"With the page zoomed to {trial.percent} % (a window of {trial.viewport} CSS px), {loss.happens}. "
        "Expected: everything can be read and used, by scrolling in one direction.",
        boxes=(loss.example.box,),
        element=element_pattern(loss.example.key),
        details={"percent": trial.percent, "viewport": trial.viewport, "text": loss.example.text[:100]},
    )
