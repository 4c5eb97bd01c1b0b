"""Turns the switches of a page of settings, saves where there is a button for it, and opens the page again: what it
keeps of one it should keep of all. Everything is put back afterwards.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from worker.detectors.addresses import is_for_editing
from worker.explorer.destructive import is_destructive
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.experiments.shortcut import come
from worker.explorer.forms import submit, target_of
from worker.explorer.graph import Deed
from worker.explorer.newcomers import parted
from worker.explorer.purposes import Purpose, serves
from worker.explorer.state import url_pattern
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.edits import KeptSwitch, KeptSwitches
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("kept_switches", share=2.0, most=3, seconds=11.0)

_FEWEST = 2
_MOST = 8
_ON, _OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class TurnSwitches(Undivided):
    """Whether switches stay as they are turned; `way` leads to them."""

    way: tuple[Deed, ...]
    switches: frozenset[str]

    async def perform(self, walk: Walk) -> None:
        """Turn one after the other, and look at all of them when the page is opened anew. Raises SurfaceError."""
        if await come(walk, self.way, lambda screen: len(self._there(screen)) >= _FEWEST) is None or not walk.screen:
            return
        page, was = walk.url, {key: one.checked for key, one in self._there(walk.screen).items()}
        turned = await self._turn(walk, {key: not checked for key, checked in was.items()})
        if walk.url != page or len(turned) < _FEWEST:
            return
        now = self._there((await walk.open_anew(page)).screen)
        seen = tuple(KeptSwitch(one.name, one.checked is not was[key]) for key, one in now.items() if key in turned)
        await walk.conclude(self, KeptSwitches(page, seen))
        with walk.aside():
            await self._turn(walk, {key: was[key] is True for key, one in now.items() if one.checked is not was[key]})

    async def _turn(self, walk: Walk, wanted: Mapping[str, bool]) -> set[str]:
        """Turn these and save them; those that stand as they were turned."""
        for key, on in wanted.items():
            one = self._there(walk.screen).get(key) if walk.screen else None
            if one is not None and one.checked is not on:
                await walk.perform(Action(ActionKind.CHECK, target_of(one), _ON if on else _OFF))
        screen = walk.screen
        if screen is None:
            return set()
        there = self._there(screen)
        turned = {key for key, one in there.items() if one.checked is wanted.get(key)}
        form = next((form for form in screen.forms if any(key in form.fields for key in turned)), None)
        if form is not None and (sent := submit(screen, form)) is not None:
            await walk.perform(sent)
        return turned

    def _there(self, screen: Screen) -> dict[str, Element]:
        return {one.key: one for one in _switches(screen) if one.key in self.switches}


def propose(scene: Scene) -> Iterator[Proposal]:
    """Pages where one sets something about oneself, with several switches; as one with an account of one's own."""
    found = _switches(scene.screen)[:_MOST] if scene.new_state else []
    names = {one.name for one in found}
    is_about_oneself = is_for_editing(scene.screen.url) or any(one.role == "switch" for one in found)
    is_about_oneself = is_about_oneself or _are_saved_by_a_member(scene, found)
    if is_about_oneself and len(found) >= _FEWEST and len(names) == len(found):
        request = TurnSwitches(scene.alone(scene.way), frozenset(one.key for one in found))
        yield Proposal(request, url_pattern(scene.screen.url), telling=is_for_editing(scene.screen.url))


def _are_saved_by_a_member(scene: Scene, switches: list[Element]) -> bool:
    """Whether somebody has signed in and comes upon a form that saves, in which some are on."""
    forms = [one for one in scene.screen.forms if any(switch.key in one.fields for switch in switches)]
    button = scene.screen.element(forms[0].submit) if len(forms) == 1 else None
    saves = button is not None and serves(Purpose.SAVE, button.name)
    return saves and bool(parted(scene.way)[0]) and any(one.checked for one in switches)


def _switches(screen: Screen) -> list[Element]:
    """What can be on or off, says what it is for, and takes nothing away."""
    return [
        one
        for one in screen.elements
        if one.visible
        and one.enabled
        and one.checked is not None
        and one.role in ("switch", "checkbox")
        and one.region not in ("header", "footer", "nav", "dialog")
        and one.name
        and not is_destructive(one.name)
    ]
