"""Finds pictures that came, and are shown with no height or no width, so that nobody sees them."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, element_pattern, place
from worker.observation.observation import Observation

META = Meta(
    id="collapsed_picture",
    category=Category.VISUAL,
    severity=Severity.MEDIUM,
    title="Picture without height or width",
    why="Its height or width is a share of something that has none itself, or set to nothing.",
    fix="Give the picture a size of its own (width and height attributes with height: auto).",
    references=("https://developer.mozilla.org/docs/Web/CSS/percentage",),
)

MOST = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each picture."""
    if observation.layout is None:
        return
    for picture in observation.layout.collapsed[:MOST]:
        yield finding(
            META,
            observation,
            subject=address_pattern(picture.url, observation.screen.url),
            title=f"The picture {place(picture.url, 25)} on {place(observation.screen.url, 25)} has no size",
            description=f"It came with {picture.width} x {picture.height} px and is shown at {picture.box.width:.0f} x "
            f"{picture.box.height:.0f} px, so nobody sees it. Expected: it is shown.",
            boxes=(picture.box,),
            element=element_pattern(picture.key),
            details={"address": picture.url},
        )
