"""Does the same thing on a page again and again and measures whether its memory grows."""

from dataclasses import dataclass

from worker.explorer.graph import Deed
from worker.explorer.walk import Undivided, Walk
from worker.observation.experiments.cycles import RepeatedVisit
from worker.observation.screen import Screen
from worker.surfaces.interface import MemorySample

TIMES = 8
# A page that truly shows more after each round (a list that was added to) may need more memory.
_MORE_SHOWN = 1.2


@dataclass(frozen=True, slots=True)
class RepeatCycle(Undivided):
    """Whether memory grows over a cycle that ends where it began; `way` leads from a clean start to the page."""

    way: tuple[Deed, ...]
    page: str
    cycle: tuple[Deed, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The repetition, in one line."""
        return (f"Do this {TIMES} times and watch the page's memory: {self._name}",)

    @property
    def _name(self) -> str:
        return ", then ".join(action.words for deed in self.cycle for action in deed)

    async def perform(self, walk: Walk) -> None:
        """Once to warm up, then measure after each round."""
        await walk.go(self.way)
        with walk.aside():
            await walk.go(self.cycle)
            first = walk.screen
            samples = [await walk.visitor.measure_memory()]
            for _ in range(TIMES):
                await walk.go(self.cycle)
                samples.append(await walk.visitor.measure_memory())
        if first is not None and walk.screen is not None and _is_back(first, walk.screen):
            await walk.conclude(self, _result(self.page, self._name, samples))


def _is_back(first: Screen, last: Screen) -> bool:
    """Whether the rounds ended where the first one did, and the page shows no more than then."""
    no_more_controls = len(last.elements) <= _MORE_SHOWN * len(first.elements) + 2
    no_more_text = len(last.text) <= _MORE_SHOWN * len(first.text) + 200
    return first.url == last.url and no_more_controls and no_more_text


def _result(page: str, cycle: str, samples: list[MemorySample]) -> RepeatedVisit:
    return RepeatedVisit(
        url=page,
        cycle=cycle,
        heap_bytes=tuple(sample.heap_bytes for sample in samples),
        nodes=tuple(sample.nodes for sample in samples),
        listeners=tuple(sample.listeners for sample in samples),
    )
