"""Finds pictures shown far larger than they are, so that they are blurred or blocky."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, element_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Picture

META = Meta(
    id="blurred_image",
    category=Category.VISUAL,
    severity=Severity.LOW,
    title="Picture shown larger than it is",
    why="A thumbnail is used where a large picture is shown.",
    fix="Offer the picture in the size in which it is shown (srcset and sizes), or show it smaller.",
    references=("https://developer.chrome.com/docs/lighthouse/best-practices/image-size-responsive",),
)

# At twice its size anybody sees it; up to there it depends on the picture.
BLURRED = 2.0
# Smaller ones are icons or pixels that are stretched on purpose, and previews that wait for the real picture. px.
SMALLEST_NATURAL = 40
SMALLEST_SHOWN = 160
_PREVIEW = re.compile(r"placeholder|blur|lqip|preview|pixel|sprite|transparent|spacer|pattern|gradient", re.IGNORECASE)
# Drawings have no size of their own; an address that does not tell what it is may be one.
_RASTER = re.compile(r"\.(jpe?g|png|gif|webp|avif|bmp)$", re.IGNORECASE)
MOST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each blurred picture."""
    screen = observation.screen
    blurred = [picture for picture in screen.pictures if _scale(picture) >= BLURRED]
    for picture in blurred[:MOST]:
        what = f"“{shown(picture.alternative, 25)}”" if picture.alternative else place(picture.url, 25)
        yield finding(
            META,
            observation,
            subject=address_pattern(picture.url, screen.url),
            title=f"The picture {what} is blurred on {place(screen.url, 25)}",
            description=f"It is {picture.natural_width} x {picture.natural_height} px and shown at "
            f"{picture.box.width:.0f} x {picture.box.height:.0f} px, {_scale(picture):.1f} times as large. "
            "Expected: a picture with as many pixels as it takes on the screen.",
            boxes=(picture.box,),
            element=element_pattern(picture.key),
            details={"address": picture.url, "times": round(_scale(picture), 1)},
        )


def _scale(picture: Picture) -> float:
    """How many times larger than it is the picture is drawn; 0 where that does not matter."""
    box, wide, high = picture.box, picture.natural_width, picture.natural_height
    address = picture.url.partition("?")[0]
    if not picture.complete or min(wide, high) < SMALLEST_NATURAL or min(box.width, box.height) < SMALLEST_SHOWN:
        return 0.0
    if not _RASTER.search(address) or _PREVIEW.search(address) or picture.fit in ("none", ""):
        return 0.0
    across, down = box.width / wide, box.height / high
    return max(across, down) if picture.fit == "cover" else min(across, down)
