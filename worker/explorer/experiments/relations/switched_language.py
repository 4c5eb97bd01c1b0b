"""Chooses another language on a page, then opens the page's own address again: where that shows the page in the chosen
language, the choice need not have led elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.detectors.languages import SWITCHES_STAND_IN, language_named, primary
from worker.explorer.experiments.looks import look_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import can_do
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.returns import SwitchedLanguage
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("switched_language", share=1.5, most=4, seconds=2.0)

_DEEP = 2


@dataclass(frozen=True, slots=True)
class SwitchLanguage(Undivided):
    """Where choosing a language leads; `way` leads to the page."""

    way: tuple[Deed, ...]
    choice: Deed

    async def perform(self, walk: Walk) -> None:
        """Choose, look where one is, and come back by the address. Raises SurfaceError."""
        await walk.go(self.way)
        before = walk.screen
        if before is None or not can_do(before, self.choice):
            return
        after = (await walk.perform(*self.choice)).screen
        again = (await walk.open(before.url)).screen
        target = self.choice[-1].target
        await walk.conclude(
            self,
            SwitchedLanguage(
                name=target.name if target else "",
                before=look_of(before),
                spoken_before=before.language,
                after=look_of(after),
                again=look_of(again),
                spoken_again=again.language,
            ),
        )


def propose(scene: Scene) -> Iterator[Proposal]:
    """Pages of each make with a control named after another language in that language; those that lie deep, or
    show a part by their query, first.
    """
    screen = scene.screen
    depth = len([part for part in urlsplit(screen.url).path.split("/") if part])
    control = _switch(screen)
    if scene.new_state and depth and control is not None:
        choice = (Action(ActionKind.CLICK, target_of(control)),)
        path, asks, _ = url_pattern(screen.url).partition("?")
        yield Proposal(SwitchLanguage(scene.way, choice), path + asks, telling=bool(asks) or depth >= _DEEP, sort=asks)


def _switch(screen: Screen) -> Element | None:
    """What shows the page in another language than it is in."""
    return next(
        (
            one
            for one in screen.elements
            if one.visible
            and one.enabled
            and one.region in SWITCHES_STAND_IN
            and one.role in ("link", "button", "menuitem")
            and language_named(one.name) not in ("", primary(screen.language))
        ),
        None,
    )
