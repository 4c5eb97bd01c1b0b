"""Puts something into the cart and takes it out again, and notes the cart's badge each time."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.carts import is_cart, way_to_cart
from worker.explorer.experiments.counters import counters_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.rows import node_of, row_around
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.quantities import CartAgain
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("cart_again", share=1.5, most=2)

_NONE = "0"


@dataclass(frozen=True, slots=True)
class TakeOutAgain(Undivided):
    """Whether the badge returns when what `deed` put into the cart is taken out."""

    way: tuple[Deed, ...]
    deed: Deed
    badge: str

    async def perform(self, walk: Walk) -> None:
        """In, to the cart, out, and once more a look after a reload."""
        await walk.go(self.way)
        if walk.screen is None:
            return
        before = self._counted(walk.screen)
        between = self._counted((await walk.perform(*self.deed)).screen)
        lines = _lines(walk.screen)
        if not lines and (way := way_to_cart(walk.screen)):
            lines = _lines((await walk.perform(Action(ActionKind.CLICK, target_of(way)))).screen)
        if len(lines) != 1:
            return
        left = (await walk.perform(Action(ActionKind.CLICK, target_of(lines[0])))).screen
        rows, after = len(_lines(left)), self._counted(left)
        again = (await walk.perform(Action(ActionKind.RELOAD))).screen
        reloaded = self._counted(again)
        await walk.conclude(self, CartAgain(walk.url, (before, between, after, reloaded), rows, len(_lines(again))))

    def _counted(self, screen: Screen) -> str:
        """What the badge says; many show none for an empty cart."""
        return counters_of(screen).get(self.badge, _NONE)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a click has just put something into a cart and a badge has risen."""
    observation = scene.observation
    before, cause = observation.before, observation.cause
    if before is None or not cause or cause[-1].kind is not ActionKind.CLICK or cause[-1].target is None:
        return
    name = cause[-1].target.name
    if not (serves(Purpose.ADD, name) or serves(Purpose.CART, name)):
        return
    known = counters_of(before)
    for label, number in counters_of(scene.screen).items():
        earlier = known.get(label, _NONE)
        risen = earlier.isdigit() and number.isdigit() and int(number) > int(earlier)
        if risen and _is_badge(label):
            yield Proposal(TakeOutAgain(scene.alone(scene.way_before), cause, label), label)
            return


def _is_badge(label: str) -> bool:
    place, _, words = label.partition(" ")
    return serves(Purpose.CART, words) or "header" in place or "nav" in place


def _lines(screen: Screen) -> list[Element]:
    """The controls that take a line out of the cart, one a line."""
    found: dict[int, Element] = {}
    if not is_cart(screen):
        return []
    for element in screen.elements:
        if element.visible and element.role in ("button", "link") and serves(Purpose.REMOVE, element.name):
            node = node_of(screen, element)
            # A cart with one line shows nothing that it is alike with, so that its control stands for it.
            line = (row_around(node) or node) if node else None
            if line is not None:
                found.setdefault(id(line), element)
    return list(found.values())
