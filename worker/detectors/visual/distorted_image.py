"""Finds pictures that are stretched or squeezed: faces get wide, circles get oval."""

from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, element_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Picture

META = Meta(
    id="distorted_image",
    category=Category.VISUAL,
    severity=Severity.LOW,
    title="Picture with the wrong proportions",
    why="Width and height are both set, in other proportions than the picture has.",
    fix="Set one of them and leave the other to height: auto, or use object-fit: cover or contain.",
    references=("https://developer.chrome.com/docs/lighthouse/best-practices/image-aspect-ratio",),
)

# Under a tenth nobody notices.
TOLERANCE = 0.10
# So many px of a small icon nobody misses.
SEEN = 6
# Lines, bullets and spacers may be stretched on purpose; a picture is larger.
SMALLEST_SIDE = 24
MOST = 3


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each distorted picture."""
    distorted = [picture for picture in observation.screen.pictures if _is_distorted(picture)]
    for picture in distorted[:MOST]:
        what = f"“{shown(picture.alternative, 25)}”" if picture.alternative else place(picture.url, 25)
        wide, natural = picture.box.width / picture.box.height, picture.natural_width / picture.natural_height
        yield finding(
            META,
            observation,
            subject=address_pattern(picture.url, observation.screen.url),
            title=f"The picture {what} is {'stretched' if wide > natural else 'squeezed'} on "
            f"{place(observation.screen.url, 25)}",
            description=f"It is {picture.natural_width} x {picture.natural_height} px and shown as "
            f"{picture.box.width:.0f} x "
            f"{picture.box.height:.0f} px. Expected: the same proportions.",
            boxes=(picture.box,),
            element=element_pattern(picture.key),
            details={"address": picture.url},
        )


def _is_distorted(picture: Picture) -> bool:
    box = picture.box
    if picture.fit != "fill" or not picture.complete or min(box.width, box.height) < SMALLEST_SIDE:
        return False
    # A drawing without a size of its own reports 300 x 150 or its viewport and fits any box.
    if min(picture.natural_width, picture.natural_height) < SMALLEST_SIDE or picture.url.partition("?")[0].endswith(
        ".svg"
    ):
        return False
    if picture.url.startswith("data:image/svg"):
        return False
    shown_ratio, own_ratio = box.width / box.height, picture.natural_width / picture.natural_height
    stretched_by = min(abs(box.width - box.height * own_ratio), abs(box.height - box.width / own_ratio))
    return abs(shown_ratio / own_ratio - 1) > TOLERANCE and stretched_by >= SEEN
