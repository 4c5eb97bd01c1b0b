"""Lays the text spacing of WCAG 1.4.12 over a page, as people who read with difficulty do, and looks what is lost.

Only what could be read before and cannot now is noted: texts that are cut off, and texts that stand on one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.lost_texts import lost
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.state import build_of
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.enlargement import WiderSpacing
from worker.surfaces.surroundings import Surroundings

PLAN = Plan("text_spacing", share=0.7, most=4, seconds=1.0)

# WCAG 2.2, success criterion 1.4.12: of the font's size.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
SETTLING_SECONDS = 0.2
FEWEST_WORDS = 10


@dataclass(frozen=True, slots=True)
class SpaceText(Undivided):
    """What wider spacing does to a page; `way` leads from a clean start to it."""

    way: tuple[Deed, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What is done, in one line."""
        return ("Set line height 1.5, letter spacing 0.12 em and word spacing 0.16 em on all text (WCAG 1.4.12)",)

    async def perform(self, walk: Walk) -> None:
        """Look before and after; then live as before again."""
        await walk.go(self.way)
        before = walk.screen
        if before is None:
            return
        await walk.visitor.live_in(Surroundings(style=SPACING))
        try:
            with walk.provoking():
                await walk.linger(SETTLING_SECONDS)
            after = walk.screen
            if after is not None and after.url == before.url:
                await walk.conclude(self, WiderSpacing(str(after.viewport), lost(before, after)))
        finally:
            await walk.visitor.live_in(Surroundings())


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every make of page with text."""
    if scene.new_state and len(scene.screen.text.split()) >= FEWEST_WORDS:
        yield Proposal(SpaceText(scene.way), build_of(scene.screen))
