"""Finds pages that show something else after a reload: what a person did was never stored, or what was removed comes
back, or a number did not follow what was ticked.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from worker.detectors.addresses import without_fragment
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.rows import Row, removable_rows
from worker.detectors.subjects import path_pattern, place, shown
from worker.detectors.traffic import is_page
from worker.observation.experiments.lists import KeptFilters
from worker.observation.experiments.returns import FollowedChange
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="reload_shows_the_same",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Page that is not the same after a reload",
    why="The change was made in the browser only; the server or the storage was not told.",
    fix="Store the change where the page reads from, wait for the answer, and show when it fails.",
)

# What narrows a list in the browser alone may rightly be forgotten by a reload: what is chosen, and what is ticked or
# typed as long as it is.
_NARROWS = frozenset(("combobox", "listbox", "tab", "radio"))
_TICKED = frozenset(("checkbox", "switch"))
_IN_ROW = re.compile(r"(^|> )(li|tr|article)\b")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when rows that a person can remove are gone after a reload, or are back; one for what is stale."""
    yield from _stale(observation)
    yield from _filters(observation)
    before, screen, action = observation.before, observation.screen, last(observation)
    if before is None or action is None or action.kind is not ActionKind.RELOAD or not is_page(observation.document):
        return
    if observation.crowded:
        return  # who shares the account may have added or removed it
    if without_fragment(before.url) != without_fragment(screen.url) or before.truncated or screen.truncated:
        return
    earlier, later = removable_rows(before), removable_rows(screen)
    if len(observation.cause) > 1 or _narrowed(before):
        return
    lost = [row for row in earlier if row.name not in {one.name for one in later}]
    back = [row for row in later if row.name not in {one.name for one in earlier}]
    if lost and not back:
        yield _found(observation, lost, "is gone", "is lost by a reload")
    elif back and not lost:
        yield _found(observation, back, "is back", "is back after a reload")


def _found(observation: Observation, rows: Sequence[Row], outcome: str, title: str) -> Finding:
    name = shown(rows[0].name, 30)
    return finding(
        META,
        observation,
        # Routes within one document show what is stored in one place.
        subject=f"{path_pattern(without_fragment(observation.screen.url))} {outcome}",
        title=f"“{name}” on {place(observation.screen.url, 25)} {title}",
        description=f"After a reload of the page “{name}” {outcome}, although nothing else was done. Expected: the "
        f"page shows the same.",
        details={"rows": [row.name for row in rows[:10]]},
    )


def _stale(observation: Observation) -> Iterator[Finding]:
    for result in observation.experiments:
        if not isinstance(result, FollowedChange) or not result.stale:
            continue
        was, since = result.stale[0]
        yield finding(
            META,
            observation,
            subject=f"number on {path_pattern(result.page)}",
            title=f"“{shown(was, 25)}” stays until {place(result.page, 20)} is loaded anew",
            description=f"After “{shown(result.control, 40)}” the page still says “{shown(was, 50)}”; loaded anew it "
            f"says “{shown(since, 50)}”, although nothing else was done. Expected: the page follows at once.",
            page=result.page,
            severity=Severity.MEDIUM,
            details={"stale": [f"{one} → {other}" for one, other in result.stale[:10]]},
        )


def _filters(observation: Observation) -> Iterator[Finding]:
    for result in observation.experiments:
        if not isinstance(result, KeptFilters):
            continue
        lost = [name for name, kept in result.filters if not kept]
        kept = [name for name, kept in result.filters if kept]
        if lost and kept:
            yield finding(
                META,
                observation,
                subject=f"filter {lost[0]} on {path_pattern(result.page)}",
                title=f"The filter “{shown(lost[0], 30)}” on {place(result.page, 25)} is lost by a reload",
                description=f"All filters were set, and the page was loaded anew. “{shown(lost[0], 40)}” is off then, "
                f"and “{shown(kept[0], 40)}” is still on. Expected: all filters stay, for who reloads, goes back or "
                "hands the address on.",
                page=result.page,
                severity=Severity.MEDIUM,
                cause="It does not stand in the address as the others do.",
                details={"lost": list[JsonValue](lost), "kept": list[JsonValue](kept)},
            )


def _narrowed(screen: Screen) -> bool:
    header = ("header", "nav", "footer", "search")
    return any(element.visible and element.region not in header and _narrows(element) for element in screen.elements)


def _narrows(element: Element) -> bool:
    if element.role in _TICKED:
        return bool(element.checked) and not _IN_ROW.search(element.selector)
    return element.role in _NARROWS or (element.role == "searchbox" and element.value != "")
