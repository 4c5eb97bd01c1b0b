"""How much of what a page loads it needs."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A script or style sheet of the app's own, and how many of its bytes ran or matched while the page came up."""

    url: str
    size: int
    used: int


@dataclass(frozen=True, slots=True)
class LoadedCode(Experiment):
    """The files of code that came with a page when a new person opened it and did nothing."""

    page: str
    files: tuple[LoadedFile, ...]
