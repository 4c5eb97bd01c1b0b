"""Finds paged lists whose pages repeat rows: then other rows can never be seen."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import parse_qsl

from worker.detectors.addresses import routed
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.rows import Row, lists, template_of
from worker.detectors.subjects import place, shown
from worker.observation.experiments.lists import PagesTrial
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="pages_are_disjoint",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Pages of a list that repeat rows",
    why="The offset of the page is wrong by some rows, or the order changes between two pages.",
    fix="Compute the offset as (page - 1) x rows a page, and sort by something unique.",
)

_PARAMETER = re.compile(r"^(page|p|pg|paged|pagina|seite|offset|start|skip|from|cursor|after)$", re.IGNORECASE)
# What tells where a page begins by other means than its number.
_CURSOR = re.compile(r"^(offset|start|skip|from|cursor|after)$", re.IGNORECASE)
_SEGMENT = re.compile(r"/(page|p|seite)/?\d+/?$")
FEWEST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the page after turning shows rows of the page before."""
    for before, screen, steady in _turns(observation):
        former, present = _listed(before), _listed(screen)
        if former is None or present is None or not (repeated := _repeated(former, present)):
            continue
        moved_on = _moved_on(former, present, len(repeated))
        if steady is not False or not moved_on:
            yield _found(observation, before, screen, present, repeated, certain=steady is True or not moved_on)
            return


def _turns(observation: Observation) -> Iterator[tuple[Screen, Screen, bool | None]]:
    """Two pages of a list: before and after what was just done, and those that were turned over on purpose; whether the
    list stayed as it was meanwhile, None where nobody looked.
    """
    before, screen, action = observation.before, observation.screen, last(observation)
    touched = action is not None and action.kind in (ActionKind.CLICK, ActionKind.NAVIGATE)
    if before is not None and touched and _turned(before, screen) and not _may_still_be_drawn(observation, before):
        yield before, screen, None
    for trial in observation.experiments:
        if isinstance(trial, PagesTrial):
            steady = None if trial.again is None else _addresses(trial.again) == _addresses(trial.pages[0])
            yield from ((former, present, steady) for former, present in pairwise(trial.pages))


def _may_still_be_drawn(observation: Observation, before: Screen) -> bool:
    """Whether a script has turned the page and its rows stand as they stood: slow ones follow the address later, and
    who turns every page looks twice.
    """
    by_script = observation.effect is not None and not observation.effect.document_changed
    return by_script and _addresses(observation.screen) == _addresses(before)


def _addresses(screen: Screen) -> list[str]:
    return [row.address for row in _listed(screen) or ()]


def _moved_on(former: Sequence[Row], present: Sequence[Row], count: int) -> bool:
    """Whether one page begins with what the other ended with, as it does when somebody adds to the list meanwhile."""
    ended, begins = ([row.address for row in rows] for rows in (former[-count:], present[:count]))
    return count < len(present) and ended == begins


def _found(
    observation: Observation,
    before: Screen,
    screen: Screen,
    present: Sequence[Row],
    repeated: Sequence[Row],
    *,
    certain: bool,
) -> Finding:
    names = "”, “".join(shown(row.name, 30) for row in repeated[:3])
    everything = len(repeated) == len(present)
    return finding(
        META,
        observation,
        subject=f"pages of {template_of(present)}",
        title=f"The pages of {place(_SEGMENT.sub('', screen.url.partition('?')[0]), 30)} "
        f"{'are all the same' if everything else 'repeat rows'}",
        description=f"{len(repeated)} of {len(present)} rows were on the page before already: “{names}”. "
        "Expected: each row on one page only, or others are on none.",
        cause="The page's number is ignored." if everything else META.why,
        certain=certain,
        details={"repeated": [row.address for row in repeated[:10]], "from": before.url, "to": screen.url},
    )


def _turned(before: Screen, screen: Screen) -> bool:
    """Whether the addresses differ in the page's number alone."""
    one, other = routed(before.url), routed(screen.url)
    if _SEGMENT.sub("", one.path).rstrip("/") != _SEGMENT.sub("", other.path).rstrip("/"):
        return False
    former, present = (
        {name: value for name, value in parse_qsl(parts.query) if not _tells_page(name, value) and value}
        for parts in (one, other)
    )
    return former == present and _number(before.url) != _number(screen.url)


def _tells_page(name: str, value: str) -> bool:
    """Whether it says which page of a list is shown; "page=about.php" names something else."""
    return _PARAMETER.match(name) is not None and (value.isdigit() or _CURSOR.match(name) is not None)


def _number(url: str) -> str:
    parts = routed(url)
    named = [value for name, value in parse_qsl(parts.query) if _tells_page(name, value)]
    segment = _SEGMENT.search(parts.path)
    number = "/".join(named) + (re.sub(r"\D", "", segment.group()) if segment else "")
    return number or "1"


def _listed(screen: Screen) -> tuple[Row, ...] | None:
    """The list that the pages are of: the largest, when all its rows lead somewhere and no other is as large."""
    found = [rows for rows in lists(screen, FEWEST) if all(row.address for row in rows)]
    if not found or (len(found) > 1 and len(found[0]) == len(found[1])):
        return None
    rows = found[0]
    return rows if len({row.address for row in rows}) == len(rows) else None


def _repeated(former: Sequence[Row], present: Sequence[Row]) -> list[Row]:
    """Rows of both pages; those at the head of both are pinned there, unless that is all there is."""
    pinned = 0
    while pinned < min(len(former), len(present)) and former[pinned].address == present[pinned].address:
        pinned += 1
    if pinned < len(present):
        former, present = former[pinned:], present[pinned:]
    known = {row.address for row in former}
    return [row for row in present if row.address in known]
