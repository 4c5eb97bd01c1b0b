"""Puts the same thing into an empty cart twice, and counts the pieces in the cart each time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.carts import is_cart, quantities, way_to_cart
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, come
from worker.explorer.forms import target_of
from worker.explorer.forms.refusals import refusal
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.quantities import AddedTwice
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("added_twice", share=2.0, most=2, seconds=10.0)

# By which a shop says that one is enough.
_ALREADY = re.compile(r"\balready\b|\bbereits\b|\bschon\b|\bdéjà\b|\bya (?:está|tiene)|قبلاً|قبلا", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AddTwice(Undivided):
    """Whether what is put into the cart again is added; `way` leads to where `deed` puts it in."""

    way: tuple[Deed, ...]
    deed: Deed

    async def perform(self, walk: Walk) -> None:
        """In, to the cart, back to where it is offered, in again, to the cart."""
        way = await come(walk, self.way, lambda screen: can_do(screen, self.deed))
        if way is None or walk.screen is None:
            return
        offered = walk.screen
        await walk.perform(*self.deed)
        once = await _pieces_in_cart(walk)
        if not once or _all_that_one_may_have(walk.screen):
            return
        known = set(offered.text.splitlines())
        if not can_do((await walk.open(offered.url)).screen, self.deed):
            return
        told = await walk.perform(*self.deed)
        said = [line for line in told.screen.text.splitlines() if line not in known]
        if refusal(known, told.screen) or any(_ALREADY.search(line) for line in said):
            return
        twice = await _pieces_in_cart(walk)
        if twice is not None:
            target = self.deed[-1].target
            result = AddedTwice(offered.url, target.name if target else "", once, twice)
            await walk.conclude(replace(self, way=way), result)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a click has just put something into a cart."""
    observation = scene.observation
    before, cause, effect = observation.before, observation.cause, observation.effect
    if before is None or effect is None or not cause or cause[-1].kind is not ActionKind.CLICK or not cause[-1].target:
        return
    name = cause[-1].target.name
    kept = effect.requests > 0 or effect.storage_changed or effect.document_changed or effect.mutations > 0
    if kept and serves(Purpose.ADD, name) and serves(Purpose.CART, name) and not is_cart(before):
        yield Proposal(AddTwice(scene.alone(scene.way_before), cause), url_pattern(before.url))


async def _pieces_in_cart(walk: Walk) -> int | None:
    """How many pieces lie in the cart, which is opened where it is not open yet; None when that cannot be told."""
    screen = walk.screen
    if screen is not None and not (is_cart(screen) and quantities(screen)) and (way := way_to_cart(screen)) is not None:
        screen = (await walk.perform(Action(ActionKind.CLICK, target_of(way)))).screen
    held = [field.value for field in quantities(screen)] if screen is not None else []
    return sum(map(int, held)) if held and all(value.isdigit() for value in held) else None


def _all_that_one_may_have(screen: Screen) -> bool:
    """Whether a line holds as many as there are."""
    return any(field.maximum and field.value == field.maximum for field in quantities(screen))
