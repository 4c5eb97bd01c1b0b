"""Goes through the page by the Tab key, as a person without a mouse does."""

import io
from dataclasses import replace
from typing import Any

from PIL import Image, ImageChops

from worker.observation.focus import FocusStop
from worker.observation.screen import Box
from worker.surfaces.browser import pictures
from worker.surfaces.browser.tab import DocumentLeft, Tab

KEY_SECONDS = 5.0
# A page that gives the focus to nothing so often has nothing for it.
FRUITLESS = 2
# What is drawn elsewhere inside of these cannot be asked.
OPAQUE = frozenset(("iframe", "object", "embed", "video", "audio"))


async def focus(tab: Tab) -> FocusStop | None:
    """What has the focus, None for the page as a whole."""
    await tab.call("eye.setOut()")
    found = (await tab.call("eye.arrive()"))["stop"]
    return _stop(found) if found else None


async def tab_through(tab: Tab, most: int, *, backwards: bool) -> tuple[FocusStop | None, ...]:
    """See `Visitor.tab_through`."""
    stops: list[FocusStop | None] = []
    looks: dict[int, bool] = {}
    await tab.call("eye.setOut()")
    for _ in range(most):
        try:
            await tab.bounded(tab.page.keyboard.press("Shift+Tab" if backwards else "Tab"), KEY_SECONDS)
            found = await tab.call("eye.arrive()")
        except DocumentLeft:
            break  # getting the focus was enough to lead away
        if left := found["left"]:
            looks[left["number"]] = looks.get(left["number"], False) or left["marked"]
        stops.append(_stop(found["stop"]) if found["stop"] else None)
        if stops[-1] is None and (len(stops) >= FRUITLESS or any(stops)):
            break
    return tuple(_looked_at(stop, looks) for stop in stops)


async def focus_shows(tab: Tab, stop: FocusStop) -> bool | None:
    """See `Visitor.focus_shows`."""
    try:
        if not await tab.call("eye.revisit(argument)", stop.number):
            return None
        focused, again = await pictures.capture(tab), await pictures.capture(tab)
        if not _same(focused, again) or not await tab.call("eye.unfocus()"):
            return None
        return not _same(again, await pictures.capture(tab))
    except DocumentLeft:
        return None


def _looked_at(stop: FocusStop | None, looks: dict[int, bool]) -> FocusStop | None:
    if stop is None or stop.marked is not None or stop.tag in OPAQUE:
        return stop
    # What is not drawn itself shows no ring, whatever its styles say; a picture tells whether something else does.
    marked = looks.get(stop.number)
    return replace(stop, marked=False if marked and not stop.seen else marked)


def _stop(found: dict[str, Any]) -> FocusStop:
    return FocusStop(
        number=found["number"],
        key=found["key"],
        role=found["role"],
        name=found["name"],
        tag=found["tag"],
        box=Box(**found["box"]),
        seen=found["seen"],
        in_view=found["in_view"],
        covered_by=found["covered_by"],
        marked=True if found["caret"] else None,
        modal=found["modal"],
        floats=found["fixed"],
        form=found["form"],
        skip=found["skip"],
    )


def _same(one: bytes, other: bytes) -> bool:
    """Whether two pictures show the same, point by point."""
    first, second = (Image.open(io.BytesIO(png)).convert("RGB") for png in (one, other))
    return first.size == second.size and ImageChops.difference(first, second).getbbox() is None
