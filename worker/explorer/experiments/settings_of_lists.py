"""How an experiment sets a control that changes a list, and sends its form where that is needed."""

from worker.explorer.forms import submit, target_of
from worker.explorer.walk import Walk
from worker.observation.observation import Observation
from worker.observation.screen import Element, Screen
from worker.surfaces.actions import Action, ActionKind

_PATIENCE_SECONDS = 1.0


async def choose(walk: Walk, element: Element, option: str, *, sends: bool = True) -> Screen:
    """Choose an option, and see what it does to the list. Raises SurfaceError."""
    return await _set(walk, element, Action(ActionKind.CHOOSE, target_of(element), option), sends=sends)


async def tick(walk: Walk, element: Element, *, on: bool, sends: bool = True) -> Screen:
    """Tick or untick a box, and see what it does to the list. Raises SurfaceError."""
    return await _set(walk, element, Action(ActionKind.CHECK, target_of(element), "on" if on else "off"), sends=sends)


def applied_at_once(walk: Walk) -> bool:
    """Whether the last setting showed its effect without a form being sent: so must the next one."""
    return walk.last is not None and bool(walk.last.cause) and walk.last.cause[-1].kind is not ActionKind.CLICK


async def unless_as_before(walk: Walk, before: Screen) -> Screen | None:
    """What stands there now; where it still says the same as before, after a moment more. Raises SurfaceError."""
    if walk.screen is not None and walk.screen.text == before.text:
        await walk.linger(_PATIENCE_SECONDS)
    return walk.screen


async def _set(walk: Walk, element: Element, deed: Action, *, sends: bool) -> Screen:
    observation = await walk.perform(deed)
    form = next((form for form in observation.screen.forms if form.key == element.form and form.submit), None)
    if sends and form is not None and not _answered(observation):
        sent = submit(observation.screen, form)
        if sent is not None:
            observation = await walk.perform(sent)
    return observation.screen


def _answered(observation: Observation) -> bool:
    effect = observation.effect
    return effect is not None and (effect.url_changed or effect.document_changed or effect.requests > 0)
