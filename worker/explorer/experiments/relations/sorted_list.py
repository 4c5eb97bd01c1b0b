"""Chooses each of the orders that a list offers: in a field, by links, buttons, tabs or dots, or in a menu or a list
that opens. Whether it is sorted so is judged by what each choice shows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from worker.detectors.named_orders import Order, order_named, without_arrows
from worker.explorer.experiments.choices_of_lists import Choice, called, in_menu, make, rows_of_controls, stays_here
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.every_page import last_page, next_page
from worker.explorer.experiments.relations.sorted_column import headers_of
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.lists import OrderTrial, SortedPages
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("sorted_list", share=2.5, most=4)

_MOST_ORDERS = 5
_PAGES = 3
_ORDER = re.compile(
    r"price|preis|precio|prix|قیمت|name|nombre|nom\b|نام|title|titel|date|datum|fecha|تاریخ|newest|oldest|neueste|älteste|"
    r"rating|rated|popular|cheapest|expensive|a\s?[-–to]+\s?z|z\s?[-–to]+\s?a|ascending|descending|aufsteigend|absteigend|"
    r"low.{0,8}high|high.{0,8}low|alphabet",
    re.IGNORECASE,
)
_SORTS = re.compile(r"\bsort(?:ed|ing)?\b|\border(?:ed)? by\b|sortier|\bordenar|\btri(?:er)?\b|مرتب", re.IGNORECASE)
_OPENS = frozenset(("button", "combobox", "clickable", "listener"))
_ENTRIES = frozenset(("option", "menuitem", "menuitemradio", "button", "link", "radio", "tab", "clickable", "listener"))
_LONGEST_OPENER = 60


@dataclass(frozen=True, slots=True)
class ChooseEachOrder:
    """What a list looks like in each of its orders; the items are the orders, none for all that a menu has.

    `field` chooses among them or opens the menu in which they stand; "" where they stand on the page.
    """

    way: tuple[Deed, ...]
    field: str
    items: frozenset[str] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """The same list in these orders only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """One order after the other; then what two opposite ones showed."""
        way = await come(walk, self.way, self._suits)
        if way is None or walk.screen is None:
            return
        before = walk.screen
        looks: dict[str, Screen] = {}
        for order in sorted(self.items) or [*await self._open(walk)][:_MOST_ORDERS]:
            if not self._suits(walk.screen):
                await walk.go(way)  # the order before has led to a page without the list
            if (look := await self._choose(walk, order)) is not None:
                looks[order] = look
                items = self.with_items(frozenset((order,)))
                await walk.conclude(items, OrderTrial((order,), (look,), before))
                await self._turn_over(walk, order, look)
        for one, other in combinations(looks, 2):
            if _are_opposite(one, other):
                trial = OrderTrial((one, other), (looks[one], looks[other]), before)
                await walk.conclude(self.with_items(frozenset((one, other))), trial)

    def _suits(self, screen: Screen | None) -> bool:
        if screen is None:
            return False
        if self.field:
            return _again(screen, self.field) is not None
        return not self.items.isdisjoint(one.name for row in rows_of_orders(screen) for one in row)

    async def _choose(self, walk: Walk, order: str) -> Screen | None:
        """The list in an order; None where it is not offered, is chosen already, or cannot be told to be chosen."""
        field = walk.screen.element(self.field) if walk.screen and self.field else None
        if field is not None and field.tag == "select":
            chosen = order not in field.options or field.value == order
            return None if chosen else await make(walk, Choice(order, field.key, order))
        offered = await self._open(walk) if self.field else _choices(walk.screen)
        before = walk.screen
        if order not in offered or before is None:
            return None
        look = await make(walk, offered[order])
        # What turned into another order when it was touched says the present one, or the next: nobody can tell.
        turned = (
            not self.field and order not in _choices(look) and any(one not in before.text for one in _choices(look))
        )
        return None if turned else look

    async def _open(self, walk: Walk) -> Mapping[str, Choice]:
        """The orders in the menu, if there is one."""
        return await in_menu(walk, lambda screen: _again(screen, self.field), _entries) if self.field else {}

    async def _turn_over(self, walk: Walk, order: str, first: Screen) -> None:
        """The second and the last page: what is sorted as text may look right on the first page alone."""
        pages = [first]
        while len(pages) < _PAGES:
            here, number = pages[-1], len(pages)
            last = last_page(here, number) if number > 1 else None
            if (turn := last or next_page(here, number)) is None:
                break
            pages.append((await walk.perform(Action(ActionKind.CLICK, target_of(turn)))).screen)
        if len(pages) > 1:
            await walk.conclude(self.with_items(frozenset((order,))), SortedPages(order, tuple(pages)))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every choice among at least two orders, and every menu that says it sorts."""
    if not scene.new_state:
        return
    place = url_pattern(scene.screen.url).partition("?")[0]
    for field in scene.screen.elements:
        if orders := orders_of(field):
            yield Proposal(ChooseEachOrder(scene.way, field.key, frozenset(orders)), f"{place} {field.key}")
    for row in rows_of_orders(scene.screen):
        names = [one.name for one in row][:_MOST_ORDERS]
        yield Proposal(ChooseEachOrder(scene.way, "", frozenset(names)), f"{place} {sorted(names)}")
    for opener in openers_of(scene.screen):
        yield Proposal(ChooseEachOrder(scene.way, opener.key), f"{place} {opener.key}")


def orders_of(field: Element) -> list[str]:
    """The orders among which a field chooses; none when it chooses something else."""
    if field.tag != "select" or not field.visible or not field.enabled:
        return []
    orders = [option for option in field.options if _ORDER.search(option) or _order(option)]
    return orders[:_MOST_ORDERS] if len(orders) > 1 and 2 * len(orders) >= len(field.options) else []


def rows_of_orders(screen: Screen) -> Iterator[list[Choice]]:
    """The orders that stand on the page beside each other, not in the header of a table."""
    headers = {one.key for one in headers_of(screen)}
    for row in rows_of_controls(screen):
        if not all(stays_here(one, screen) and one.key not in headers for one in row):
            continue
        orders = [one for one in row if _order(called(one))]
        if len(orders) > 1 and 2 * len(orders) >= len(row):
            yield [Choice(called(one), one.key) for one in orders]


def openers_of(screen: Screen) -> list[Element]:
    """What opens a menu of orders, by its words: it sorts, or shows the order that is chosen."""
    headers = {one.key for one in headers_of(screen)}
    return [
        one
        for one in screen.elements
        if one.visible and one.enabled and one.role in _OPENS and one.tag not in ("select", "input", "textarea")
        if not (one.input_type == "submit" and one.form) and one.key not in headers and _opens_orders(one)
    ]


def _opens_orders(element: Element) -> bool:
    words = (element.name, *element.drawn)
    if len(element.name) > _LONGEST_OPENER:
        return False
    says = any(_SORTS.search(one) for one in words) and not any(map(_order, words))
    opens = element.input_type == "drawn list" or element.expanded is not None
    return says or (opens and any(_SORTS.search(one) or _order(one) for one in words))


def _again(screen: Screen, key: str) -> Element | None:
    """The field or the opener, which may be called by the order that is chosen now."""
    found = screen.element(key)
    if found is not None and found.visible:
        return found
    openers = openers_of(screen)
    return openers[0] if len(openers) == 1 else None


def _choices(screen: Screen | None) -> Mapping[str, Choice]:
    return {one.name: one for row in rows_of_orders(screen) for one in row} if screen else {}


def _entries(elements: Iterable[Element]) -> Mapping[str, Choice]:
    """The orders among what a menu has; none where there are no two."""
    entries = {
        called(one): Choice(called(one), one.key)
        for one in elements
        if one.visible and one.enabled and one.role in _ENTRIES and _order(called(one))
    }
    return entries if len(entries) > 1 else {}


def _are_opposite(one: str, other: str) -> bool:
    first, second = _order(one), _order(other)
    if first is None or second is None or first.rising is None or second.rising is None:
        return False
    return (first.by, first.about, first.rising) == (second.by, second.about, not second.rising)


def _order(words: str) -> Order | None:
    return order_named(without_arrows(words))
