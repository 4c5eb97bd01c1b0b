"""Chooses each of the orders that a list offers; whether it is sorted so is judged by what each choice shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.every_page import next_page
from worker.explorer.experiments.settings_of_lists import choose
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.lists import SortedPages
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("sorted_list", share=2.0, most=4)

_MOST_ORDERS = 5
_PAGES = 3
_ORDER = re.compile(
    r"price|preis|precio|prix|قیمت|name|nombre|nom\b|نام|title|titel|date|datum|fecha|تاریخ|newest|oldest|neueste|älteste|"
    r"rating|rated|popular|cheapest|expensive|a\s?[-–to]+\s?z|z\s?[-–to]+\s?a|ascending|descending|aufsteigend|absteigend|"
    r"low.{0,8}high|high.{0,8}low|alphabet",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ChooseEachOrder:
    """What a list looks like in each of its orders; `field` chooses among them, the items are the orders."""

    way: tuple[Deed, ...]
    field: str
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same list in these orders only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """One order after the other."""
        way = await come(walk, self.way, lambda screen: screen.element(self.field) is not None)
        if way is None:
            return
        for order in sorted(self.items):
            if self._field(walk) is None:
                await walk.go(way)  # the order before has led to a page without the list
            field = self._field(walk)
            if field is not None and order in field.options and field.value != order:
                await self._turn_over(walk, order, await choose(walk, field, order))

    async def _turn_over(self, walk: Walk, order: str, first: Screen) -> None:
        """What is sorted as text may look right on the first page alone."""
        pages = [first]
        while len(pages) < _PAGES and (turn := next_page(pages[-1], len(pages))) is not None:
            pages.append((await walk.perform(Action(ActionKind.CLICK, target_of(turn)))).screen)
        if len(pages) > 1:
            await walk.conclude(self.with_items(frozenset((order,))), SortedPages(order, tuple(pages)))

    def _field(self, walk: Walk) -> Element | None:
        return walk.screen.element(self.field) if walk.screen else None


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every choice among at least two orders."""
    if not scene.new_state:
        return
    place = url_pattern(scene.screen.url).partition("?")[0]
    for field in scene.screen.elements:
        if orders := orders_of(field):
            yield Proposal(ChooseEachOrder(scene.way, field.key, frozenset(orders)), f"{place} {field.key}")


def orders_of(field: Element) -> list[str]:
    """The orders among which a field chooses; none when it chooses something else."""
    if field.tag != "select" or not field.visible or not field.enabled:
        return []
    orders = [option for option in field.options if _ORDER.search(option)]
    return orders[:_MOST_ORDERS] if len(orders) > 1 and 2 * len(orders) >= len(field.options) else []
