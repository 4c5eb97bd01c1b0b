"""Addresses that were asked for without being opened."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class LinkCheck(Experiment):
    """A link of the screen was asked for without opening it; `status` None and `failure` when no answer came."""

    url: str
    text: str
    key: str
    status: int | None
    failure: str = ""
    same_site: bool = True


@dataclass(frozen=True, slots=True)
class PathProbe(Experiment):
    """A well-known address that should not be open was asked for."""

    url: str
    purpose: str  # "debug page", "version control", "environment file", "directory listing", ...
    status: int | None
    content_type: str = ""
    body_start: str = ""


@dataclass(frozen=True, slots=True)
class SourceMap(Experiment):
    """The source map that a script names was asked for.

    `sources` are the files that it was made of, `script_start` is how the script begins.
    """

    url: str
    status: int | None
    body_start: str = ""
    sources: tuple[str, ...] = ()
    script_start: str = ""
