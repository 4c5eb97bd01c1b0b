"""Drags a row to another place of its list, or into the next list, and loads the page again.

Whether the page keeps such things is told by a request that the move sends, or else by ticking a box in a row; what
somebody sees who has signed in is theirs, and is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.markup import Node, tree
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.rows import elements_in, node_of
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.newcomers import parted
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.rows import DraggedRow
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen
from worker.observation.sites import same_site
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("dragged_row", share=2.0, most=6, seconds=8.0)

_WAYS = ("beside", "across")
_DEEP = 5
_MOST_ROWS = 60
_SETTLED_SECONDS = 0.6
_CELLS = frozenset(("td", "th", "body", "main"))

Kind = tuple[str, str]
Lists = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Lists of one kind with rows of one kind; a kind is a tag and the first class."""

    of_lists: Kind
    of_rows: Kind

    def rows(self, screen: Screen) -> list[list[Node]]:
        """The rows of each list, empty lists too."""
        lists = [node for node in tree(screen.markup).walk() if not node.hidden and _kind(node) == self.of_lists]
        return [[row for row in one.elements if not row.hidden and _kind(row) == self.of_rows] for one in lists]

    def arrangement(self, screen: Screen) -> Lists:
        """What the rows say, list by list."""
        return tuple(tuple(row.text for row in rows) for rows in self.rows(screen))


@dataclass(frozen=True, slots=True)
class DragRow(Undivided):
    """Whether a row that is dragged somewhere is there alone, and still there when the page is loaded again."""

    way: tuple[Deed, ...]
    key: str
    where: str

    async def perform(self, walk: Walk) -> None:
        """Drag it, look, load the page again and look."""
        await come(walk, self.way, lambda screen: _held(screen, self.key) is not None)
        held = _held(walk.screen, self.key)
        if walk.screen is None or held is None:
            return
        handle, row, board = held
        page, before = walk.url, board.arrangement(walk.screen)
        if not can_be_told_apart(before):
            return
        moved = await walk.perform(Action(ActionKind.DRAG, target_of(handle), self.where))
        if moved.screen.url == page:
            later = await look_and_load_again(walk, board, moved, before, is_of_member=bool(parted(self.way)[0]))
            await walk.conclude(self, DraggedRow(page, row.text, self.where, before, *later))


def propose(scene: Scene) -> Iterator[Proposal]:
    """The first row of each kind of list whose rows can be dragged."""
    if not scene.new_state:
        return
    screen = scene.screen
    boards: set[Board] = set()
    for element in screen.elements:
        held = _held_by(screen, element)
        if held is None or held[2] in boards:
            continue
        board = held[2]
        boards.add(board)
        lists = [rows for rows in board.rows(screen) if rows]
        for where in _WAYS[: min(len(lists), len(_WAYS))]:
            request = DragRow(scene.alone(scene.way), element.key, where)
            yield Proposal(request, f"{url_pattern(screen.url)} {board.of_lists} {board.of_rows} {where}", sort=where)


def _held(screen: Screen | None, key: str) -> tuple[Element, Node, Board] | None:
    element = screen.element(key) if screen else None
    return _held_by(screen, element) if screen and element else None


def _held_by(screen: Screen, element: Element) -> tuple[Element, Node, Board] | None:
    """What can be dragged, the row that it moves, and the lists among which it moves."""
    if "drag" not in element.gestures or not element.visible or not element.enabled or element.covered_by:
        return None
    found = row_with(screen, element)
    return (element, *found) if found else None


def row_with(screen: Screen, element: Element) -> tuple[Node, Board] | None:
    """The row in which a control stands, or that it is, and the lists among which that moves."""
    row = node_of(screen, element)
    for _ in range(_DEEP):
        if row is None or row.parent is None or row.tag in ("body", "main"):
            return None
        board = Board(_kind(row.parent), _kind(row))
        if row.tag not in _CELLS and sum(_kind(one) == _kind(row) for one in row.parent.elements) > 1 and row.text:
            return row, board
        row = row.parent
    return None


def _kind(node: Node) -> Kind:
    return node.tag, next(iter(node.attributes.get("class", "").split()), "")


def _flat(lists: Lists) -> list[str]:
    return [name for names in lists for name in names]


def can_be_told_apart(lists: Lists) -> bool:
    """Whether every row says something that no other says."""
    names = _flat(lists)
    return 1 < len(names) <= _MOST_ROWS and all(names) and len(set(names)) == len(names)


async def look_and_load_again(
    walk: Walk, board: Board, moved: Observation, before: Lists, *, is_of_member: bool
) -> tuple[Lists, Lists, bool]:
    """What the lists show once a row has come to its place, what they show when the page is loaded again, and whether
    the page keeps what is done there. Raises SurfaceError.
    """
    after = board.arrangement(moved.screen)
    if sorted(_flat(after)) != sorted(_flat(before)):
        await walk.linger(_SETTLED_SECONDS)  # what flies to its place is there twice for a moment
        after = board.arrangement(walk.screen or moved.screen)
    told = _has_told(moved, moved.screen.url)
    later = board.arrangement((await walk.perform(Action(ActionKind.RELOAD))).screen)
    return after, later, told or is_of_member or await _keeps_ticks(walk, board)


def _has_told(moved: Observation, page: str) -> bool:
    return any(
        one.method not in ("GET", "HEAD", "OPTIONS") and one.kind in ("xhr", "fetch") and same_site(one.url, page)
        for one in moved.exchanges
    )


async def _keeps_ticks(walk: Walk, board: Board) -> bool:
    """Whether a box that is ticked in a row is still ticked when the page is loaded again; it is unticked then."""
    screen = walk.screen
    if screen is None:
        return False
    boxes = (one for rows in board.rows(screen) for row in rows for one in elements_in(screen, row))
    box = next((one for one in boxes if one.role in ("checkbox", "switch") and one.visible and not one.checked), None)
    if box is None:
        return False
    await walk.perform(Action(ActionKind.CHECK, target_of(box), "on"))
    again = (await walk.perform(Action(ActionKind.RELOAD))).screen
    kept = next((one for one in again.elements if one.selector == box.selector), None)
    if kept is None or not kept.checked:
        return False
    await walk.perform(Action(ActionKind.CHECK, target_of(kept), "off"))
    return True
