"""The report's numbers: medians of what pages told of themselves, and what the browser's processes used."""

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

import psutil

from deffatest.run_record import PerformanceMetrics
from worker.observation.observation import Observation

_SECONDS_BETWEEN_SAMPLES = 3.0


@dataclass(slots=True)
class Measurements:
    """Collects numbers while a run goes on."""

    loads: list[float] = field(default_factory=list[float])
    first_bytes: list[float] = field(default_factory=list[float])
    largest_paints: list[float] = field(default_factory=list[float])
    interactions: list[float] = field(default_factory=list[float])
    shifts: list[float] = field(default_factory=list[float])
    processor: list[float] = field(default_factory=list[float])
    heap_bytes: int = 0

    def note(self, observation: Observation) -> None:
        """Take what an observation's timings tell."""
        timings = observation.timings
        if timings is None:
            return
        self.heap_bytes = max(self.heap_bytes, timings.heap_bytes or 0)
        self.interactions.extend(
            interaction.duration_ms for interaction in timings.interactions if not interaction.told
        )
        if timings.new_document:
            self.shifts.append(timings.cumulative_layout_shift)
            for value, values in (
                (timings.load, self.loads),
                (timings.time_to_first_byte, self.first_bytes),
                (timings.largest_contentful_paint, self.largest_paints),
            ):
                if value is not None and value > 0:
                    values.append(value)

    async def watch_processes(self) -> None:
        """Sample the processor share of all processes that this one started, until cancelled."""
        known: dict[int, psutil.Process] = {}
        while True:
            share = 0.0
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):  # it ended between being listed and being asked
                    share += known.setdefault(process.pid, process).cpu_percent()
            self.processor.append(share)
            await asyncio.sleep(_SECONDS_BETWEEN_SAMPLES)

    def result(self) -> PerformanceMetrics:
        """The numbers of the run record; the processor's share is of the whole machine."""
        processor = self.processor[1:]  # the first sample has nothing to compare with
        share = sum(processor) / len(processor) / (psutil.cpu_count() or 1) if processor else None
        return PerformanceMetrics(
            page_load_time_ms=_whole(self.loads),
            avg_fps=None,
            max_memory_mb=round(self.heap_bytes / 1e6, 1) if self.heap_bytes else None,
            cpu_usage_percent=round(min(100.0, share), 1) if share is not None else None,
            network_latency_ms=_whole(self.first_bytes),
            largest_contentful_paint_ms=_whole(self.largest_paints),
            interaction_to_next_paint_ms=_whole(self.interactions),
            cumulative_layout_shift=round(median(self.shifts), 3) if self.shifts else None,
        )


def _whole(values: Iterable[float]) -> int | None:
    collected = list(values)
    return round(median(collected)) if collected else None
