"""Touches the header of a table's column twice: once to sort by it, once more to turn the order round."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.detectors.tables import drawn_headers
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.rows import node_of
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.lists import ColumnSort
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("sorted_column", share=2.0, most=4, seconds=7.0)

_MOST_COLUMNS = 4
_IN_HEADER = re.compile(r"(?:^|> )th(?::nth-of-type\(\d+\))?(?= >|$)")


@dataclass(frozen=True, slots=True)
class SortColumns:
    """Whether columns are sorted when their header is touched; the items are the headers' keys."""

    way: tuple[Deed, ...]
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same table with these columns only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Each header twice, from where the table is shown."""
        await come(walk, self.way, lambda screen: bool(headers_of(screen)))
        for item in sorted(self.items):
            looks = [walk.screen] if walk.screen else []
            name = ""
            for _ in range(2):
                header = walk.screen.element(item) if walk.screen else None
                if header is None:
                    break
                name = header.name
                observation = await walk.perform(Action(ActionKind.CLICK, target_of(header)))
                looks.append(observation.screen)
            if len(looks) == 3:
                await walk.conclude(self.with_items(frozenset((item,))), ColumnSort(name, tuple(looks)))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every table whose headers can be touched."""
    if not scene.new_state:
        return
    if headers := headers_of(scene.screen):
        items = frozenset(one.key for one in headers[:_MOST_COLUMNS])
        place = url_pattern(scene.screen.url).partition("?")[0]
        yield Proposal(SortColumns(scene.way, items), f"{place} {sorted(items)}")


def headers_of(screen: Screen) -> list[Element]:
    """What can be touched in the headers of tables, is no field, and adds nothing below, as on boards."""
    drawn = {id(one) for one in drawn_headers(screen)}
    return [
        one
        for one in screen.elements
        if one.visible and one.enabled and one.tag in ("th", "button", "a", "span", "div", "p", "li")
        if one.name
        and not serves(Purpose.ADD, one.name)
        and (_IN_HEADER.search(one.selector) or _in(drawn, screen, one))
    ]


def _in(nodes: set[int], screen: Screen, element: Element) -> bool:
    """Whether an element is one of these, or stands in one."""
    node = node_of(screen, element) if nodes else None
    return node is not None and any(id(one) in nodes for one in (node, *node.ancestors()))
