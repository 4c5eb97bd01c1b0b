"""Finds pages that fall apart when pictures, or scripts of another site, cannot be loaded.

They are kept away on purpose. A page without its own scripts, or those of its libraries, may be empty. Where another
site's scripts are missing, what they would have shown is missing rightly: only a blank page counts, or one that misses
what it is about after an error of its own.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.left_out import misses_its_subject
from worker.detectors.subjects import place, shown, template_pattern
from worker.observation.experiments.network import WithoutParts
from worker.observation.observation import Observation

META = Meta(
    id="page_outlives_its_parts",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Page that needs what it should do without",
    why="The page waits for the part before it shows anything, or uses what the part defines without looking for it.",
    fix="Show the page at once, load such parts beside it (async), and look whether they are there before using them.",
    tags=("cwe-829",),
    references=("https://developer.mozilla.org/docs/Web/HTML/Element/script#async",),
)


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of part without which there is no page."""
    for seen in observation.experiments:
        if not isinstance(seen, WithoutParts) or not _is_lost(seen):
            continue
        where = place(seen.page, 25)
        happens = "is blank" if seen.blank else f"loses “{shown(seen.missing[0], 30)}” and the rest"
        yield finding(
            META,
            observation,
            page=seen.page,
            subject=f"{template_pattern(seen.page)} / {seen.parts}",
            title=f"{where[:1].upper()}{where[1:]} {happens} without {shown(seen.parts, 40)}"[:90],
            description=f"When {seen.parts} cannot be loaded, {where} {happens}. "
            "Expected: what does not depend on them is shown all the same.",
            cause=f"The code throws “{shown(seen.error, 160)}”." if seen.error else META.why,
            severity=Severity.HIGH if seen.blank else META.severity,
            details={"parts": seen.parts, "missing": list(seen.missing[:10])},
        )


def _is_lost(seen: WithoutParts) -> bool:
    if seen.blank:
        return True
    misses = misses_its_subject(seen.usual, seen.missing, seen.headings)
    return misses and (seen.parts == "pictures" or bool(seen.error))
