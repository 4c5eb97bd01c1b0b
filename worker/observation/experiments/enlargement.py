"""What became of a page for somebody who needs its text set otherwise."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment
from worker.observation.screen import Box


@dataclass(frozen=True, slots=True)
class LostText:
    """A text that could be read before and cannot now: `by` px of it are cut off, or `over` stands on it."""

    key: str
    text: str
    box: Box
    by: float = 0.0
    over: str = ""


@dataclass(frozen=True, slots=True)
class WiderSpacing(Experiment):
    """The spacing of WCAG 1.4.12 was laid over the page; `lost` is what it took away. `viewport` says at what size."""

    viewport: str
    lost: tuple[LostText, ...]
