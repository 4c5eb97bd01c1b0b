"""Operates a control of a row as a person does: points at the row first where the control shows itself only then."""

from worker.explorer.experiments.rows import control_in, elements_in, holds_control, rows_showing
from worker.explorer.forms import target_of
from worker.explorer.purposes import Purpose
from worker.explorer.walk import Walk
from worker.observation.observation import Observation
from worker.observation.screen import Element
from worker.surfaces.actions import Action, ActionKind


async def operate(walk: Walk, text: str, purpose: Purpose) -> tuple[str, Observation] | None:
    """Click the control for this in the first row with a text; its name, and what came of it.

    None where there is no such row or control. Raises SurfaceError.
    """
    control = await _find(walk, text, purpose)
    if control is None:
        return None
    # The rows that experiments remove are their own.
    click = Action(ActionKind.CLICK, target_of(control), agrees=purpose is Purpose.REMOVE)
    observation = await walk.perform(click)
    return control.name or purpose.value, observation


async def _find(walk: Walk, text: str, purpose: Purpose) -> Element | None:
    control = _present(walk, text, purpose)
    screen = walk.screen
    if (control is not None and control.visible) or screen is None:
        return control
    row = next(iter(rows_showing(screen, text)), None)
    if row is None or not (control or holds_control(row, purpose)):
        return None
    held = next((one for one in elements_in(screen, row) if one.visible), None)
    if held is not None:
        await walk.perform(Action(ActionKind.HOVER, target_of(held)))
        control = _present(walk, text, purpose)
    return control if control is not None and control.visible else None


def _present(walk: Walk, text: str, purpose: Purpose) -> Element | None:
    rows = rows_showing(walk.screen, text) if walk.screen else []
    return control_in(walk.screen, rows[0], purpose) if walk.screen and rows else None
