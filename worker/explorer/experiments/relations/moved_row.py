"""Moves a row of a list by its own control ("down", an arrow), and loads the page again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.markup import Node
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.dragged_row import Board, can_be_told_apart, look_and_load_again, row_with
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.newcomers import parted
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.rows import DraggedRow
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("moved_row", share=2.0, most=3, seconds=7.0)

_DOWN = re.compile(
    r"(?<!\w)(?:move .{0,40}down|down|later|nach (?:unten|hinten)|runter|abajo|bajar|descendre|vers le bas)\W*$|"
    r"^(?:move )?down(?!load)\b|^[↓▼⬇🡓﹀˅]\W*$|پایین",
    re.IGNORECASE,
)
_FEWEST_ROWS = 3


@dataclass(frozen=True, slots=True)
class MoveRow(Undivided):
    """Whether a row that is moved down by its control stands there when the page is loaded again."""

    way: tuple[Deed, ...]
    key: str

    async def perform(self, walk: Walk) -> None:
        """Move it, look, load the page again and look. Raises SurfaceError."""
        await come(walk, self.way, lambda screen: _found(screen, screen.element(self.key)) is not None)
        control = walk.screen.element(self.key) if walk.screen else None
        found = _found(walk.screen, control) if walk.screen else None
        if walk.screen is None or control is None or found is None:
            return
        row, board = found
        page, before = walk.url, board.arrangement(walk.screen)
        if not can_be_told_apart(before):
            return
        moved = await walk.perform(Action(ActionKind.CLICK, target_of(control)))
        if moved.screen.url == page:
            later = await look_and_load_again(walk, board, moved, before, is_of_member=bool(parted(self.way)[0]))
            await walk.conclude(self, DraggedRow(page, row.text, "down", before, *later))


def propose(scene: Scene) -> Iterator[Proposal]:
    """The first control of each kind of list that moves a row down."""
    if not scene.new_state:
        return
    boards: set[Board] = set()
    for control in scene.screen.elements:
        found = _found(scene.screen, control)
        if found is not None and found[1] not in boards:
            boards.add(found[1])
            request = MoveRow(scene.alone(scene.way), control.key)
            yield Proposal(request, f"{url_pattern(scene.screen.url)} {found[1].of_lists} {found[1].of_rows}")


def _found(screen: Screen, control: Element | None) -> tuple[Node, Board] | None:
    """The row that a control moves down, and its list; None where it is none that does."""
    if control is None or control.role != "button" or not control.visible or not control.enabled:
        return None
    if not (_DOWN.search(control.name) or any(map(_DOWN.search, control.drawn))):
        return None
    found = row_with(screen, control)
    return found if found and len(max(found[1].rows(screen), key=len)) >= _FEWEST_ROWS else None
