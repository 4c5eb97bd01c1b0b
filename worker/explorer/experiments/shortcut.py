"""Shorter ways for experiments that need a place and not all that a visitor did before coming there."""

from worker.explorer.graph import Deed, opens_address
from worker.observation.screen import Screen


def from_short_to_long(way: tuple[Deed, ...]) -> tuple[tuple[Deed, ...], ...]:
    """The last visit of a way alone, by its address, then the whole way, where that is more."""
    opened = max((at for at, deed in enumerate(way) if opens_address(deed)), default=0)
    return (way[opened:], way) if opened else (way,)


def can_do(screen: Screen, deed: Deed) -> bool:
    """Whether everything that a deed touches is there and takes it."""
    touched = (screen.element(action.target.key) for action in deed if action.target)
    return all(element is not None and element.visible and element.enabled for element in touched)
