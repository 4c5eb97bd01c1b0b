"""Finds filters that do not narrow: rows that were not in the whole list, more rows than it, another number than the
filter promises, or a list that does not come back when the filter is taken off.

Only a list whose rows lead somewhere is compared, and only where the whole of it stands on one page.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.rows import Row, has_more, lists
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.lists import FilterTrial
from worker.observation.observation import Observation
from worker.observation.screen import Screen

META = Meta(
    id="filter_narrows",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Filter that does not narrow the list",
    why="The filter's condition is not applied, applied to other data, or joined with the others in the wrong way.",
    fix="Apply all chosen filters to the same data, count with them, and show the whole list when none is chosen.",
)

# Without pages, a list may still load its rest when one scrolls; up to this many a page would simply show.
FEW = 10


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for the first thing that is wrong with each filter."""
    for trial in observation.experiments:
        if isinstance(trial, FilterTrial) and (wrong := _wrong(trial)):
            kind, what, expected = wrong
            yield finding(
                META,
                observation,
                subject=f"{kind} on {path_pattern(trial.before.url)}",
                page=trial.before.url,
                title=f"The filter “{shown(trial.name, 22)}” on {place(trial.before.url, 18)} {kind}"[:90],
                description=f"{what} Expected: {expected}",
                details={
                    "filter": trial.name,
                    "before": _names(_listed(trial.before)),
                    "narrowed": _names(_listed(trial.narrowed)),
                },
            )


def _wrong(trial: FilterTrial) -> tuple[str, str, str] | None:
    """What is wrong in few words, in a sentence, and what was expected; None when all is well or nobody can tell."""
    before, narrowed = _listed(trial.before), _listed(trial.narrowed)
    if not before or not narrowed:
        return None
    whole, part = _addresses(before), _addresses(narrowed)
    named = shown(trial.name, 40)
    if (new := part - whole) and _is_whole(trial.before, before):
        row = next(row for row in narrowed if row.address in new)
        return (
            "shows what was not in the list",
            f"With “{named}” the list shows “{shown(row.name, 40)}”, which the whole list of {len(before)} rows does "
            "not have.",
            "a part of the whole list.",
        )
    loads_more = trial.told is not None and len(narrowed) < trial.told > FEW
    if part != whole and trial.told is not None and trial.told != len(narrowed) and not loads_more:
        return (
            "promises another number of rows",
            f"The filter says “{named} ({trial.told})” and shows {len(narrowed)} rows.",
            "as many rows as it says.",
        )
    combined = _listed(trial.combined) if trial.combined else ()
    if combined and part != whole and (more := _addresses(combined) - part):
        row = next(row for row in combined if row.address in more)
        return (
            "is lost with a second one",
            f"With “{shown(trial.second, 40)}” on top of “{named}” the list shows “{shown(row.name, 40)}”, which "
            f"“{named}” alone does not show.",
            "rows that fit both.",
        )
    restored = _listed(trial.restored) if trial.restored else ()
    if restored and part != whole and (lost := whole - _addresses(restored)):
        row = next(row for row in before if row.address in lost)
        return (
            "does not let go",
            f"After “{named}” was taken off again, “{shown(row.name, 40)}” and {len(lost) - 1} others are still gone.",
            "the whole list, as before.",
        )
    return None


def _listed(screen: Screen) -> Sequence[Row]:
    """The one list of a page that stands there as a whole; () when there is none, or none for certain."""
    if has_more(screen) or screen.truncated:
        return ()
    found = [rows for rows in lists(screen, 1) if all(row.address for row in rows)]
    found = [rows for rows in found if len({row.address for row in rows}) == len(rows)]
    if not found or (len(found) > 1 and len(found[1]) * 2 > len(found[0])):
        return ()
    return found[0]


def _is_whole(screen: Screen, rows: Sequence[Row]) -> bool:
    """Whether the page says that these rows are all: some pages show a choice until a filter is set."""
    return re.search(rf"(?<!\d){len(rows)}\s+[^\W\d_]{{4,}}", screen.text) is not None


def _addresses(rows: Sequence[Row]) -> frozenset[str]:
    return frozenset(row.address for row in rows)


def _names(rows: Sequence[Row]) -> list[JsonValue]:
    return [row.name for row in rows[:20]]
