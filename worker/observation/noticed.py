"""Whether a person could notice that a deed did something."""

from worker.observation.runtime import Effect
from worker.observation.screen import Screen


def noticed(effect: Effect, before: Screen, after: Screen) -> bool:
    """Another page, a window, a file, a message, or other words or controls on the screen.

    A request alone may be for statistics, a changed class a ripple. What was unfolded already may only have closed
    because the deed was done somewhere else.
    """
    if effect.url_changed or effect.document_changed or effect.dialogs or effect.popups or effect.downloads:
        return True
    unfolded = any(one.visible and (one.expanded or one.region in ("dialog", "menu")) for one in before.elements)
    return effect.mutations > 0 and not unfolded and (before.text, before.structure) != (after.text, after.structure)
