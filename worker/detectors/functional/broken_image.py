"""Finds pictures that did not load: the reader sees a torn icon or a hole where something should be shown."""

from collections.abc import Iterator

from worker.detectors.addresses import is_tracker
from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.subjects import address_pattern, element_pattern, place, shown
from worker.detectors.traffic import content_type
from worker.observation.observation import Observation
from worker.observation.runtime import Exchange
from worker.observation.screen import Picture
from worker.observation.sites import same_site

META = Meta(
    id="broken_image",
    category=Category.FUNCTIONAL,
    severity=Severity.MEDIUM,
    title="Picture that does not load",
    why="The picture's address is wrong, the file is missing, or what comes is no picture.",
    fix="Put the file where the page asks for it or correct the address, and check that the server sends it as an "
    "image.",
    tags=("wcag-1.1.1",),
    references=("https://html.spec.whatwg.org/multipage/images.html#images-processing-model",),
)

# Counting pixels are 1 by 1 and nobody sees them.
_PIXEL = 2


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding for each picture's address that gave no picture."""
    for picture in observation.screen.pictures:
        exchange = next((one for one in reversed(observation.exchanges) if one.url == picture.url), None)
        if not _is_broken(picture) or _is_noise(picture, exchange, observation):
            continue
        what = f"\u201c{shown(picture.alternative, 30)}\u201d" if picture.alternative else place(picture.url, 30)
        yield finding(
            META,
            observation,
            subject=address_pattern(picture.url, observation.screen.url),
            title=f"The picture {what} does not load on {place(observation.screen.url, 30)}",
            description=f"{picture.url} is shown as a broken picture. Expected: the picture.",
            cause=_reason(exchange),
            boxes=(picture.box,),
            element=element_pattern(picture.key),
            certain=same_site(picture.url, observation.screen.url)
            or (exchange is not None and exchange.status is not None),
            details={"address": picture.url, "status": exchange.status if exchange else None},
        )


def _is_broken(picture: Picture) -> bool:
    pixel = 0 < max(picture.box.width, picture.box.height) <= _PIXEL
    return (
        picture.complete
        and picture.natural_width == 0
        and picture.url.startswith(("http://", "https://"))
        and not pixel
    )


def _is_noise(picture: Picture, exchange: Exchange | None, observation: Observation) -> bool:
    if is_tracker(picture.url) and not same_site(picture.url, observation.screen.url):
        return True
    if exchange is None:
        return False
    fine_drawing = (
        exchange.status == 200 and content_type(exchange) == "image/svg+xml"
    )  # a drawing may have no size of its own
    return exchange.aborted_by_us or exchange.failure == "net::ERR_ABORTED" or fine_drawing


def _reason(exchange: Exchange | None) -> str:
    if exchange is None:
        return META.why
    if exchange.status is None:
        return f"The request for the picture gets no answer ({exchange.failure})."
    if exchange.status >= 400:
        return f"The server answers the request for the picture with status {exchange.status}."
    kind = content_type(exchange)
    return (
        f"The server sends {kind or 'something without a type'} instead of a picture."
        if not kind.startswith("image/")
        else "The file is damaged."
    )
