"""Finds pages whose parts jump while people read or aim (Cumulative Layout Shift)."""

from collections.abc import Iterator, Sequence

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, place, region_of, shown, template_pattern, words_of
from worker.observation.observation import Observation

META = Meta(
    id="layout_shift",
    category=Category.PERFORMANCE,
    severity=Severity.MEDIUM,
    title="Page that jumps while it loads",
    why="Something comes late (a picture, an advertisement, a banner, a font) and no room was kept for it.",
    fix="Give pictures and frames a width and height (or aspect-ratio), keep room for what comes late, and put "
    "banners over the page.",
    tags=("web-vital-cls",),
    references=("https://web.dev/articles/cls",),
)

# web.dev: over 0.1 needs improvement, over 0.25 is poor. The score is a matter of layout, not of our machine's speed.
NEEDS_IMPROVEMENT = 0.1
POOR = 0.25
# Single shifts below this move a line of text by a little; a sum of many of them has no cause to name.
SMALLEST_SHIFT = 0.05
_FRAME = frozenset(("header", "nav"))


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the page shifted on its own, before anybody operated it."""
    timings = observation.timings
    if timings is None:
        return
    # After a click a slow machine may draw the answer later than the 500 ms in which a shift counts as expected.
    shifts = [shift for shift in timings.shifts if not shift.after_input]
    score = min(timings.cumulative_layout_shift, sum(shift.score for shift in shifts))
    largest = max(shifts, key=lambda shift: shift.score, default=None)
    if largest is None or score <= NEEDS_IMPROVEMENT or largest.score < SMALLEST_SHIFT:
        return
    moved = ", ".join(f"“{shown(words_of(key), 30)}”" for key in largest.sources[:3])
    yield finding(
        META,
        observation,
        subject=_subject(largest.sources, observation.screen.url),
        severity=META.severity if score > POOR else Severity.LOW,
        title=f"{place(observation.screen.url).capitalize() if observation.screen.url else 'The page'} jumps while "
        f"it loads",
        description=f"Parts of the page move by themselves with a score of {score:.2f}"
        f"{f' (moved: {moved})' if moved else ''}. Expected: at most 0.1; over 0.25 counts as poor.",
        boxes=tuple(element.box for key in largest.sources if (element := observation.screen.element(key)) is not None)[
            :3
        ],
        element=element_pattern(largest.sources[0]) if largest.sources else "",
        details={"cumulative_layout_shift": round(score, 3), "moved": list(largest.sources[:5])},
    )


def _subject(moved: Sequence[str], url: str) -> str:
    """What comes late above a page's frame does so on every page that has it, and so does what pushes nothing but the
    end of all pages down; other things on those of a template.
    """
    regions = set(map(region_of, moved))
    if regions == {"footer"}:
        return "the end of every page"
    return "what stands on every page" if _FRAME & regions else template_pattern(url)
