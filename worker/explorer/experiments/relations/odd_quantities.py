"""Types quantities into a cart's line that nobody can have, as any visitor could, and notes what the line says then."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.detectors.amounts import amounts
from worker.explorer.experiments.carts import quantities
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.rows import node_of, row_around
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import submit, target_of
from worker.explorer.forms.refusals import refusal
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.quantities import OddQuantities, TriedQuantity
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("odd_quantities", share=2.0, most=4, seconds=4.0)

_ORDINARY = "3"
_ODD = ("-1", "2.5", "99999999", "")


@dataclass(frozen=True, slots=True)
class TypeQuantities:
    """What a line of a cart does with quantities; `field` is the key of the field that holds it."""

    way: tuple[Deed, ...]
    field: str
    items: frozenset[str] = frozenset(_ODD)

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """With these quantities only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """An ordinary quantity, to know the price, then the odd ones, each concluded by itself."""
        await come(walk, self.way, lambda screen: screen.element(self.field) is not None)
        page = walk.url
        usual = await self._try(walk, _ORDINARY)
        price = _unit_price(usual)
        if usual is None or usual.held != _ORDINARY:
            return
        for typed in (one for one in _ODD if one in self.items):
            tried = await self._try(walk, typed)
            field = walk.screen.element(self.field) if walk.screen else None
            if tried is None or field is None:
                return
            part = self.with_items(frozenset((typed,)))
            await walk.conclude(part, OddQuantities(page, field.label or field.name, price, (usual, tried)))

    async def _try(self, walk: Walk, quantity: str) -> TriedQuantity | None:
        """Type it, send it, look at the line; None when the line is gone (which is a fine answer to nothing)."""
        field = walk.screen.element(self.field) if walk.screen else None
        if walk.screen is None or field is None:
            return None
        known = set(walk.screen.text.splitlines())
        # A price of twelve digits may well leave its column.
        with walk.provoking():
            typed = Action(ActionKind.TYPE, target_of(field), quantity)
            observation = await walk.perform(typed, _send(walk.screen, field))
        screen, effect = observation.screen, observation.effect
        after = screen.element(self.field)
        if after is None:
            return None
        sent = effect is not None and (effect.requests > 0 or effect.document_changed or effect.storage_changed)
        complained = bool(refusal(known, screen))
        node = node_of(screen, after)
        row = row_around(node) if node else None
        money = tuple(map(str, amounts(row.text))) if row else ()
        return TriedQuantity(quantity, after.value, money, sent, complained)


def propose(scene: Scene) -> Iterator[Proposal]:
    """The first quantity in a row that says amounts of money."""
    if not scene.new_state or not amounts(scene.screen.text):
        return
    field = next((one for one in quantities(scene.screen) if one.enabled and one.tag == "input"), None)
    if field is not None:
        yield Proposal(TypeQuantities(scene.alone(scene.way), field.key), url_pattern(scene.screen.url))


def _send(screen: Screen, field: Element) -> Action:
    form = next((form for form in screen.forms if field.key in form.fields), None)
    sent = submit(screen, form) if form else None
    return sent or Action(ActionKind.PRESS, target_of(field), "Enter")


def _unit_price(usual: TriedQuantity | None) -> str:
    """What one piece costs: the amount of which the ordinary quantity makes another amount of the row."""
    if usual is None:
        return ""
    for each in usual.amounts:
        if float(each) > 0 and any(abs(float(each) * int(_ORDINARY) - float(total)) < 0.01 for total in usual.amounts):
            return each
    return ""
