"""Finds text that is cut off or overprinted as soon as lines, letters and words stand further apart.

People who read with difficulty set such spacing themselves. The page was looked at before and after, and only what
could be read before counts.
"""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kind_of, place, shown
from worker.observation.experiments.enlargement import LostText, WiderSpacing
from worker.observation.observation import Observation

META = Meta(
    id="text_spacing_loses_text",
    category=Category.ACCESSIBILITY,
    severity=Severity.MEDIUM,
    title="Text that is lost when it is set wider",
    why="A box has a fixed height or width that only the present spacing fits.",
    fix="Give boxes of text a min-height in place of a height, and let words wrap.",
    tags=("wcag-1.4.12",),
    references=(
        "https://www.w3.org/WAI/WCAG22/Understanding/text-spacing.html",
        "https://www.w3.org/WAI/WCAG22/Techniques/failures/F104",
    ),
)

MOST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each kind of text."""
    for trial in observation.experiments:
        if not isinstance(trial, WiderSpacing):
            continue
        kinds: dict[str, list[LostText]] = {}
        for one in trial.lost:
            kinds.setdefault(kind_of(one.key), []).append(one)
        for kind, texts in list(kinds.items())[:MOST]:
            yield _found(observation, trial, kind, texts)


def _found(observation: Observation, trial: WiderSpacing, kind: str, texts: list[LostText]) -> Finding:
    first, where = texts[0], place(observation.screen.url, 25)
    happens = f"“{shown(first.over, 40)}” stands on it" if first.over else f"{first.by:.0f} px of it are cut off"
    more = f" {len(texts)} texts of this kind are affected." if len(texts) > 1 else ""
    return finding(
        META,
        observation,
        subject=kind,
        title=f"“{shown(first.text, 28)}” on {where} is lost with wider text spacing",
        description=f"With the text spacing that WCAG 1.4.12 asks pages to bear, {happens}: “{shown(first.text, 80)}” "
        f"could be read before (window of {trial.viewport}).{more} Expected: boxes grow with their text.",
        boxes=tuple(one.box for one in texts[:4]),
        element=element_pattern(first.key),
        details={"texts": [one.text[:100] for one in texts[:5]]},
    )
