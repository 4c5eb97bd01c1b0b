"""Shorter ways for experiments that need a place and not all that a visitor did before coming there."""

from collections.abc import Callable

from worker.explorer.graph import Deed, opens_address
from worker.explorer.newcomers import parted
from worker.explorer.walk import Walk
from worker.observation.screen import Screen
from worker.surfaces.interface import ActionImpossible

# What a visitor sent or stored on earlier visits than these is hardly why a page is as it is.
_MOST_VISITS = 5


async def come(walk: Walk, way: tuple[Deed, ...], suits: Callable[[Screen], bool]) -> tuple[Deed, ...] | None:
    """Go to a place that suits by the shortest way that leads to one, each as somebody new; that way, None where the
    longest leads to none either. Raises SurfaceError.
    """
    ways = from_short_to_long(way)
    for one in ways:
        if walk.steps:
            await walk.start_over()
        try:
            await walk.go(one)
        except ActionImpossible:
            if one == ways[-1]:
                raise
            continue
        if walk.screen is not None and suits(walk.screen):
            return one
    return None


def from_short_to_long(way: tuple[Deed, ...]) -> tuple[tuple[Deed, ...], ...]:
    """The last visit of a way alone, by its address; with the visit before, in which something was sent or stored; then
    with all, but for those that are long past. Signed in where the way does so.
    """
    way_in, rest = parted(way)
    opened = [at for at, deed in enumerate(rest) if opens_address(deed) and at]
    starts = dict.fromkeys((*opened[-1:], *opened[-2:-1], 0 if len(opened) < _MOST_VISITS else opened[-_MOST_VISITS]))
    return tuple((*way_in, *rest[start:]) for start in starts)


def can_do(screen: Screen, deed: Deed) -> bool:
    """Whether everything that a deed touches is there and takes it."""
    touched = (screen.element(action.target.key) for action in deed if action.target)
    return all(element is not None and element.visible and element.enabled for element in touched)
