"""What became of a page for somebody who needs its text larger or set otherwise."""

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


@dataclass(frozen=True, slots=True)
class Zoomed(Experiment):
    """A page was zoomed to `percent`, which leaves it a window of `viewport` CSS px.

    `lost` are texts that could be read before. `wide` is what reaches furthest beyond the window and is nothing that
    needs two dimensions, if anything does. `layer` is what then stays over more than half of the window while the page
    scrolls under it, and `layer_share` the part of the window's height that it takes.
    """

    percent: int
    viewport: str
    lost: tuple[LostText, ...] = ()
    wide: LostText | None = None
    layer: LostText | None = None
    layer_share: float = 0.0
