"""Finds controls that say that they are collapsed while what they unfold is shown, or the other way round.

Judged by a click on a control with aria-expanded that shows words on the same page, or takes them away: the state must
follow. Where the click opens a dialog or leads elsewhere, and where nothing is shown or hidden, nothing is said.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.subjects import element_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="state_not_told",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Control that does not tell whether it is open",
    why="aria-expanded is written into the markup once, and the script that opens and closes does not change it.",
    fix='Set aria-expanded to "true" when the content is shown and to "false" when it is hidden.',
    tags=("wcag-4.1.2",),
    references=(
        "https://www.w3.org/WAI/WCAG22/Understanding/name-role-value.html",
        "https://www.w3.org/WAI/ARIA/apg/patterns/disclosure/",
    ),
)

_FEWEST_LETTERS = 20
_UNFOLDS = frozenset(("button", "link", "clickable", "listener", "tab", "menuitem", "treeitem"))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each control whose state contradicts what its click has shown or hidden."""
    before, screen, action, effect = observation.before, observation.screen, last(observation), observation.effect
    if before is None or action is None or action.kind is not ActionKind.CLICK or action.target is None:
        return
    if effect is None or effect.url_changed or effect.document_changed or len(observation.cause) != 1:
        return
    was, now = before.element(action.target.key), screen.element(action.target.key)
    if was is None or now is None or was.expanded is None or was.expanded is not now.expanded:
        return
    if was.role not in _UNFOLDS or not now.visible or _dialogs(before) != _dialogs(screen):
        return
    came, went = _letters(screen, before), _letters(before, screen)
    contradicts = came >= _FEWEST_LETTERS > went if not was.expanded else went >= _FEWEST_LETTERS > came
    if contradicts:
        yield _found(observation, now)


def _found(observation: Observation, control: Element) -> Finding:
    name = shown(control.name, 35)
    state, truth = ("open", "closed") if control.expanded else ("closed", "open")
    return finding(
        META,
        observation,
        # All that are drawn by one script tell as little.
        subject=f"{control.role} {control.tag} in {control.region} on {place(observation.screen.url)}",
        title=f"“{name}” on {place(observation.screen.url, 30)} says that it is {state} when it is {truth}",
        description=f"A click on “{name}” {'hides' if control.expanded else 'shows'} what belongs to it, and its "
        f"aria-expanded stays “{'true' if control.expanded else 'false'}”. Expected: it follows what is shown.",
        boxes=(control.box,),
        element=element_pattern(control.key),
    )


def _dialogs(screen: Screen) -> int:
    return sum(one.region == "dialog" and one.visible for one in screen.elements)


def _letters(screen: Screen, other: Screen) -> int:
    """How many letters stand here in lines that the other screen does not have."""
    known = set(other.text.splitlines())
    return sum(len(line.strip()) for line in screen.text.splitlines() if line not in known)
