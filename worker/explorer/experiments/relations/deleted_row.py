"""Removes a row of a list that stands there, and looks whether it is gone, alone, and for good."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.main_list import place_of
from worker.detectors.rows import Row, has_more, lists
from worker.explorer.experiments.counters import counters_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.sorted_column import headers_of
from worker.explorer.experiments.relations.sorted_list import orders_of, rows_of_orders
from worker.explorer.experiments.removing import remove
from worker.explorer.experiments.rows import holds_control, rows_showing
from worker.explorer.experiments.shortcut import come
from worker.explorer.experiments.undoing import way_to_undo
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.rows import Counter, DeletedRow
from worker.observation.observation import Observation
from worker.observation.runtime import CHANGING_METHODS
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("deleted_row", share=1.0, most=4)

_ASKING = frozenset(("fetch", "xhr", "document"))
_NOT_READ = ("button", "select", "textarea", "label")
_SHORTEST_NAME = 3
# What says something else a minute later names no row.
_RESTLESS = re.compile(r"\b(?:ago|now|today|vor|heute|jetzt|hace|hoy|ahora|il y a|maintenant)\b|پیش|قبل|اکنون", re.I)
_PATIENCE_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Named:
    """A row and the words in it that no other row has."""

    row: Row
    name: str


@dataclass(frozen=True, slots=True)
class DeleteRow(Undivided):
    """What removing one row does, to it, to its neighbours, and to what the page counts."""

    way: tuple[Deed, ...]
    page: str
    sorts: bool = False

    async def perform(self, walk: Walk) -> None:
        """Remove it, and load the page again."""
        await come(walk, self.way, lambda screen: len(removable(screen)) > 1)
        if self.sorts:
            await _sort(walk)
        before = walk.screen
        rows = removable(before) if before else []
        if before is None or len(rows) < 2:
            return
        place = self._chosen(rows)
        removal = await remove(walk, rows[place].name)
        if removal is None or walk.url.partition("?")[0] != before.url.partition("?")[0]:
            return
        control, observation, asked = removal
        reloaded = (await walk.perform(Action(ActionKind.RELOAD))).screen
        if _is_there(reloaded, rows[place]):
            await walk.linger(_PATIENCE_SECONDS)
            reloaded = (await walk.perform(Action(ActionKind.RELOAD))).screen
        gone = not rows_showing(observation.screen, rows[place].name)
        result = DeletedRow(
            self.page,
            control,
            rows[place].name,
            asked,
            gone,
            not self._takes_another(rows, place, gone, (observation.screen, reloaded)),
            any(one.method in CHANGING_METHODS and one.kind in _ASKING for one in observation.exchanges),
            way_to_undo(observation) is not None,
            _is_back(observation, reloaded, rows[place]),
            _counters(before, observation.screen, reloaded),
        )
        if result.gone or not result.other_stays:
            await walk.conclude(self, result)

    def _takes_another(self, rows: list[Named], place: int, gone: bool, screens: tuple[Screen, ...]) -> bool:
        """Whether a row beside it, or in a list that was sorted any instead of it, is lost for good while all others
        stay.

        What follows a row may hang on it, as answers do on a letter; what stands before it does not.
        """
        beside = {place - 1} if gone else {*range(len(rows))} if self.sorts else {place - 1, place + 1}
        lost = {
            number
            for number, one in enumerate(rows)
            if number != place and not any(one.name in screen.text for screen in screens)
        }
        return len(rows) > 2 and len(lost) == 1 and lost <= beside

    def _chosen(self, rows: list[Named]) -> int:
        """Rather a row that this visitor has added than another; never the first, so that one stands before it."""
        typed = [action.value for deed in self.way for action in deed if action.kind is ActionKind.TYPE]
        own = (
            place
            for place, one in enumerate(rows)
            if place and any(len(value) > _SHORTEST_NAME and value in one.row.text for value in typed)
        )
        return next(own, len(rows) // 2)


def propose(scene: Scene) -> Iterator[Proposal]:
    """A list whose rows each have a control that removes them; sorted otherwise, too, where it can be: the row that is
    shown at a place may not be the one that is kept there.
    """
    if scene.new_state and len(removable(scene.screen)) > 1:
        place = url_pattern(scene.screen.url).partition("?")[0]
        yield Proposal(DeleteRow(scene.way, scene.screen.url), place, destructive=True)
        if _sorting(scene.screen):
            sorts = DeleteRow(scene.way, scene.screen.url, sorts=True)
            yield Proposal(sorts, f"{place} sorted", destructive=True)


def _sorting(screen: Screen) -> Action | None:
    """What brings the rows into another order than they stand in, None where nothing is sure to."""
    for field in screen.elements:
        orders = [one for one in orders_of(field) if one != field.value]
        if orders:
            return Action(ActionKind.CHOOSE, target_of(field), orders[-1])
    controls = [screen.element(one.control) for row in rows_of_orders(screen) for one in row]
    control = next((one for one in reversed(controls) if one is not None), next(iter(headers_of(screen)), None))
    return Action(ActionKind.CLICK, target_of(control)) if control is not None else None


async def _sort(walk: Walk) -> None:
    sorting = _sorting(walk.screen) if walk.screen else None
    if sorting is not None:
        await walk.perform(sorting)


def removable(screen: Screen) -> list[Named]:
    """The rows of the largest list in which every row can be removed, those that can be told by their words."""
    for rows in lists(screen):
        if all(holds_control(row.node, Purpose.REMOVE) for row in rows):
            return [Named(row, name) for row in rows if (name := _name(screen, row))]
    return []


def _name(screen: Screen, row: Row) -> str:
    """Words of the row that stand in one row only, and lead to its control."""
    for node in row.node.walk():
        text = node.own_text
        if len(text) < _SHORTEST_NAME or not any(map(str.isalpha, text)) or node.inside(*_NOT_READ):
            continue
        if _RESTLESS.search(text):
            continue
        found = rows_showing(screen, text)
        if len(found) == 1 and holds_control(found[0], Purpose.REMOVE):
            return text
    return ""


def _is_there(screen: Screen, one: Named) -> bool:
    """Whether this very row stands in its list: it leads where it led, or says what it said."""
    if one.name not in screen.text:
        return False
    found = (node for node in rows_showing(screen, one.name) if place_of(node) == place_of(one.row.node))
    now = [Row(node, screen.url) for node in found if holds_control(node, Purpose.REMOVE)]
    return any(row.address == one.row.address if one.row.address else row.text == one.row.text for row in now)


def _is_back(observation: Observation, reloaded: Screen, one: Named) -> bool | None:
    """None where a row with the same words may have moved up from a further page, or it may still be undone."""
    if way_to_undo(observation) is not None or (not one.row.address and has_more(observation.screen)):
        return None
    return _is_there(reloaded, one)


def _counters(before: Screen, between: Screen, after: Screen) -> tuple[Counter, ...]:
    first, second, third = counters_of(before), counters_of(between), counters_of(after)
    return tuple(
        Counter(label, number, second[label], third[label])
        for label, number in first.items()
        if label in second and label in third
    )
