"""Adds two rows, removes the second, and looks at what is left: the row, its neighbour, the counters, a way to undo."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.adding import Adding
from worker.explorer.experiments.counters import counters_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.removing import remove
from worker.explorer.experiments.rows import control_in, holds_control, rows_showing
from worker.explorer.experiments.undoing import way_to_undo
from worker.explorer.forms import target_of
from worker.explorer.purposes import Purpose
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.rows import Counter, RemovedRow, RemovedTwin
from worker.observation.runtime import CHANGING_METHODS
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("removed_row", share=2.0, most=4, seconds=7.0)

_NEIGHBOURS = "one of two different rows"
_TWINS = "one of two rows with the same words"


@dataclass(frozen=True, slots=True)
class RemoveRow:
    """What removing a row that was just added does, to it and to the rest."""

    adding: Adding
    items: frozenset[str] = frozenset((_NEIGHBOURS, _TWINS))

    @property
    def words(self) -> tuple[str, ...]:
        """Nothing beyond the visitor's own actions."""
        return ()

    def with_items(self, items: frozenset[str]) -> Request:
        """With these rows only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Each kind of pair in turn."""
        await self.adding.come(walk)
        for item in sorted(self.items):
            walk.tell_from_here()
            await (self._among_others(walk) if item == _NEIGHBOURS else self._among_twins(walk))

    async def _among_others(self, walk: Walk) -> None:
        other, text = self.adding.text("Kettle"), self.adding.text("Lantern")
        if await self.adding.add_row(walk, other) is None or walk.screen is None:
            return
        before = counters_of(walk.screen)
        if await self.adding.add_row(walk, text) is None or len(rows_showing(walk.screen, other)) != 1:
            return
        between, page = counters_of(walk.screen), walk.url
        removal = await remove(walk, text)
        if removal is None:
            return
        control, observation, asked = removal
        gone = not rows_showing(observation.screen, text)
        undo = way_to_undo(observation)
        after = counters_of(observation.screen)
        result = RemovedRow(
            page,
            control,
            asked,
            gone,
            len(rows_showing(observation.screen, other)) == 1,
            any(exchange.method in CHANGING_METHODS for exchange in observation.exchanges),
            undo is not None,
            None,
            tuple(
                Counter(label, number, between.get(label, ""), after[label])
                for label, number in before.items()
                if label in after and gone
            ),
        )
        if undo is not None and gone:
            undone = await walk.perform(Action(ActionKind.CLICK, target_of(undo)))
            result = replace(result, undo_brings_back=bool(rows_showing(undone.screen, text)))
        await walk.conclude(self.with_items(frozenset((_NEIGHBOURS,))), result)

    async def _among_twins(self, walk: Walk) -> None:
        text = self.adding.text("Basket")
        if await self.adding.add_row(walk, text) is None:
            return
        twins = await self.adding.add(walk, text)
        if len(rows_showing(twins.screen, text)) != 2:
            return
        page = walk.url
        removal = await remove(walk, text)
        if removal is not None:
            control, observation, asked = removal
            left = len(rows_showing(observation.screen, text))
            if not asked or left < 2:
                part = self.with_items(frozenset((_TWINS,)))
                await walk.conclude(part, RemovedTwin(page, control, left))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a visitor has just added a row that has a control to remove it."""
    adding = Adding.of(scene)
    if adding is None:
        return
    rows = rows_showing(scene.screen, adding.said)
    if any(holds_control(row, Purpose.REMOVE) or control_in(scene.screen, row, Purpose.REMOVE) for row in rows):
        yield Proposal(RemoveRow(adding), adding.kind)
