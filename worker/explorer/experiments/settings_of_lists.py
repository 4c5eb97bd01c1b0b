"""How an experiment sets a control that changes a list, and sends its form where that is needed."""

from worker.explorer.forms import submit, target_of
from worker.explorer.walk import Walk
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind


async def choose(walk: Walk, element: Element, option: str) -> Screen:
    """Choose an option, and see what it does to the list. Raises SurfaceError."""
    return await _set(walk, element, Action(ActionKind.CHOOSE, target_of(element), option))


async def tick(walk: Walk, element: Element, *, on: bool) -> Screen:
    """Tick or untick a box, and see what it does to the list. Raises SurfaceError."""
    return await _set(walk, element, Action(ActionKind.CHECK, target_of(element), "on" if on else "off"))


async def _set(walk: Walk, element: Element, deed: Action) -> Screen:
    observation = await walk.perform(deed)
    form = next((form for form in observation.screen.forms if form.key == element.form and form.submit), None)
    if form is not None and not _answered(observation):
        sent = submit(observation.screen, form)
        if sent is not None:
            observation = await walk.perform(sent)
    return observation.screen


def _answered(observation: Observation) -> bool:
    effect = observation.effect
    return effect is not None and (effect.url_changed or effect.document_changed or effect.requests > 0)
