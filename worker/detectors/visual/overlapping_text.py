"""Finds text that lies over other text, so that neither can be read."""

from collections import Counter
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import element_pattern, kinds_on, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Box, Screen, TextRun

META = Meta(
    id="overlapping_text",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Text lying over other text",
    why="A fixed height, a negative margin or absolute positioning puts two texts in one place.",
    fix="Let the boxes grow with their content and take the texts out of each other's way at this width.",
    tags=("wcag-1.4.10", "wcag-1.4.12"),
    references=("https://www.w3.org/WAI/WCAG22/Understanding/text-spacing.html",),
)

# The box of a line is taller than its letters: the middle part of it is where ink is, for common fonts.
INK_TOP = 0.28
INK_BOTTOM = 0.78
# Ink has to meet by this share of the smaller text's height and by this width to be hard to read. px.
MEET_HEIGHT = 0.3
MEET_WIDTH = 8
# Where several neighbours in a row meet, less is no kerning either: by this, and this share of the font's size. px.
SLIM_WIDTH = 5
SLIM_SHARE = 0.3
# Below this size nobody reads anyway: texts for screen readers, watermarks.
SMALLEST_FONT = 6
# What ends above this stands off the page, where nobody can scroll: links to skip to the content, until they have the
# focus.
OFF_PAGE = 2
# Bugs a page; a broken stylesheet makes hundreds.
MOST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each element whose ink meets another's; a heading that lies over three texts is one bug."""
    screen = observation.screen
    found = 0
    told: set[str] = set()
    for upper, lower, box in _collisions(screen):
        first, second = sorted((element_pattern(upper.key), element_pattern(lower.key)))
        subject = kinds_on(screen.url, screen.viewport.width, first, second)
        if not told.isdisjoint((first, second, subject)):
            continue
        told |= {first, second, subject}
        found += 1
        yield finding(
            META,
            observation,
            subject=subject,
            title=f"“{shown(upper.text, 22)}” lies over “{shown(lower.text, 22)}” on {place(screen.url, 25)}",
            description=f"The texts “{shown(upper.text, 60)}” and “{shown(lower.text, 60)}” lie over each other by "
            f"{box.width:.0f} x "
            f"{box.height:.0f} px at {screen.viewport.width} px width. Expected: each can be read.",
            boxes=(upper.box, lower.box),
            element=first,
            details={"texts": [upper.text[:100], lower.text[:100]], "viewport": str(screen.viewport)},
        )
        if found == MOST:
            return


def places(screen: Screen) -> list[Box]:
    """Where letters meet others."""
    return [box for _, _, box in _collisions(screen)]


def _is_readable(run: TextRun) -> bool:
    on_page = run.box.x + run.box.width > 0 and run.box.y + run.box.height > OFF_PAGE
    drawn = bool(run.lines) and run.text.strip() != "" and run.font_size >= SMALLEST_FONT
    return drawn and on_page and not run.covered and not run.turned


def _collisions(screen: Screen) -> Iterator[tuple[TextRun, TextRun, Box]]:
    """Pairs in one layer whose ink meets, found by going down the page."""
    runs = [run for run in screen.texts if _is_readable(run)]
    ink = sorted(((_ink(line), run) for run in runs for line in run.lines), key=lambda pair: pair[0].y)
    slim: list[tuple[TextRun, TextRun, Box]] = []
    for at, (one, run) in enumerate(ink):
        for other, second in ink[at + 1 :]:
            if other.y >= one.y + one.height:
                break
            if second is run or (second.frame, second.layer) != (run.frame, run.layer) or second.text == run.text:
                continue  # a text drawn twice in one place is a shadow or an outline
            meeting = _meeting(one, other)
            if meeting is None:
                continue
            if meeting.width >= min(MEET_WIDTH, 0.5 * min(one.width, other.width)):
                yield run, second, meeting
            elif meeting.width >= max(SLIM_WIDTH, SLIM_SHARE * min(run.font_size, second.font_size)):
                slim.append((run, second, meeting))
    yield from _in_a_row(slim)


def _in_a_row(slim: list[tuple[TextRun, TextRun, Box]]) -> Iterator[tuple[TextRun, TextRun, Box]]:
    """Of slim meetings those at the same height of the page as another."""
    heights = Counter(round(box.y) for _, _, box in slim)
    return (one for one in slim if heights[round(one[2].y)] > 1)


def _ink(line: Box) -> Box:
    return Box(line.x, line.y + INK_TOP * line.height, line.width, (INK_BOTTOM - INK_TOP) * line.height)


def _meeting(one: Box, other: Box) -> Box | None:
    left, right = max(one.x, other.x), min(one.x + one.width, other.x + other.width)
    top, bottom = max(one.y, other.y), min(one.y + one.height, other.y + other.height)
    if right > left and bottom - top >= MEET_HEIGHT * min(one.height, other.height):
        return Box(left, top, right - left, bottom - top)
    return None
