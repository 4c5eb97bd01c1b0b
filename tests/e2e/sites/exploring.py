"""Explores a site with one visitor and one who reads ahead, without detectors and proofs."""

import asyncio
import contextlib
from collections.abc import Callable

from deffatest.targets import OwnHosts
from worker.explorer.choice import TINKERER
from worker.explorer.clock import Clock
from worker.explorer.explorer import Explorer, Ground
from worker.explorer.graph import Graph
from worker.explorer.laboratory import Laboratory
from worker.explorer.scope import Scope
from worker.explorer.walk import Walk
from worker.explorer.windows import DESKTOP
from worker.login import Login
from worker.surfaces.interface import ActionImpossible, Surface, Visitor

_SEED = 5
_NOTHING_TO_READ_SECONDS = 0.05


def _never(_: Ground) -> bool:
    return False


async def explored(
    surface: Surface,
    url: str,
    seconds: float,
    login: Login | None = None,
    until: Callable[[Ground], bool] = _never,
    settled: Callable[[Ground], bool] = _never,
    own: OwnHosts | None = None,
) -> Ground:
    """What is known of the site when nothing new is left, the time is used, or `until` says that it is enough; then of
    the experiments that wait, until the question is `settled`. Hosts that are our `own` are probed.
    """

    async def nothing(*_: object) -> None:
        pass

    async def visitor() -> Visitor:
        return await surface.visitor("visitor-1", DESKTOP)

    async def courier() -> Visitor:
        return await surface.visitor("courier", DESKTOP)

    ground = Ground(
        url,
        Scope(url),
        Clock(seconds),
        Graph(url),
        Laboratory(url, _SEED, own or OwnHosts()),
        nothing,
        nothing,
        _SEED,
        1,
        login=login,
    )
    ground.atlas.plan_for_site()
    reader = await courier()

    async def read_ahead() -> None:
        while not ground.exhausted:
            ground.exhausted = until(ground)
            if not await ground.atlas.read_next(reader):
                await asyncio.sleep(_NOTHING_TO_READ_SECONDS)

    reading = asyncio.create_task(read_ahead())
    explorer = Explorer(ground, 1, TINKERER)
    walk = Walk(await visitor(), explorer.on_sight, visitor)
    try:
        await explorer.explore(walk)
        while not settled(ground) and (waiting := ground.laboratory.next_experiment()):
            other = Walk(await courier(), nothing, courier)
            # What cannot be done again on the way ends an experiment, and the next one follows.
            with contextlib.suppress(ActionImpossible):
                await waiting.request.perform(other)
            await other.visitor.close()
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await reader.close()
        await walk.visitor.close()
    return ground
