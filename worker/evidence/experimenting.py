"""Performs what waits in the laboratory, each experiment as somebody new, by whichever of its ways leads there."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from deffatest.logging import logger
from deffatest.masking import mask_url
from worker.evidence.breaks import Breaks
from worker.explorer.clock import Clock
from worker.explorer.experiments.other_ways import by_shorter_way, with_known_account, with_own_account, within_reach
from worker.explorer.explorer import Ground
from worker.explorer.sessions import Sessions
from worker.explorer.walk import Request, Walk
from worker.surfaces.interface import ActionImpossible, SurfaceError, SurfaceLost

_log = logger(__name__)

_LONGEST_SECONDS = 45.0
# What is under way when the exploring ends gets little more, for proofs wait.
_SECONDS_PAST_EXPLORING = 3.0


@dataclass(slots=True)
class Experimenter:
    """Whoever has a free hand asks it for the next experiment.

    `somebody_new` comes by a visitor's name; `seconds_left` is how long experiments may last at all; `actions` counts
    what was done for them.
    """

    ground: Ground
    clock: Clock
    breaks: Breaks
    somebody_new: Callable[[str], Awaitable[Walk]]
    seconds_left: Callable[[], float]
    actions: int = 0
    _sessions: Sessions = field(default_factory=Sessions)
    _begun: int = 0

    async def perform_next(self, *, destructive: bool) -> bool:
        """Perform the next experiment; False when none waits."""
        laboratory = self.ground.laboratory
        waiting = laboratory.next_experiment(destructive=destructive)
        if waiting is None:
            return False
        self._begun += 1
        name = f"experiment-{self._begun}"
        walk = await self.somebody_new(name)
        walk.lender = self._sessions
        began = self.clock.elapsed
        try:
            if not await self._perform_by_some_way(waiting.request, walk):
                laboratory.note_impossible(waiting)
        finally:
            took = self.clock.elapsed - began
            laboratory.note_done(waiting, took)
            _log.info(
                "experiment",
                kind=waiting.kind,
                visitor=name,
                page=mask_url(walk.url),
                seconds=round(took, 1),
                actions=walk.actions_done,
            )
            self._sessions.give_back(walk)
            self.actions += walk.actions_done
            await walk.visitor.close()
        return True

    async def perform(self, request: Request, walk: Walk) -> bool:
        """Whether it could be done: not when something that is touched on the way is not there."""
        name = type(request).__name__
        with self.breaks.costing_only(f"an experiment ({name})"):
            try:
                async with asyncio.timeout(self._longest()):
                    await request.perform(walk)
            except SurfaceLost:
                raise
            except (SurfaceError, TimeoutError) as obstacle:
                error = f"{type(obstacle).__name__}: {obstacle}"
                _log.info("experiment_ended_early", experiment=name, page=mask_url(walk.url), error=error)
                return not isinstance(obstacle, ActionImpossible)
        return True

    async def _perform_by_some_way(self, request: Request, walk: Walk) -> bool:
        """Whether it could be done: without what was done before on other pages where that is much, by its own way,
        with an account of one's own, or, where a new one was opened and there was nothing to see, with the one that all
        use.
        """
        accounts = self.ground.accounts
        if (shorter := by_shorter_way(request)) is not None:
            await self.perform(shorter, walk)
            if walk.parts_concluded:
                return True
            await walk.start_over()
        request = within_reach(request)
        done = await self.perform(request, walk)
        if not done:
            done = await self._perform_anew(with_own_account(request, accounts.opening), walk)
        if not walk.parts_concluded:
            done |= await self._perform_anew(with_known_account(request, accounts.opening, accounts.door), walk)
        return done or walk.parts_concluded > 0

    async def _perform_anew(self, request: Request | None, walk: Walk) -> bool:
        if request is None:
            return False
        await walk.start_over()
        return await self.perform(request, walk)

    def _longest(self) -> float:
        """Seconds for one experiment."""
        longest = min(_LONGEST_SECONDS, self.seconds_left())
        if (left := self.clock.exploring_left) > 0:
            longest = min(longest, left + _SECONDS_PAST_EXPLORING)
        return max(1.0, longest)
