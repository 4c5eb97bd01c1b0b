"""Follows what leads to another address, goes back and forward again, and notes what is shown each time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urldefrag

from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, come, from_short_to_long
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import Look, Returned
from worker.observation.observation import Observation
from worker.observation.runtime import CHANGING_METHODS
from worker.observation.screen import Screen
from worker.observation.sites import same_site
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("back_and_forward", share=2.0, most=8)

_MOST_BACKS = 3
_LEADS = frozenset(("link", "tab", "menuitem", "button", "clickable", "listener"))
_CHOOSES = frozenset((ActionKind.CHOOSE, ActionKind.CHECK))


@dataclass(frozen=True, slots=True)
class GoBack(Undivided):
    """Whether back and forward show again what was there; `way` leads to where `deed` is done."""

    way: tuple[Deed, ...]
    deed: Deed

    async def perform(self, walk: Walk) -> None:
        """By the shortest way on which the click can be done."""
        way = await come(walk, self.way, lambda screen: can_do(screen, self.deed))
        document = walk.last.document if walk.last is not None else None
        # Browsers ask before they send a form once more for the page that answered it.
        if document is not None and document.method == "POST":
            return
        if way is not None and walk.screen is not None:
            await replace(self, way=way)._go_back(walk, walk.screen)

    async def _go_back(self, walk: Walk, screen: Screen) -> None:
        """There, back, forward; where something is missing, the same way once more, to know what is another at each
        visit anyway.
        """
        first = look_of(screen)
        scrolled = self._scroll_at_click(screen)
        there = await walk.perform(*self.deed)
        second = look_of(there.screen)
        if second.url == first.url:
            return
        backs, after_back = await self._leave(walk, second.url)
        forward = None
        if backs and _same_place(after_back.url, first.url):
            forward = look_of((await walk.perform(Action(ActionKind.FORWARD))).screen)
        target = self.deed[-1].target
        result = Returned(target.name if target else "", first, second, after_back, forward, backs, scrolled)
        if backs and not _same_place(after_back.url, first.url):
            result = replace(result, skipped=self._leads_on(there) and await self._is_skipped(walk, first))
        elif _differs(first, after_back) or (forward is not None and _differs(second, forward)):
            with walk.aside():
                result = await self._once_more(walk, result)
        await walk.conclude(self, result)

    def _scroll_at_click(self, screen: Screen) -> float:
        """How far the page is scrolled when the link is clicked, px: what is not in view is brought to the middle."""
        target = self.deed[-1].target
        element = screen.element(target.key) if target else None
        if element is None or element.in_viewport:
            return screen.scroll_y
        middle = element.box.y + element.box.height / 2 - screen.viewport.height / 2
        return max(0.0, min(middle, screen.page_height - screen.viewport.height))

    async def _leave(self, walk: Walk, address: str) -> tuple[int, Look]:
        """Go back until the address is another; how often, 0 when that did not help."""
        observation: Observation | None = None
        for backs in range(1, _MOST_BACKS + 1):
            observation = await walk.perform(Action(ActionKind.BACK))
            if observation.screen.url != address:
                return backs, look_of(observation.screen)
        assert observation is not None
        return 0, look_of(observation.screen)

    def _leads_on(self, there: Observation) -> bool:
        """Whether the deed led from page to page: some replace the address within a document on purpose, so that what
        is chosen there is no page to come back from.
        """
        target = self.deed[-1].target
        is_link = target is not None and target.role == "link"
        return is_link or (there.effect is not None and there.effect.document_changed)

    async def _is_skipped(self, walk: Walk, first: Look) -> bool:
        """Whether the first place is one to which one can come back: its address opens it."""
        shown = walk.last
        with walk.aside():
            opened = look_of((await walk.open(first.url)).screen)
        walk.last = shown
        return _same_place(opened.url, first.url) and opened.headings == first.headings

    async def _once_more(self, walk: Walk, result: Returned) -> Returned:
        await walk.go(self.way)
        if walk.screen is None:
            return result
        first = look_of(walk.screen)
        second = look_of((await walk.perform(*self.deed)).screen)
        return replace(result, first_again=first, second_again=second)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where one click or choice has just led to another address of the site and changed nothing else."""
    observation = scene.observation
    before, effect, cause = observation.before, observation.effect, observation.cause
    if before is None or effect is None or not effect.url_changed or len(cause) != 1:
        return
    action = cause[0]
    leads = action.kind is ActionKind.CLICK and action.target is not None and action.target.role in _LEADS
    if not leads and action.kind not in _CHOOSES:
        return
    if effect.storage_changed or any(exchange.method in CHANGING_METHODS for exchange in observation.exchanges):
        return
    if not same_site(before.url, scene.screen.url) or observation.popups or scene.screen.truncated:
        return
    kind = "document" if effect.document_changed else "route"
    if kind == "document" and urldefrag(before.url).url == urldefrag(scene.screen.url).url:
        return
    chose = " by choosing" if not leads else " as chosen" if _has_chosen(scene.way_before) else ""
    once = f"{kind} {url_pattern(before.url)} {url_pattern(scene.screen.url)}{chose}"
    # Between documents the browser itself goes back; what scripts or choices have led to is the app's to restore.
    telling = bool(chose) or kind == "route"
    yield Proposal(GoBack(scene.way_before, cause), once, telling=telling, sort=f"{kind}{chose}")


def _has_chosen(way: tuple[Deed, ...]) -> bool:
    """Whether something was chosen on the page that is left, e.g. what its list shows."""
    last = from_short_to_long(way)[0]
    return any(action.kind is ActionKind.CHOOSE for deed in last for action in deed)


def _same_place(one: str, other: str) -> bool:
    return one.rstrip("#/") == other.rstrip("#/")


def _differs(one: Look, other: Look) -> bool:
    return one.headings != other.headings or one.choices != other.choices or set(one.lines) != set(other.lines)
