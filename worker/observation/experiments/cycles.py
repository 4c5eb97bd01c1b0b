"""The same done again and again."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class RepeatedVisit(Experiment):
    """The same cycle was done several times; after each, garbage was collected and memory measured."""

    url: str
    cycle: str
    heap_bytes: tuple[int, ...]
    nodes: tuple[int, ...]
    listeners: tuple[int, ...]
