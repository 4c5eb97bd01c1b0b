"""Zooms a page as people with low vision do, to 200 and to 400 per cent, and looks what is lost on the way.

A zoomed window is a window with fewer CSS px: at 400 per cent, 1280 x 1024 px are 320 x 256 (WCAG 2.2, 1.4.10).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from worker.explorer.experiments.lost_texts import lost
from worker.explorer.experiments.planning import Plan, Proposal, Scene
from worker.explorer.graph import Deed
from worker.explorer.state import build_of
from worker.explorer.walk import Request, Walk
from worker.explorer.windows import DESKTOP, PHONE
from worker.observation.experiments.enlargement import LostText, Zoomed
from worker.observation.screen import Box, Overflow, Screen, Viewport
from worker.surfaces.actions import Action, ActionKind

PLAN = Plan("zoomed_page", share=0.7, most=5, seconds=1.0)

ZOOMS = {200: Viewport(640, 512), 400: Viewport(320, 256)}
FEWEST_WORDS = 10
# A pixel or two come from rounding and borders; this much can be seen.
WIDER_BY = 8
# What is used or understood in two dimensions may scroll both ways (WCAG 2.2, 1.4.10): tables,
# pictures, code, formulas.
_TWO_DIMENSIONS = frozenset(
    (
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "pre", "code", "math"),
        *("img", "picture", "video", "canvas", "iframe", "object", "embed", "svg", "figure"),
    )
)
_TWO_DIMENSIONAL_ROLES = frozenset(("table", "grid", "treegrid", "toolbar", "img", "figure", "application", "math"))
# Of the window's height.
_TOO_TALL = 0.5


@dataclass(frozen=True, slots=True)
class ZoomPage:
    """What zooming does to a page; the items are the zooms in per cent, `way` leads from a clean start to it."""

    way: tuple[Deed, ...]
    items: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """What is done, in one line."""
        return tuple(f"Zoom the page to {percent} %" for percent in sorted(self.items))

    def with_items(self, items: frozenset[str]) -> Request:
        """With these zooms only."""
        return replace(self, items=items)

    async def perform(self, walk: Walk) -> None:
        """Look at the page, and at each zoom again."""
        await walk.go(self.way)
        before = walk.screen
        if before is None:
            return
        with walk.aside(), walk.provoking():
            for percent, window in ZOOMS.items():
                if str(percent) in self.items:
                    after = (await walk.perform(_window(window))).screen
                    if after.url != before.url:
                        return
                    await walk.conclude(self.with_items(frozenset((str(percent),))), zoomed(percent, before, after))
            await walk.perform(_window(DESKTOP))


def propose(scene: Scene) -> Iterator[Proposal]:
    """Every make of page with text."""
    if scene.new_state and len(scene.screen.text.split()) >= FEWEST_WORDS:
        yield Proposal(ZoomPage(scene.way, frozenset(map(str, ZOOMS))), build_of(scene.screen))


def zoomed(percent: int, before: Screen, after: Screen) -> Zoomed:
    """What a zoom took away. A page that scrolls sideways, or hardly at all, is judged at the width for which WCAG asks
    it.
    """
    smallest = after.viewport.width == min(window.width for window in ZOOMS.values())
    layer, share = _tallest_layer(after) if smallest else (None, 0.0)
    return Zoomed(percent, str(after.viewport), lost(before, after), _wide(after) if smallest else None, layer, share)


def _wide(screen: Screen) -> LostText | None:
    """What makes the page scroll sideways though it could be laid out in one column."""
    if screen.page_width <= screen.viewport.width + WIDER_BY:
        return None
    wide = [one for one in screen.overflows if one.kind == "page" and one.by > WIDER_BY]
    exempt = [one.box for one in wide if _needs_two_dimensions(one)]
    told = [one for one in wide if one.text and not any(_holds(box, one.box) for box in exempt)]
    # What is as wide on a phone is told of phones already.
    told = [one for one in told if one.box.x + one.box.width <= PHONE.width + WIDER_BY]
    widest = max(told, key=lambda one: one.by, default=None)
    return widest and LostText(widest.key, widest.text, widest.box, by=widest.by)


def _needs_two_dimensions(overflow: Overflow) -> bool:
    role, _, rest = overflow.key.partition("|")
    tag = rest.split("|")[1] if rest.count("|") else ""
    return tag in _TWO_DIMENSIONS or role in _TWO_DIMENSIONAL_ROLES or role in _TWO_DIMENSIONS


def _holds(outer: Box, inner: Box) -> bool:
    across = outer.x - 1 <= inner.x and inner.x + inner.width <= outer.x + outer.width + 1
    return across and outer.y - 1 <= inner.y and inner.y + inner.height <= outer.y + outer.height + 1


def _tallest_layer(screen: Screen) -> tuple[LostText | None, float]:
    """The layer whose words take more than half of the window while there is a page to scroll under it."""
    if screen.page_height < 2 * screen.viewport.height:
        return None, 0.0
    extents: dict[str, tuple[float, float]] = {}
    for run in screen.texts:
        if run.layer and not run.covered:
            top, bottom = run.box.y - screen.scroll_y, run.box.y + run.box.height - screen.scroll_y
            known = extents.get(run.layer, (top, bottom))
            extents[run.layer] = (min(known[0], top), max(known[1], bottom))
    for key, (top, bottom) in extents.items():
        share = (min(bottom, screen.viewport.height) - max(top, 0.0)) / screen.viewport.height
        if share > _TOO_TALL and not key.startswith(("dialog", "alertdialog")):
            words = " ".join(run.text for run in screen.texts if run.layer == key)
            box = Box(0, screen.scroll_y + max(top, 0.0), screen.viewport.width, share * screen.viewport.height)
            return LostText(key, words[:120], box), share
    return None, 0.0


def _window(size: Viewport) -> Action:
    return Action(ActionKind.RESIZE, value=str(size))
