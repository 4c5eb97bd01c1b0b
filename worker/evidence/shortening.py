"""Finds the shortest steps that still show a bug, by delta debugging (Zeller and Hildebrandt, 2002).

It works on single actions, so a form's fields that need not be filled fall away as well as whole deeds. What opens the
page of the last deed, and the last action itself, stay: ways without them were tried when the bug was proved.
"""

from collections.abc import Generator
from dataclasses import replace

from worker.evidence.scripts import Script
from worker.explorer.graph import Deed
from worker.surfaces.actions import Action, ActionKind


def can_be_shorter(script: Script) -> bool:
    """Whether there is anything that could be left out."""
    return script.request is None and bool(_removable(_flat(script)))


def shortenings(script: Script) -> Generator[Script, bool, Script]:
    """Yields ways to try, is sent whether each showed the bug, and returns the shortest that did."""
    actions = _flat(script)
    kept = _removable(actions)
    always = set(range(len(actions))) - set(kept)
    size = len(kept)
    while kept and size:
        place = 0
        while place < len(kept):
            fewer = kept[:place] + kept[place + size :]
            way = _script_of(script, actions, always.union(fewer))
            if way is not None and (yield way):
                kept = fewer
            else:
                place += size
        size = min(size, len(kept) + 1) // 2
    return _script_of(script, actions, always.union(kept)) or script


def _flat(script: Script) -> list[tuple[int, Action]]:
    """All actions with the number of the deed to which they belong."""
    return [(number, action) for number, deed in enumerate(script.deeds) for action in deed]


def _removable(actions: list[tuple[int, Action]]) -> list[int]:
    last = len(actions) - 1
    opened = [place for place, (_, action) in enumerate(actions) if action.kind is ActionKind.NAVIGATE]
    return [place for place in range(last) if place not in opened[-1:]]


def _script_of(script: Script, actions: list[tuple[int, Action]], places: set[int]) -> Script | None:
    """The script with the actions at these places alone; None when it would not begin by opening a page."""
    deeds: dict[int, Deed] = {}
    for place in sorted(places):
        number, action = actions[place]
        deeds[number] = (*deeds.get(number, ()), action)
    left = tuple(deeds.values())
    return replace(script, deeds=left) if left and left[0][0].kind is ActionKind.NAVIGATE else None
