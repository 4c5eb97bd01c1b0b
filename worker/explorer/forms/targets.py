"""How a deed names what it touches."""

from worker.observation.screen import Element
from worker.surfaces.actions import Target


def target_of(element: Element) -> Target:
    """How an action names an element."""
    return Target(
        element.key,
        element.selector,
        element.frame,
        element.role,
        element.name or element.label or element.placeholder,
        element.href,
        element.language,
        element.options,
    )
