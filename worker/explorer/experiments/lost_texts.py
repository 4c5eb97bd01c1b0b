"""Which texts could be read on one screen of a page and cannot on another: cut off, or standing on one another."""

from itertools import islice

from worker.observation.experiments.enlargement import LostText
from worker.observation.screen import Box, Screen, TextRun

# Part of a line, of the font's size; tight boxes cut descenders.
CUT = 0.5
# Of the smaller text's area.
OVERLAP = 0.3
MOST_LOST = 10


def lost(before: Screen, after: Screen) -> tuple[LostText, ...]:
    """The texts that were whole before and are not now."""
    whole = {(run.key, run.text) for run in before.texts if not (run.clipped or run.covered or run.turned)}
    reach = {overflow.key: overflow.by for overflow in after.overflows if overflow.kind == "container"}
    found = [
        LostText(run.key, run.text, run.box, by=reach[run.key])
        for run in after.texts
        if (run.key, run.text) in whole and run.clipped and not run.intended_ellipsis
        if reach.get(run.key, 0.0) >= CUT * run.font_size
    ]
    together = _overlapping(before)
    found += [
        LostText(one.key, one.text, one.box, over=other.text)
        for (one, other) in _overlapping(after).values()
        if _pair(one, other) not in together and {(one.key, one.text), (other.key, other.text)} <= whole
    ]
    return tuple(found[:MOST_LOST])


def _overlapping(screen: Screen) -> dict[tuple[str, ...], tuple[TextRun, TextRun]]:
    """Pairs of texts in the page's own flow whose lines stand on one another."""
    lines = sorted(
        (
            (line, run)
            for run in screen.texts
            if not run.layer and not run.covered and run.text.strip()
            for line in run.lines
        ),
        key=lambda one: one[0].y,
    )
    found: dict[tuple[str, ...], tuple[TextRun, TextRun]] = {}
    for number, (line, one) in enumerate(lines):
        for there, other in islice(lines, number + 1, None):
            if there.y >= line.y + line.height:
                break
            if other is not one and _shared(line, there):
                found[_pair(one, other)] = (one, other)
    return found


def _pair(one: TextRun, other: TextRun) -> tuple[str, ...]:
    return tuple(sorted((f"{one.key} {one.text}", f"{other.key} {other.text}")))


def _shared(one: Box, other: Box) -> bool:
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    smaller = min(one.width * one.height, other.width * other.height)
    return width > 0 and height > 0 and smaller > 0 and width * height >= OVERLAP * smaller
