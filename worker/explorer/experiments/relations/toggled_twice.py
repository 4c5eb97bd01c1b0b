"""Operates a switch or a favourite's button twice and notes its state, and what the page counts, each time."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.counters import counters_of
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import target_of
from worker.explorer.graph import Deed
from worker.explorer.purposes import Purpose, serves
from worker.explorer.state import url_pattern, without_numbers
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.quantities import ToggledTwice
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("toggled_twice", share=1.5, most=5, seconds=3.0)

_MOST_ON_A_SCREEN = 2


@dataclass(frozen=True, slots=True)
class ToggleTwice(Undivided):
    """Whether a second touch takes back the first; `selector` finds the control, whose name may change."""

    way: tuple[Deed, ...]
    selector: str
    name: str

    async def perform(self, walk: Walk) -> None:
        """Look, touch, look, touch, look."""
        await come(walk, self.way, lambda screen: self._present(screen) is not None)
        page = walk.url
        states: list[str] = []
        counts: list[dict[str, str]] = []
        for touch in range(3):
            control = self._present(walk.screen)
            if control is None or walk.screen is None or walk.url != page:
                return
            states.append(_state(control))
            counts.append(counters_of(walk.screen))
            if touch < 2:
                await walk.perform(Action(ActionKind.CLICK, target_of(control)))
        first, between, last = counts
        changed = tuple(
            (label, number, between[label], last[label])
            for label, number in first.items()
            if label in between and label in last and between[label] != number
        )
        await walk.conclude(self, ToggledTwice(page, self.name, (states[0], states[1], states[2]), changed))

    def _present(self, screen: Screen | None) -> Element | None:
        elements = screen.elements if screen else ()
        return next((one for one in elements if one.selector == self.selector and one.visible and one.enabled), None)


def propose(scene: Scene) -> Iterator[Proposal]:
    """The first switches and favourites of each kind of place."""
    if not scene.new_state:
        return
    found = [one for one in scene.screen.elements if one.visible and one.enabled and _is_toggle(one)]
    for one in found[:_MOST_ON_A_SCREEN]:
        # What one likes or follows is often kept for members alone, and guests are asked to sign in.
        is_member = bool(scene.walk.way_in)
        once = f"{url_pattern(scene.screen.url)} {one.role} {one.selector if not one.name else one.key} {is_member}"
        sort = f"{one.role} {without_numbers(one.name)}"
        yield Proposal(ToggleTwice(scene.way, one.selector, one.name), once, telling=is_member, sort=sort)


def _is_toggle(element: Element) -> bool:
    if element.frame or element.href or is_destructive(element.name):
        return False
    pressed = (
        element.tag == "button" and element.checked is not None and element.role in ("button", "switch", "checkbox")
    )
    return pressed or element.role == "switch" or (element.role == "button" and serves(Purpose.FAVOUR, element.name))


def _state(element: Element) -> str:
    """What it says of itself: on or off, and its name where that tells."""
    switched = "" if element.checked is None else "on" if element.checked else "off"
    return f"{switched} {element.name}".strip()
