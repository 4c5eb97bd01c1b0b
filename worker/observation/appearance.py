"""How a page looked when it was studied: its layout, the words in its pictures, and places that seem broken."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from worker.observation.screen import Box


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A line of text that is part of a picture or drawing: `key` is the picture's, `confidence` of reading 0 to 1."""

    text: str
    box: Box
    confidence: float
    key: str


@dataclass(frozen=True, slots=True)
class Blemish:
    """A place of the picture that looks broken to the network of `worker/pictures`: what kind, and how much, 0 to 1."""

    kind: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things of a kind that stand together."""

    key: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Row:
    """Neighbours of one make (same tag, same classes) in the page's own flow."""

    key: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class StickingOut:
    """A text that reaches by px beyond the drawn box (a card, a button) in which it stands in the page's own flow."""

    key: str
    text: str
    box: Box
    around: str
    around_box: Box
    by: float


@dataclass(frozen=True, slots=True)
class Shortened:
    """A text cut by an ellipsis: about so many of its `whole` letters are left."""

    key: str
    text: str
    box: Box
    letters: int
    whole: int


@dataclass(frozen=True, slots=True)
class PartlyCovered:
    """A line of text whose letters something opaque cuts that does not float above the page."""

    key: str
    text: str
    box: Box
    cover: str
    cover_box: Box


@dataclass(frozen=True, slots=True)
class Collision:
    """Two controls, neither inside the other, that share a part of their places."""

    first: str
    second: str
    first_name: str
    second_name: str
    box: Box
    other_box: Box


@dataclass(frozen=True, slots=True)
class FontlessIcon:
    """An icon whose font is not there: `text` is the name shown in its place, "" for an empty box."""

    key: str
    text: str
    family: str
    box: Box


@dataclass(frozen=True, slots=True)
class CollapsedPicture:
    """A picture that came with so many px and is shown with no height or no width."""

    key: str
    url: str
    box: Box
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stylesheet that the page asks for; `rules` is -1 when they cannot be counted."""

    url: str
    loaded: bool
    rules: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What was measured of the main document."""

    rows: tuple[Row, ...] = ()
    sticking_out: tuple[StickingOut, ...] = ()
    shortened: tuple[Shortened, ...] = ()
    partly_covered: tuple[PartlyCovered, ...] = ()
    collisions: tuple[Collision, ...] = ()
    fontless_icons: tuple[FontlessIcon, ...] = ()
    collapsed: tuple[CollapsedPicture, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a picture of a page."""

    printed: tuple[PrintedText, ...] = ()
    blemishes: tuple[Blemish, ...] = ()


async def nothing_read() -> Reading:
    """For a page that could not be drawn."""
    return Reading()


@dataclass(frozen=True, slots=True)
class Appearance:
    """All of it: `picture` is a PNG of the viewport, None when the page could not be drawn just then.

    `read` looks into the picture; that takes seconds, in which the page may go on.
    """

    layout: Layout | None = None
    picture: bytes | None = None
    read: Callable[[], Awaitable[Reading]] = nothing_read
