"""Says that a page's process died ("Aw, snap"). Nothing can be observed then, so the explorer raises it."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity
from worker.detectors.subjects import element_pattern, path_pattern, place
from worker.observation.observation import Observation
from worker.surfaces.actions import Action

META = Meta(
    id="page_crashed",
    category=Category.FUNCTIONAL,
    severity=Severity.CRITICAL,
    title="Page that crashes the browser tab",
    why="The page uses more memory than the browser grants it, or meets a fault in the browser.",
    fix="Watch memory in the browser's developer tools while these steps are done, and free or bound what grows.",
    tags=("cwe-400",),
    references=("https://developer.chrome.com/docs/devtools/memory-problems",),
)


def detect(observation: Observation) -> Iterator[Finding]:  # noqa: ARG001 - there is nothing to observe
    """Nothing: a dead page gives no observation. See `raised`."""
    yield from ()


def raised(page: str, last: Action | None = None) -> Finding:
    """The finding for the page at this address, whose process died after this deed."""
    deed = last.words if last else f"Open {page}"
    after = element_pattern(last.target.key) if last and last.target else "opening"
    return Finding(
        rule=META.id,
        subject=f"{path_pattern(page)} after {after}",
        category=META.category,
        severity=META.severity,
        title=f"The page crashes: {place(page)}",
        description=f"{deed}: the browser tab dies and the page is gone. Expected: it stays usable.",
        page=page,
        cause=META.why,
        fix=META.fix,
        tags=META.tags,
        references=META.references,
    )
