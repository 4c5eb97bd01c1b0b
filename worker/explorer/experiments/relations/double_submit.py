"""Sends a form by one click, then by a double click, and counts the rows that each made."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.adding import Adding
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.rows import rows_showing
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.rows import DoubleSubmit
from worker.surfaces.actions import ActionKind

PLAN = Plan("double_submit", share=2.0, most=4)


@dataclass(frozen=True, slots=True)
class SendTwice(Undivided):
    """Whether a double click on what adds a row makes two."""

    adding: Adding

    async def perform(self, walk: Walk) -> None:
        """Once as usual, to see what it makes, then by a double click."""
        adding = self.adding
        once, twice = adding.text("Kettle"), adding.text("Lantern")
        await adding.come(walk)
        by_one = len(rows_showing((await adding.add(walk, once)).screen, once))
        if by_one != 1:
            return
        hurried = replace(adding, deed=(*adding.deed[:-1], replace(adding.deed[-1], kind=ActionKind.DOUBLE_CLICK)))
        walk.tell_from_here()
        observation = await hurried.add(walk, twice)
        by_two = len(rows_showing(observation.screen, twice))
        button = adding.deed[-1].target
        await walk.conclude(self, DoubleSubmit(adding.page, button.name if button else "", by_one, by_two))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a visitor has just added a row by a button."""
    adding = Adding.of(scene)
    if adding is not None and adding.sends_by_button:
        yield Proposal(SendTwice(adding), adding.kind)
