"""Signs in, looks at a page, signs out, and looks whether going back or the address still shows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.detectors.sessions import is_log_out
from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import SignedOut
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("signed_out", share=2.0, most=3)


@dataclass(frozen=True, slots=True)
class SignOutAndReturn(Undivided):
    """Whether what was seen signed in is gone after signing out; `way` signs in and leads to the page."""

    way: tuple[Deed, ...]
    page: str

    async def perform(self, walk: Walk) -> None:
        """As a stranger first, to know what everybody sees."""
        with walk.aside():
            stranger = look_of((await walk.open(self.page)).screen)
        control = await self._come_in(walk)
        if control is None or walk.screen is None:
            return
        inside = look_of(walk.screen)
        left = await walk.perform(Action(ActionKind.CLICK, target_of(control)))
        if _log_out(left.screen) is not None:
            return
        after_back = look_of((await walk.perform(Action(ActionKind.BACK))).screen)
        after_opening = look_of((await walk.open_anew(self.page)).screen)
        await walk.conclude(self, SignedOut(self.page, inside, after_back, after_opening, stranger))

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
