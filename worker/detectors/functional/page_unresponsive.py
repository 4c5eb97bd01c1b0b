"""Says that a page no longer answers: an endless script or dialogs without end.

Nothing can be observed then, so the explorer raises it.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.subjects import element_pattern, path_pattern, place
from worker.observation.observation import Observation
from worker.surfaces.actions import Action

META = Meta(
    id="page_unresponsive",
    category=Category.FUNCTIONAL,
    severity=Severity.CRITICAL,
    title="Page that stops answering",
    why="A script runs without end, or dialogs open again and again, so the page takes no input any more.",
    fix="Find the loop with the browser's profiler, give it an end, and do long work in pieces or in a worker.",
    tags=("cwe-835",),
    references=("https://web.dev/articles/optimize-long-tasks",),
)


def detect(observation: Observation) -> Iterator[Finding]:  # noqa: ARG001 - there is nothing to observe
    """Nothing: a page that does not answer gives no observation. See `raised`."""
    yield from ()


def raised(page: str, last: Action | None = None) -> Finding:
    """The finding for the page at this address, which stopped answering after this deed."""
    deed = last.words if last else f"Open {page}"
    after = element_pattern(last.target.key) if last and last.target else "opening"
    return Finding(
        rule=META.id,
        subject=f"{path_pattern(page)} after {after}",
        category=META.category,
        severity=META.severity,
        title=f"The page stops answering: {place(page)}",
        description=f"{deed}: the page then takes no input and draws nothing any more. Expected: it stays usable.",
        page=page,
        cause=META.why,
        fix=META.fix,
        tags=META.tags,
        references=META.references,
    )
