"""Signed-in sessions that are lent to experiments, one at a time, so that not each has to sign in by the form.

What lets a person in stays part of the story: the steps are those by which the session was opened. Proofs take over
nothing.
"""

from dataclasses import dataclass, field

from worker.explorer.entrances import seems_outside
from worker.explorer.graph import Deed
from worker.explorer.walk import Session, Walk

_MOST_KEPT = 6
# Where sessions taken over turn out to be none so often in a row, the app knows people by something else.
_MOST_DISAPPOINTMENTS = 2


@dataclass(slots=True)
class Sessions:
    """Those that nobody uses at present, and by the visitors' names those that are lent."""

    _free: list[Session] = field(default_factory=list[Session])
    _lent: dict[str, Session] = field(default_factory=dict[str, Session])
    _disappointments: int = 0

    async def let_in(self, walk: Walk, way_in: tuple[Deed, ...], page: Deed) -> bool:
        """See `Lender`."""
        session = self._session_for(walk, way_in)
        if session is not None:
            await walk.take_over(session)
            seen = await walk.perform(*page)
            if not seems_outside(seen.screen):
                self._disappointments = 0
                return True
            self._disappointments += 1
            del self._lent[walk.visitor.name]
            await walk.start_over()
        await self._open(walk, way_in)
        return False

    def give_back(self, walk: Walk) -> None:
        """The visitor needs its session no longer."""
        session = self._lent.pop(walk.visitor.name, None)
        if session is not None:
            self._free = [*self._free, session][-_MOST_KEPT:]

    def _session_for(self, walk: Walk, way_in: tuple[Deed, ...]) -> Session | None:
        """The one that the visitor has, else a free one that was opened by this way; None where there is none."""
        if self._is_vain:
            return None
        lent = self._lent.get(walk.visitor.name)
        if lent is not None and lent.way_in == way_in:
            return lent
        free = next((one for one in self._free if one.way_in == way_in), None)
        if free is not None:
            self._free.remove(free)
            self._lent[walk.visitor.name] = free
        return free

    @property
    def _is_vain(self) -> bool:
        return self._disappointments >= _MOST_DISAPPOINTMENTS

    async def _open(self, walk: Walk, way_in: tuple[Deed, ...]) -> None:
        await walk.sign_in(way_in)
        if not self._is_vain and walk.screen is not None and not seems_outside(walk.screen):
            self._lent[walk.visitor.name] = walk.session(await walk.visitor.belongings())
