"""Finds lists that say how many things are left and show another number of unticked ones."""

import re
from collections import Counter
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen

META = Meta(
    id="remaining_matches_unticked",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Number of things left that does not match the list",
    why="The number is counted up and down by hand, and one of the ways to tick, add or remove forgets it.",
    fix="Count the unticked things whenever the list changes.",
)

_LEFT = re.compile(
    r"^\W*(\d{1,4})\s+(?:[^\W\d]+\s+){0,2}(?:left|remaining|to ?do|still open|offen|übrig|verbleibend|"
    r"restantes?|restants?|pendientes?|باقی‌?\s?مانده)\W*$",
    re.IGNORECASE,
)
_NTH = re.compile(r":nth-of-type\(\d+\)")
_ROW = re.compile(r"(?:^|> )(?:li|tr|article)(?:$|[ :])")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when fewer are said to be left than are unticked, or both kinds stand there and it differs."""
    screen = observation.screen
    lines = [line.strip() for line in screen.text.splitlines()]
    told = [(line, int(found.group(1))) for line in lines if (found := _LEFT.match(line))]
    if len(told) != 1 or screen.truncated or _is_narrowed(screen):
        return
    line, left = told[0]
    boxes = _ticked_in_rows(screen)
    unticked = sum(box.checked is False for box in boxes)
    ticked = len(boxes) - unticked
    if not boxes or left == unticked or (left > unticked and not (ticked and unticked)):
        return
    yield finding(
        META,
        observation,
        subject=path_pattern(screen.url),
        title=f"{place(screen.url, 30)} says “{shown(line, 25)}” beside {unticked} unticked",
        description=f"The page says “{shown(line, 50)}”, and its list shows {unticked} unticked and {ticked} ticked. "
        "Expected: as many are left as are not ticked.",
        boxes=tuple(run.box for run in screen.texts if run.text.strip() == line)[:1],
        details={"left": left, "unticked": unticked, "ticked": ticked},
    )


def _ticked_in_rows(screen: Screen) -> list[Element]:
    """The tick boxes of the one list that has them, one a row."""
    boxes = [one for one in screen.elements if one.checked is not None and one.role == "checkbox" and not one.frame]
    places = Counter(_NTH.sub("", box.selector) for box in boxes if _ROW.search(box.selector))
    if len(places) != 1:
        return []
    where = next(iter(places))
    return [box for box in boxes if _NTH.sub("", box.selector) == where]


def _is_narrowed(screen: Screen) -> bool:
    return any(one.value for one in screen.elements if one.role == "searchbox" or one.input_type == "search")
