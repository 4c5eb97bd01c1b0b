"""Narrows a list by a filter, opens what a row leads to, and goes back: the list is to be as it was left."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.looks import choice_in, look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.relations.narrowed_list import filters_of, is_on, set_on, shows_a_list
from worker.explorer.experiments.relations.opened_row import linked_rows
from worker.explorer.experiments.settings_of_lists import unless_as_before
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import Returned
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("left_filter", share=1.5, most=3, seconds=3.0)


@dataclass(frozen=True, slots=True)
class LeaveNarrowed(Undivided):
    """Whether a list is still narrowed by `filter` (a key) after a visit elsewhere; `way` leads to the list."""

    way: tuple[Deed, ...]
    filter: str

    async def perform(self, walk: Walk) -> None:
        """Nothing is concluded where the filter changes nothing, or no row leads elsewhere. Raises SurfaceError."""
        await come(walk, self.way, lambda screen: screen.element(self.filter) is not None)
        whole = walk.screen
        field = whole.element(self.filter) if whole else None
        if whole is None or field is None or await set_on(walk, field) is None:
            return
        narrowed = await unless_as_before(walk, whole)
        if narrowed is None or not is_on(narrowed, field) or narrowed.text == whole.text:
            return
        # What opens a row by its place in the whole list is most likely wrong of the last.
        link = next((linked[-1][1] for linked in linked_rows(narrowed).values()), None)
        if link is None:
            return
        there = (await walk.perform(Action(ActionKind.CLICK, target_of(link)))).screen
        if there.url == narrowed.url:
            return
        await walk.perform(Action(ActionKind.BACK))
        back = await unless_as_before(walk, there)
        if back is not None:
            looks = look_of(narrowed), look_of(there), look_of(back)
            chosen = choice_in(narrowed.element(field.key) or field)
            await walk.conclude(self, Returned(link.name, *looks, None, backs=1, chosen=chosen))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every list that can be narrowed and whose rows lead elsewhere."""
    fields = filters_of(scene.screen)[:1] if scene.new_state else []
    for field in fields:
        if shows_a_list(scene.screen) and linked_rows(scene.screen):
            yield Proposal(LeaveNarrowed(scene.way, field.key), url_pattern(scene.screen.url).partition("?")[0])
