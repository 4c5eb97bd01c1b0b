"""Finds large scripts and style sheets of which a page needs little: the rest is waited for and read for nothing."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place
from worker.observation.experiments.code import LoadedCode, LoadedFile
from worker.observation.observation import Observation

META = Meta(
    id="unused_code",
    category=Category.PERFORMANCE,
    severity=Severity.LOW,
    title="Code that is loaded and not used",
    why="One file holds the code of all pages, or whole libraries of which a little is used.",
    fix="Split the code by page and load the rest when it is needed (dynamic import), and import parts of libraries.",
    tags=("page-weight",),
    references=("https://developer.chrome.com/docs/lighthouse/performance/unused-javascript",),
)

# Of a file of so many bytes, so little was used. What a click needs later is rightly there already, up to a point.
SMALLEST_UNUSED = 400_000
LARGEST_SHARE_USED = 0.3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each such file."""
    for loaded in observation.experiments:
        if not isinstance(loaded, LoadedCode):
            continue
        for file in filter(_mostly_unused, loaded.files):
            unused = file.size - file.used
            yield finding(
                META,
                observation,
                subject=path_pattern(file.url),
                title=f"{place(loaded.page)} loads {unused / 1000:.0f} KB of code that it does not use",
                description=f"Of {file.size / 1000:.0f} KB in {file.url}, {file.used / 1000:.0f} KB are used while "
                f"{place(loaded.page)} comes up. Expected: a page loads what it needs, and the rest when it is needed.",
                page=loaded.page,
                details={"address": file.url, "bytes": file.size, "bytes_used": file.used},
            )


def _mostly_unused(file: LoadedFile) -> bool:
    return file.size - file.used >= SMALLEST_UNUSED and file.used <= LARGEST_SHARE_USED * file.size
