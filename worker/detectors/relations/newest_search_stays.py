"""Finds searches where a late answer to what was typed before takes the place of the answer to what stands there."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.experiments.lists import OvertakenSearch
from worker.observation.observation import Observation

META = Meta(
    id="newest_search_stays",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Search that shows the results of an earlier word",
    why="Answers are shown in the order in which they come, and the one to a shorter word may come last.",
    fix="Cancel the request for the earlier word (AbortController), or pass over answers to all but the present one.",
    references=("https://developer.mozilla.org/en-US/docs/Web/API/AbortController",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding where the late answer has taken away what the word had found, or brought something else."""
    for result in observation.experiments:
        if not isinstance(result, OvertakenSearch):
            continue
        brought = [line for line in result.later if line not in result.shown]
        lost = [line for line in result.shown if line not in result.later]
        if not brought and not lost:
            continue
        said = f"“{shown(brought[0], 40)}” stands there" if brought else f"“{shown(lost[0], 40)}” is gone"
        yield finding(
            META,
            observation,
            subject=path_pattern(result.page),
            title=f"The search on {place(result.page, 25)} shows what an earlier word found",
            description=f"“{shown(result.word, 30)}” was typed, and its results were shown. Then the answer to "
            f"“{shown(result.beginning, 10)}” came, which had taken longer, and {said}, although the field still says "
            f"“{shown(result.word, 30)}”. Expected: the results of what stands in the field.",
            page=result.page,
            details={"brought": [*brought[:10]], "lost": [*lost[:10]]},
        )
