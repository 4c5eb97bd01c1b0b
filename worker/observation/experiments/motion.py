"""What moves for somebody who asked for less motion."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment
from worker.observation.motion import Motion


@dataclass(frozen=True, slots=True)
class ReducedMotion(Experiment):
    """The page was opened by somebody whose system asks for reduced motion; `moving` moves without an end all the
    same.
    """

    moving: tuple[Motion, ...]
