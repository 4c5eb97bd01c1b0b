"""Pictures of the page: screenshots with the problem outlined, and small ones to tell whether anything moved."""

import base64
import io
from typing import Any

from PIL import Image, ImageChops

from worker.observation.screen import Box
from worker.surfaces.browser.tab import DocumentLeft, PageRefused, Tab

PICTURE_SECONDS = 8.0
# A full page is cut here; longer pictures are no longer looked at, and Chromium's own limit is near. px.
TALLEST = 10_000
# Fewer differing points than this are a blinking caret or a rounded corner.
NOTICEABLE_POINTS = 12
NOTICEABLE_LEVELS = 24
HALO = 10


async def screenshot(tab: Tab, outlined: tuple[Box, ...], *, full_page: bool) -> bytes:
    """A PNG; what was scrolled and drawn for it is undone."""
    boxes = [{"x": box.x, "y": box.y, "width": box.width, "height": box.height} for box in outlined]
    try:
        order = {"boxes": boxes, "show": not full_page}
        stood = await tab.call("eye.outline(argument.boxes, argument.show)", order)
        try:
            return await capture(tab, full_page=full_page)
        finally:
            await tab.call("eye.clearOutline(argument)", stood)
    except DocumentLeft:
        return await capture(tab, full_page=full_page)


async def capture(tab: Tab, *, full_page: bool = False) -> bytes:
    """A PNG of what is in view, or of the whole page, as it is."""
    order: dict[str, Any] = {"format": "png", "optimizeForSpeed": True}
    if full_page:
        size = (await tab.devtools("Page.getLayoutMetrics"))["cssContentSize"]
        order["captureBeyondViewport"] = True
        order["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], TALLEST), "scale": 1}
    return base64.b64decode((await tab.devtools("Page.captureScreenshot", order, seconds=PICTURE_SECONDS))["data"])


async def glance(tab: Tab) -> bytes | None:
    """A quick JPEG of what is in view; None when the page cannot be drawn just now."""
    try:
        answer = await tab.devtools(
            "Page.captureScreenshot",
            {"format": "jpeg", "quality": 40, "optimizeForSpeed": True},
            seconds=PICTURE_SECONDS,
        )
    except (DocumentLeft, PageRefused):
        return None
    return base64.b64decode(answer["data"])


def differ(before: bytes, after: bytes, unsteady: list[Box]) -> bool:
    """Whether two glances show something different outside the unsteady places, which are in viewport px."""
    one, other = _small(before), _small(after)
    if one.size != other.size:
        return True
    changed = ImageChops.difference(one, other)
    scale = one.width / Image.open(io.BytesIO(before)).width
    for box in unsteady:
        left, top = round((box.x - HALO) * scale), round((box.y - HALO) * scale)
        right, bottom = round((box.x + box.width + HALO) * scale), round((box.y + box.height + HALO) * scale)
        left, top, right, bottom = max(0, left), max(0, top), min(one.width, right), min(one.height, bottom)
        if left < right and top < bottom:
            changed.paste(0, (left, top, right, bottom))
    return sum(changed.histogram()[NOTICEABLE_LEVELS:]) >= NOTICEABLE_POINTS


def _small(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.draft("L", (picture.width // 4, picture.height // 4))
    return picture.convert("L")
