"""Lays the text spacing of WCAG 1.4.12 over a page, as people who read with difficulty do, and looks what is lost.

Only what could be read before and cannot now is noted: texts that are cut off, and texts that stand on one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.walk import Request, Walk
from worker.observation.experiments.enlargement import LostText, WiderSpacing
from worker.observation.screen import Box, Screen, TextRun
from worker.surfaces.surroundings import Surroundings

PLAN = Plan("text_spacing", share=0.7, most=4)

# WCAG 2.2, success criterion 1.4.12: of the font's size.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
SETTLING_SECONDS = 0.2
# Part of a line, of the font's size; tight boxes cut descenders.
CUT = 0.5
# Of the smaller text's area.
OVERLAP = 0.3
FEWEST_WORDS = 10
MOST_LOST = 10


@dataclass(frozen=True, slots=True)
class SpaceText:
    """What wider spacing does to a page; `way` leads from a clean start to it."""

    way: tuple[Deed, ...]

    @property
    def items(self) -> frozenset[str]:
        """The page is one whole."""
        return frozenset(("spacing",))

    @property
    def words(self) -> tuple[str, ...]:
        """What is done, in one line."""
        return ("Set line height 1.5, letter spacing 0.12 em and word spacing 0.16 em on all text (WCAG 1.4.12)",)

    def with_items(self, items: frozenset[str]) -> Request:
        """The page has no parts."""
        del items
        return replace(self)

    async def perform(self, walk: Walk) -> None:
        """Look before and after; then live as before again."""
        await walk.go(self.way)
        before = walk.screen
        if before is None:
            return
        await walk.visitor.live_in(Surroundings(style=SPACING))
        try:
            with walk.provoking():
                await walk.linger(SETTLING_SECONDS)
            after = walk.screen
            if after is not None and after.url == before.url:
                await walk.conclude(self, WiderSpacing(str(after.viewport), lost(before, after)))
        finally:
            await walk.visitor.live_in(Surroundings())


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every make of page with text."""
    if scene.new_state and len(scene.screen.text.split()) >= FEWEST_WORDS:
        yield Proposal(SpaceText(scene.way), scene.screen.structure)


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
