"""Finds controls that the keyboard's focus cannot leave: not by Tab, not by Shift+Tab, not by Escape.

Keys that the page names for the way out were tried as well. Modal dialogs keep the focus rightly, as long as Escape or
one of their controls closes them. What goes on in frames is not judged.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown
from worker.observation.experiments.keyboard import DialogByKeyboard, KeyboardJourney
from worker.observation.observation import Observation

META = Meta(
    id="keyboard_trap",
    category=Category.ACCESSIBILITY,
    severity=Severity.HIGH,
    title="Keyboard trap",
    why="A script puts the focus back, or takes the Tab key for itself.",
    fix="Let Tab and Shift+Tab move on; where Tab is needed, let Escape end that and say so.",
    tags=("wcag-2.1.2",),
    references=(
        "https://www.w3.org/WAI/standards-guidelines/act/rules/80af7b/",
        "https://www.w3.org/WAI/standards-guidelines/act/rules/a1b64e/",
        "https://www.w3.org/WAI/WCAG22/Understanding/no-keyboard-trap.html",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each trap."""
    yield from _dialogs(observation)
    for journey in observation.experiments:
        if not isinstance(journey, KeyboardJourney) or not journey.trap:
            continue
        names = [f"“{shown(stop.name or stop.tag, 25)}”" for stop in journey.trap]
        yield finding(
            META,
            observation,
            subject=", ".join(sorted(element_pattern(stop.key) for stop in journey.trap)),
            title=f"The keyboard does not come out of {names[0]} on {place(observation.screen.url, 30)}",
            description=f"Once the focus is on {' or '.join(names[:4])}, neither Tab nor Shift+Tab nor Escape leads "
            "on: without a mouse, the rest of the page is out of reach. "
            "Expected: the Tab key goes on to what follows.",
            boxes=tuple(stop.box for stop in journey.trap[:4]),
            element=journey.trap[0].key,
        )


def _dialogs(observation: Observation) -> Iterator[Finding]:
    for trial in observation.experiments:
        if not isinstance(trial, DialogByKeyboard) or not trial.entered or trial.closed or trial.left is not False:
            continue
        name, where = shown(trial.opener_name, 30), place(observation.screen.url, 25)
        yield finding(
            META,
            observation,
            subject=f"dialog of {element_pattern(trial.opener)}",
            title=f"Without a mouse nobody comes out of what “{name}” opens on {where}",
            description=f"Enter on “{name}” opens a dialog that takes the focus and keeps it. Escape does not close "
            "it, and none of its controls that the Tab key reaches does. Expected: Escape closes it, and so does a "
            "button that the keyboard reaches.",
            element=element_pattern(trial.opener),
        )
