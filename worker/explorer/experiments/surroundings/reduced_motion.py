"""Opens pages with endless animations as somebody whose system asks for reduced motion, and looks what still moves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.motion import ReducedMotion
from worker.surfaces.surroundings import Surroundings

PLAN = Plan("reduced_motion", share=0.7, most=3)

_ENDLESS = re.compile(r"animation[^;{}]*\binfinite\b|iterations:\s*(?:1/0|Infinity)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskForLessMotion(Undivided):
    """What moves on a page all the same."""

    page: str

    @property
    def words(self) -> tuple[str, ...]:
        """What is done, in one line."""
        return ("Switch on “reduce motion” in the system's settings before the page is opened",)

    async def perform(self, walk: Walk) -> None:
        """Ask first, then open: many pages look at the setting only while they start."""
        await walk.visitor.live_in(Surroundings(reduced_motion=True))
        try:
            await walk.open(self.page)
            moving = await walk.visitor.motions()
            await walk.conclude(self, ReducedMotion(moving))
        finally:
            await walk.visitor.live_in(Surroundings())


def propose(scene: Scene) -> Iterator[Proposal]:
    """Pages whose styles or scripts speak of animations without an end."""
    if not scene.new_state:
        return
    styles = (one.body for one in scene.observation.exchanges if one.kind in ("stylesheet", "script"))
    if any(_ENDLESS.search(text) for text in (scene.screen.markup, *styles)):
        yield Proposal(AskForLessMotion(scene.screen.url), url_pattern(scene.screen.url))
