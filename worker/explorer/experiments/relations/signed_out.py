"""Signs in, looks at a page and at others that only members are led to, signs out, and looks whether going back or an
address still shows one of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.addresses import without_fragment
from worker.detectors.sessions import is_log_out
from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import Look, SignedOut
from worker.observation.screen import Element, Screen
from worker.observation.sites import same_site
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("signed_out", share=1.8, most=3, seconds=14.0)

# Each is opened four times.
_MOST_PAGES = 6


@dataclass(frozen=True, slots=True)
class SignOutAndReturn(Undivided):
    """Whether what was seen signed in is gone after signing out; `way` signs in and leads to `page`."""

    way: tuple[Deed, ...]
    page: str

    async def perform(self, walk: Walk) -> None:
        """As a stranger and as a member first, to know what either sees."""
        with walk.aside():
            stranger = (await walk.open(self.page)).screen
            inside = await self._seen_inside(walk, stranger)
            await walk.start_over()
            outside = {page: look_of((await walk.open(page)).screen) for page in inside}
        control = await self._come_in(walk)
        if control is None:
            return
        left = await walk.perform(Action(ActionKind.CLICK, target_of(control)))
        if _log_out(left.screen) is not None:
            return
        after_back = look_of((await walk.perform(Action(ActionKind.BACK))).screen)
        for page, look in inside.items():
            after_opening = look_of((await walk.open_anew(page)).screen)
            await walk.conclude(self, SignedOut(page, look, after_back, after_opening, outside[page]))

    async def _seen_inside(self, walk: Walk, stranger: Screen) -> dict[str, Look]:
        """What a member sees of the page, and of those to which the page leads members and not strangers."""
        if await self._come_in(walk) is None or walk.screen is None:
            return {}
        looks = {self.page: look_of(walk.screen)}
        public = {without_fragment(link.url) for link in stranger.links}
        for page in _own_pages(walk.screen):
            if page not in public and page not in looks and len(looks) < _MOST_PAGES:
                looks[page] = look_of((await walk.open(page)).screen)
        return looks

    async def _come_in(self, walk: Walk) -> Element | None:
        """The control that signs out, once somebody is in."""
        walk.begin_story(())
        await walk.go(self.way)
        return _log_out(walk.screen) if walk.screen is not None else None


def propose(scene: Scene) -> Iterator[Proposal]:
    """Pages seen by somebody who has signed in on the way."""
    if not scene.new_state or _log_out(scene.screen) is None:
        return
    way = scene.way
    if any(action.secret for deed in way for action in deed):
        yield Proposal(SignOutAndReturn(way, scene.screen.url), url_pattern(scene.screen.url))


def _own_pages(screen: Screen) -> Iterator[str]:
    """Where a page's links lead on its own site, but for those that sign out."""
    for link in screen.links:
        if same_site(link.url, screen.url) and not (is_log_out(link.text) or is_log_out(link.url)):
            yield without_fragment(link.url)


def _log_out(screen: Screen) -> Element | None:
    return next(
        (
            one
            for one in screen.elements
            if one.visible
            and one.role in ("button", "link", "menuitem")
            and (is_log_out(one.name) or is_log_out(one.href))
        ),
        None,
    )
