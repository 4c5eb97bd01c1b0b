"""Shorter ways for experiments that need a place and not all that a visitor did before coming there."""

from collections.abc import Callable

from worker.explorer.graph import Deed, opens_address
from worker.explorer.walk import Walk, parted
from worker.observation.screen import Screen
from worker.surfaces.interface import ActionImpossible


async def come(walk: Walk, way: tuple[Deed, ...], suits: Callable[[Screen], bool]) -> tuple[Deed, ...] | None:
    """Go to a place that suits by the shortest way that leads to one, each as somebody new; that way, None where the
    whole way leads to none either. Raises SurfaceError.
    """
    for one in from_short_to_long(way):
        if walk.steps:
            await walk.start_over()
        try:
            await walk.go(one)
        except ActionImpossible:
            if one == way:
                raise
            continue
        if walk.screen is not None and suits(walk.screen):
            return one
    return None


def from_short_to_long(way: tuple[Deed, ...]) -> tuple[tuple[Deed, ...], ...]:
    """The last visit of a way alone, by its address, signed in where the way does so; then the whole way, where that is
    more.
    """
    way_in, rest = parted(way)
    opened = max((at for at, deed in enumerate(rest) if opens_address(deed)), default=0)
    return ((*way_in, *rest[opened:]), way) if opened else (way,)


def can_do(screen: Screen, deed: Deed) -> bool:
    """Whether everything that a deed touches is there and takes it."""
    touched = (screen.element(action.target.key) for action in deed if action.target)
    return all(element is not None and element.visible and element.enabled for element in touched)
