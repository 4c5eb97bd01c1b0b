"""Finds the one of several equal things in a row that stands a few px higher or lower than the others.

Only where all others stand at exactly the same height, are as high as it, and are of the same make: what differs on
purpose (the current tab, a raised card) has a class or state of its own.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kind_of, place, shown, template_pattern
from worker.observation.appearance import Item, Row
from worker.observation.observation import Observation

META = Meta(
    id="unaligned_sibling",
    category=Category.VISUAL,
    severity=Severity.LOW,
    title="One of a row out of line",
    why="One of several equal elements has a margin, position or line height that the others lack.",
    fix="Give all the same box and let the container align them (display: flex or grid with align-items).",
    references=("https://developer.mozilla.org/docs/Web/CSS/align-items",),
)

# Less nobody sees; more is a place of its own. px.
OFF_LEAST = 3.0
OFF_MOST = 16.0
# So many others have to stand exactly in line.
OTHERS = 3
SAME = 0.6
MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each row."""
    if observation.layout is None:
        return
    screen = observation.screen
    told: set[str] = set()
    for row in observation.layout.rows:
        found = _out_of_line(row)
        if found is None or kind_of(row.key) in told:
            continue
        told.add(kind_of(row.key))
        item, off, others = found
        name = f"“{shown(item.text, 26)}”" if item.text else "One of several"
        yield finding(
            META,
            observation,
            subject=f"{kind_of(item.key)} in {kind_of(row.key)} on {template_pattern(screen.url)}",
            title=f"{name} on {place(screen.url, 24)} is out of line with the others",
            description=f"{name} stands {abs(off):.0f} px {'lower' if off > 0 else 'higher'} than the {others} equal "
            f"ones beside it at {screen.viewport.width} px width. Expected: they stand in one line.",
            boxes=(item.box,),
            element=element_pattern(item.key),
            details={"off_px": round(off, 1), "viewport": str(screen.viewport)},
        )
        if len(told) == MOST:
            return


def _out_of_line(row: Row) -> tuple[Item, float, int] | None:
    """The item that is off, by how much, and how many are not; None unless exactly one is."""
    for line in _lines(row.items):
        tops = Counter(round(item.box.y, 1) for item in line)
        top, others = tops.most_common(1)[0]
        off = [item for item in line if abs(item.box.y - top) > SAME]
        if len(off) != 1 or others < max(OTHERS, len(line) - 1):
            continue
        [item] = off
        height = next(other.box.height for other in line if other is not item)
        alike = all(abs(other.box.height - height) <= SAME for other in line)
        by = item.box.y - top
        if alike and OFF_LEAST <= abs(by) <= min(OFF_MOST, 0.4 * height):
            return item, by, others
    return None


def _lines(items: tuple[Item, ...]) -> Iterator[list[Item]]:
    """Items that stand side by side: each meets the first of its line by more than half of its height."""
    waiting = list(items)
    while waiting:
        first = waiting[0].box
        line = [
            item
            for item in waiting
            if min(first.y + first.height, item.box.y + item.box.height) - max(first.y, item.box.y)
            > 0.5 * min(first.height, item.box.height)
        ]
        waiting = [item for item in waiting if item not in line]
        apart = sorted(line, key=lambda item: item.box.x)
        side_by_side = all(left.box.x + left.box.width <= right.box.x + 1 for left, right in pairwise(apart))
        if len(line) > OTHERS and side_by_side:
            yield line
