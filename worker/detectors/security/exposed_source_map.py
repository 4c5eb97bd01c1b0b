"""Finds source maps that everyone can fetch: they hold the app's original code with names and comments.

The source of a published package is known to everyone anyhow.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.published import is_published
from worker.detectors.subjects import path_pattern, place
from worker.observation.experiments.addresses import SourceMap
from worker.observation.observation import Observation

META = Meta(
    id="exposed_source_map",
    category=Category.SECURITY,
    severity=Severity.LOW,
    title="Source map open to everyone",
    why="The build writes source maps and the server hands them out.",
    fix="Build without public source maps (hidden-source-map), or serve them only to your error tracker.",
    tags=("cwe-540",),
    references=("https://developer.mozilla.org/docs/Glossary/Source_map",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each source map that was answered as one."""
    for tried in observation.experiments:
        if not isinstance(tried, SourceMap) or tried.status != 200 or not _is_map(tried) or is_published(tried):
            continue
        yield finding(
            META,
            observation,
            subject=path_pattern(tried.url),
            page=tried.url,
            title=f"Everyone can fetch the source map {place(tried.url)}",
            description=f"{tried.url} gives the original source code of a script to anyone. Expected: it is not "
            f"public.",
            details={"address": tried.url},
        )


def _is_map(tried: SourceMap) -> bool:
    """Whether it is a map by its content: many servers answer any address with 200 and a page."""
    start = tried.body_start.lstrip(")]}'\n ")
    return start.startswith("{") and any(
        f'"{key}"' in start for key in ("mappings", "sources", "sourcesContent", "version", "sections")
    )
