"""Opens the address of a place that a click within a single-page app led to, and notes what is shown then."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do, come
from worker.explorer.graph import Deed, open_page
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import DeepLink, Look
from worker.observation.runtime import CHANGING_METHODS
from worker.observation.screen import Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("deep_link", share=2.0, most=6, seconds=3.0)


@dataclass(frozen=True, slots=True)
class OpenAddress(Undivided):
    """Whether an address opens the place that it was shown for; `way` leads to where `deed` is done."""

    way: tuple[Deed, ...]
    deed: Deed

    async def perform(self, walk: Walk) -> None:
        """By the shortest way on which the click can be done."""
        way = await come(walk, self.way, lambda screen: can_do(screen, self.deed))
        if way is not None and walk.screen is not None:
            await replace(self, way=way)._open(walk, walk.screen)

    async def _open(self, walk: Walk, screen: Screen) -> None:
        """Go there, open its address anew, and where that shows something else, go there once more."""
        origin = look_of(screen)
        reached = await walk.perform(*self.deed)
        place = look_of(reached.screen)
        if reached.effect is None or reached.effect.document_changed or place.url == origin.url:
            return
        # A browser that stands there already takes an address with a fragment for a jump within the page.
        fragment = bool(urlsplit(place.url).fragment)
        opened = await walk.perform(*((Action(ActionKind.RELOAD),) if fragment else open_page(place.url)))
        target = self.deed[-1].target
        status = opened.document.status if opened.document else None
        result = DeepLink(target.name if target else "", origin, place, look_of(opened.screen), status)
        if set(result.opened.lines) != set(place.lines) or result.opened.choices != place.choices:
            with walk.aside():
                result = replace(result, again=await self._once_more(walk))
        await walk.conclude(self, result)

    async def _once_more(self, walk: Walk) -> Look | None:
        await walk.go(self.way)
        return look_of((await walk.perform(*self.deed)).screen)


def propose(scene: Scene) -> Iterator[Proposal]:
    """Where one click has just changed the address within the document."""
    observation = scene.observation
    before, effect, cause = observation.before, observation.effect, observation.cause
    if before is None or effect is None or effect.document_changed or not effect.url_changed or len(cause) != 1:
        return
    if cause[0].kind is not ActionKind.CLICK or any(one.method in CHANGING_METHODS for one in observation.exchanges):
        return
    if _is_route(before.url, scene.screen.url) and not scene.screen.truncated:
        pattern = url_pattern(scene.screen.url)
        # The address of one thing among many is what people keep and send.
        one_of_many = pattern.count("{") > url_pattern(before.url).count("{")
        yield Proposal(
            OpenAddress(scene.way_before, cause), f"{url_pattern(before.url)} {pattern}", telling=one_of_many
        )


def _is_route(one: str, other: str) -> bool:
    """Whether two addresses name different places, not only different parts of one text."""
    first, second = urlsplit(one), urlsplit(other)
    if first.netloc != second.netloc:
        return False
    if (first.path, first.query) != (second.path, second.query):
        return True
    return any(parts.fragment.startswith(("/", "!")) for parts in (first, second)) and first.fragment != second.fragment
