"""Types nothing but spaces where a text makes a row, and counts the rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.adding import Adding
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.rows import rows_showing, siblings_of
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.rows import BlankRow

PLAN = Plan("blank_row", share=0.7, most=3, seconds=3.0)

_SPACES = "   "


@dataclass(frozen=True, slots=True)
class AddSpaces(Undivided):
    """Whether spaces alone make a row."""

    adding: Adding

    async def perform(self, walk: Walk) -> None:
        """Add a row to know the list, then spaces."""
        text = self.adding.text("Kettle")
        await self.adding.come(walk)
        row = await self.adding.add_row(walk, text)
        if row is None:
            return
        before = siblings_of(row)
        observation = await self.adding.add(walk, _SPACES)
        rows = rows_showing(observation.screen, text)
        if len(rows) != 1:
            return
        after = siblings_of(rows[0])
        wordless = sum(not any(one.text == other.text for other in before) for one in after)
        field = walk.screen.element(self.adding.field) if walk.screen else None
        name = (field.label or field.placeholder or field.name) if field else ""
        await walk.conclude(self, BlankRow(self.adding.page, name, len(before), len(after), wordless))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where a visitor has just added a row with one text; what else a form asks for makes a row of its own."""
    adding = Adding.of(scene)
    if adding is not None and len(adding.deed) == 2:
        yield Proposal(AddSpaces(adding), adding.kind)
