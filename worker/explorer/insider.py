"""Somebody who signs in and reads, without opening it, what is closed to guests, so that visitors know what to open."""

import asyncio
from collections.abc import Awaitable, Callable

from deffatest.logging import logger
from worker.explorer.accounts import by_itself
from worker.explorer.explorer import Ground
from worker.explorer.walk import Walk
from worker.surfaces.interface import SurfaceError, SurfaceLost

INSIDER = "insider"
_SECONDS_BETWEEN = 0.2

_log = logger(__name__)


async def read_inside(ground: Ground, somebody_new: Callable[[], Awaitable[Walk]], goes_on: Callable[[], bool]) -> None:
    """Once a visitor was let in, read what guests were not shown for as long as others explore. Raises SurfaceLost."""
    while not (ground.accounts.inside and ground.atlas.has_closed_pages):
        if not goes_on():
            return
        await asyncio.sleep(_SECONDS_BETWEEN)
    walk = await somebody_new()
    try:
        if await _is_let_in(ground, walk):
            while goes_on():
                if not await ground.ask_ahead(walk.visitor, inside=True):
                    await asyncio.sleep(_SECONDS_BETWEEN)
    except SurfaceLost:
        raise
    except SurfaceError as obstacle:
        _log.info("insider_ended_early", error=repr(obstacle))
    finally:
        ground.accounts.inside.discard(INSIDER)
        await walk.visitor.close()


async def _is_let_in(ground: Ground, walk: Walk) -> bool:
    await walk.open(ground.start_url)
    return await ground.accounts.enter(INSIDER, walk, by_itself(walk))
