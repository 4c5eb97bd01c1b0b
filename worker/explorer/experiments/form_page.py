"""How an experiment comes to a form, again and again."""

from worker.explorer.experiments.shortcut import come
from worker.explorer.graph import Deed
from worker.explorer.walk import Walk
from worker.observation.screen import Form, Screen


async def come_to_form(walk: Walk, way: tuple[Deed, ...], page: str, key: str) -> tuple[Screen, Form] | None:
    """Open the page in the present session; where the form is not there, start over as a new person by the whole way.

    None when the form is not there even then. Raises SurfaceError.
    """
    if walk.last is not None:
        observation = await walk.open(page)
        if form := form_in(observation.screen, key):
            return observation.screen, form
    await come(walk, way, lambda screen: form_in(screen, key) is not None)
    screen = walk.screen
    form = form_in(screen, key) if screen else None
    return (screen, form) if screen and form else None


def form_in(screen: Screen, key: str) -> Form | None:
    """The form of this key, None where it is not on the screen."""
    return next((form for form in screen.forms if form.key == key), None)
