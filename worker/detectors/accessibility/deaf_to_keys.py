"""Finds controls that take the keyboard's focus and then answer to no key, although a click works them, and tabs to
which no key leads.

Both keys that operate controls (Enter and Space) were pressed, in a row of tabs the arrow keys and End, and the click
was tried right after at the same place. Where the page listens to keys of its own choice, a person should look.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, shown
from worker.observation.experiments.keyboard import KeyboardOperation
from worker.observation.observation import Observation

META = Meta(
    id="deaf_to_keys",
    category=Category.ACCESSIBILITY,
    severity=Severity.HIGH,
    title="Control with the focus that answers to no key",
    why="The element has a tabindex and a click listener, and none for keys.",
    fix="Use <button> or <a href>; else listen to Enter and Space as well.",
    tags=("wcag-2.1.1",),
    references=(
        "https://www.w3.org/WAI/WCAG22/Understanding/keyboard.html",
        "https://www.w3.org/WAI/WCAG22/Techniques/failures/F54",
        "https://www.w3.org/WAI/ARIA/apg/patterns/tabs/",
    ),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each control."""
    for trial in observation.experiments:
        if not isinstance(trial, KeyboardOperation) or trial.answered or not trial.click:
            continue
        if trial.beside:
            yield _out_of_reach(observation, trial)
            continue
        element = observation.screen.element(trial.key)
        name = shown(trial.name, 35)
        yield finding(
            META,
            observation,
            subject=element_pattern(trial.key),
            title=f"“{name}” on {place(observation.screen.url, 30)} takes the focus and answers to no key",
            description=f"“{name}” is a <{trial.tag}> that the Tab key reaches. With the focus on it, Enter and Space "
            "do nothing, and a click does something. Expected: Enter does what the click does.",
            boxes=(element.box,) if element else (),
            element=element_pattern(trial.key),
            certain="key" not in observation.screen.gestures and not (element and "key" in element.gestures),
            details={"tag": trial.tag, "role": trial.role},
        )


def _out_of_reach(observation: Observation, trial: KeyboardOperation) -> Finding:
    element = observation.screen.element(trial.key)
    name, beside = shown(trial.name, 35), shown(trial.beside, 35)
    return finding(
        META,
        observation,
        subject=element_pattern(trial.key),
        title=f"No key leads to the tab “{name}” on {place(observation.screen.url, 30)}",
        description=f"The Tab key reaches “{beside}” and not “{name}” beside it, as is usual for tabs. With the focus "
        f"on “{beside}”, the arrow keys and End do not lead to “{name}” either; a click does. Expected: the arrow keys "
        "go from tab to tab.",
        cause="The tabs that are not chosen have tabindex -1, and nothing listens to the arrow keys.",
        boxes=(element.box,) if element else (),
        element=element_pattern(trial.key),
        details={"tag": trial.tag, "role": trial.role},
    )
