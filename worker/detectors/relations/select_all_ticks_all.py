"""Finds boxes that promise to tick every row and leave some out, or that let go of none."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.subjects import element_pattern, place, shown, template_pattern
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="select_all_ticks_all",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="“Select all” that does not select all",
    why="The box keeps a list of its own, or stops one row short.",
    fix="Let the rows' boxes and the one for all show one and the same choice.",
)

# A box that is called "All" alone may be one choice among others.
_ALL = re.compile(
    r"\b(?:select|check|tick|mark|toggle|choose)\b.{0,12}\ball\b|\balle\b.{0,20}\b(?:aus)?w[äa]hlen|\balle markieren|"
    r"\b(?:tout|toutes?|tous)\b.{0,12}\b(?:sélectionner|cocher)|\b(?:sélectionner|cocher) tou|"
    r"\b(?:seleccionar|marcar) tod|انتخاب همه",
    re.IGNORECASE,
)
_IN_ROW = re.compile(r"(^|> )(li|tr)\b")
_FEWEST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when rows' boxes differ from the one for all right after that was ticked or let go."""
    action, screen = last(observation), observation.screen
    if action is None or action.target is None or action.kind not in (ActionKind.CHECK, ActionKind.CLICK):
        return
    whole = screen.element(action.target.key)
    if whole is None or whole.role != "checkbox" or not _ALL.search(whole.name or whole.label) or screen.truncated:
        return
    boxes = _boxes_of_rows(screen, whole)
    differing = [box for box in boxes if bool(box.checked) != bool(whole.checked)]
    if len(boxes) < _FEWEST or not differing:
        return
    name = shown(whole.name or whole.label, 30)
    does = "leaves" if whole.checked else "keeps"
    yield finding(
        META,
        observation,
        subject=f"{element_pattern(whole.key)} on {template_pattern(screen.url)}",
        title=f"“{name}” on {place(screen.url, 24)} {does} {len(differing)} of {len(boxes)} rows",
        description=f"After “{name}” was {'ticked' if whole.checked else 'let go'}, {len(differing)} of the "
        f"{len(boxes)} rows' boxes are {'not' if whole.checked else 'still'} ticked. Expected: every row follows.",
        boxes=(whole.box, *(box.box for box in differing[:5])),
        element=element_pattern(whole.key),
        details={"rows": len(boxes), "differing": len(differing)},
    )


def _boxes_of_rows(screen: Screen, whole: Element) -> list[Element]:
    return [
        one
        for one in screen.elements
        if one.role == "checkbox" and one.visible and one.enabled and one.region == whole.region
        if one.selector != whole.selector and _IN_ROW.search(one.selector)
    ]
