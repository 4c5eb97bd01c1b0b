"""Removes a row as a person does who means it: touches its control, and agrees when a question comes."""

import re
from collections.abc import Sequence

from worker.detectors.addresses import routed
from worker.explorer.experiments.row_control import operate
from worker.explorer.experiments.undoing import way_to_undo
from worker.explorer.forms import target_of
from worker.explorer.purposes import Purpose, serves
from worker.explorer.walk import Walk
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

_BESIDE_PX = 80
_NO = re.compile(r"^(?:no|keep(?: it)?|nein|behalten|non|garder|conserver|خیر|نه)$", re.IGNORECASE)


async def remove(walk: Walk, text: str) -> tuple[str, Observation, bool] | None:
    """Remove the first row with a text: the control's name, what was seen then, whether a question came first.

    None where there is no such row or control, or one is led elsewhere by it. Raises SurfaceError.
    """
    before = walk.screen
    touched = await operate(walk, text, Purpose.REMOVE)
    if touched is None or before is None:
        return None
    control, observation = touched
    asked = any(dialog.kind in ("confirm", "prompt") for dialog in observation.dialogs)
    # What can be undone is done: no control that has come up since then asks whether it should be.
    agree = _question(before, observation.screen) if way_to_undo(observation) is None else None
    if agree is not None:
        observation = await walk.perform(Action(ActionKind.CLICK, target_of(agree)))
    if routed(observation.screen.url).path != routed(before.url).path:
        return None
    return control, observation, asked or agree is not None


def _question(before: Screen, screen: Screen) -> Element | None:
    """The control by which one agrees to removing: in a dialog that has just opened, or beside a new one to say no, on
    the page or on another that asks.
    """
    new = _new(before, screen)
    refusing = [one for one in new if serves(Purpose.CANCEL, one.name) or _NO.match(one.name)]
    offered = [
        one
        for one in new
        if one.role == "button" and (one.region == "dialog" or any(_is_beside(one, other) for other in refusing))
    ]
    for purpose in (Purpose.REMOVE, Purpose.AGREE):
        for element in offered:
            if serves(purpose, element.name) and not serves(Purpose.CANCEL, element.name):
                return element
    return None


def _is_beside(one: Element, other: Element) -> bool:
    return abs(one.box.y - other.box.y) < _BESIDE_PX


def _new(before: Screen, screen: Screen) -> Sequence[Element]:
    known = {element.key for element in before.elements if element.visible}
    return [element for element in screen.elements if element.visible and element.key not in known]
