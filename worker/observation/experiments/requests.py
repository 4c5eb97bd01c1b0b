"""The same request again and again."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class RepeatedRequest(Experiment):
    """An address that a page asks for was asked for several times, one after another; how long each took, in ms."""

    url: str
    durations_ms: tuple[int, ...]
