"""Signs out in one of two tabs and looks whether the other is out too after a reload."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.sessions import is_log_out
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import new_token
from worker.explorer.graph import Deed, open_page
from worker.explorer.newcomers import by_somebody_new
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.places import LogOutInOneTab
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("log_out_in_one_tab", share=1.0, most=2)

_RELOAD = Action(ActionKind.RELOAD)


@dataclass(frozen=True, slots=True)
class LogOutBesideAnotherTab(Undivided):
    """`way` leads, signed in, to the page at `page`, where `deed` signs out."""

    way: tuple[Deed, ...]
    page: str
    deed: Deed

    @property
    def words(self) -> tuple[str, ...]:
        """What is done in the second tab."""
        return ("Before the last step open the same page in a second tab; after it reload that tab",)

    async def perform(self, walk: Walk) -> None:
        """Conclude only where the other tab was in before, and the first is out."""
        await walk.go(by_somebody_new(self.way, new_token()))
        tab = await walk.visitor.another_tab()
        try:
            if not _way_out((await tab.perform(*open_page(self.page))).screen):
                return
            left = await walk.perform(*self.deed)
            if _way_out(left.screen):
                return
            still = _way_out((await tab.perform(_RELOAD)).screen)
        finally:
            await tab.close()
        target = self.deed[-1].target
        await walk.conclude(self, LogOutInOneTab(target.name if target else "", still))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Whatever has just signed out."""
    seen = scene.observation
    target = seen.cause[-1].target if seen.cause else None
    if target is None or seen.before is None or not is_log_out(target.name) or _way_out(scene.screen):
        return
    request = LogOutBesideAnotherTab(scene.way_before, seen.before.url, seen.cause)
    yield Proposal(request, url_pattern(seen.before.url), destructive=True)


def _way_out(screen: Screen) -> str:
    """The words of what offers to sign out, "" when nothing does."""
    return next((one.name for one in screen.elements if one.visible and is_log_out(one.name)), "")
