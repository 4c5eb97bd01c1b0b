"""Adds something in one tab and something else in another that stood open before, and looks whether both are kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import MADE_UP, as_somebody_new, new_token
from worker.explorer.graph import Deed, open_page
from worker.explorer.newcomers import by_somebody_new
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.places import TwoTabs
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("two_tabs", share=0.8, most=4, seconds=9.0)

_RELOAD = Action(ActionKind.RELOAD)
_READS = frozenset(("GET", "HEAD", "OPTIONS"))


@dataclass(frozen=True, slots=True)
class AddInTwoTabs(Undivided):
    """`way` leads to the page at `page`, where `deed` adds something with a name of its own."""

    way: tuple[Deed, ...]
    page: str
    deed: Deed

    @property
    def words(self) -> tuple[str, ...]:
        """What is done in the second tab."""
        return (
            "Before the last step open the same page in a second tab",
            "After it do the same there with another name, and reload both tabs",
        )

    async def perform(self, walk: Walk) -> None:
        """Conclude only where what is added alone outlasts a reload in its own tab."""
        myself, first, second = new_token(), new_token(), new_token()
        await walk.go(by_somebody_new(self.way, myself))
        tab = await walk.visitor.another_tab()
        try:
            opened = await tab.perform(*open_page(self.page))
            added = await walk.perform(*as_somebody_new(self.deed, first))
            # The answer to what was sent would be asked for by sending it again.
            anew = open_page(self.page) if _answers_what_was_sent(added) else (_RELOAD,)
            here = await walk.perform(*anew)
            if not _shows(here.screen, first) or not _can_do(opened.screen, self.deed):
                return
            await tab.perform(*as_somebody_new(self.deed, second))
            there = await tab.perform(*anew)
            # What has a page of its own is not looked for on another's.
            if not _shows(there.screen, second) or here.screen.url != there.screen.url:
                return
            here = await walk.perform(*anew)
        finally:
            await tab.close()
        shared = _shows(here.screen, second) or _shows(there.screen, first)
        kept = _shows(here.screen, first) or _shows(there.screen, first)
        if not kept and not await self._adds(walk, second, anew):
            return
        target = self.deed[-1].target
        await walk.conclude(self, TwoTabs((target.name or target.role) if target else "the page", shared, kept))

    async def _adds(self, walk: Walk, present: str, anew: Deed) -> bool:
        """Whether the same once more, in one tab, leaves what is there: what is set, and not added, takes its place."""
        shown, third = walk.last, new_token()
        with walk.aside(), walk.unwatched():
            page = (await walk.perform(*open_page(self.page))).screen
            if not _can_do(page, self.deed):
                return False
            await walk.perform(*as_somebody_new(self.deed, third))
            now = (await walk.perform(*anew)).screen
        walk.last = shown
        return _shows(now, third) and _shows(now, present)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Whatever has just added something with a typed name to the page and stored or sent it."""
    seen = scene.observation
    token = next((found.group() for one in seen.cause if (found := MADE_UP.search(one.value))), "")
    if not token or seen.before is None or any(action.secret for action in seen.cause) or seen.effect is None:
        return
    if not _shows(scene.screen, token) or _shows(seen.before, token):
        return
    stored = seen.effect.storage_changed or any(one.method not in _READS for one in seen.exchanges)
    target = seen.cause[-1].target
    if stored and not is_destructive(target.name if target else ""):
        page = seen.before.url
        once = f"{url_pattern(page)} {target.key if target else ''}"
        yield Proposal(AddInTwoTabs(scene.way_before, page, seen.cause), once)


def _shows(screen: Screen, token: str) -> bool:
    return token in screen.text or any(token in element.value for element in screen.elements)


def _answers_what_was_sent(seen: Observation) -> bool:
    return seen.document is not None and seen.document.method not in _READS


def _can_do(screen: Screen, deed: Deed) -> bool:
    return all(screen.element(action.target.key) is not None for action in deed if action.target)
