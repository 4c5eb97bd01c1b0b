"""A picture of the moment in which something was first seen, for what no replay has shown since."""

import io
from dataclasses import dataclass
from typing import Self

from PIL import Image, ImageDraw

from worker.observation.screen import Box, Screen

_OUTLINE = (229, 50, 45)


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A picture (JPEG or PNG) of a viewport `width` px wide and scrolled to `scroll_y`; `boxes` are to be outlined."""

    picture: bytes
    width: int = 0
    scroll_y: float = 0.0
    boxes: tuple[Box, ...] = ()

    @classmethod
    def of(cls, picture: bytes, screen: Screen, boxes: tuple[Box, ...]) -> Self:
        """The recorded picture of a screen."""
        return cls(picture, screen.viewport.width, screen.scroll_y, boxes)

    def png(self) -> bytes:
        """The picture with the boxes drawn."""
        with Image.open(io.BytesIO(self.picture)) as opened:
            picture = opened.convert("RGB")
        scale = picture.width / (self.width or picture.width)
        drawing = ImageDraw.Draw(picture)
        for box in self.boxes:
            left, top = box.x * scale - 3, (box.y - self.scroll_y) * scale - 3
            right, bottom = left + box.width * scale + 6, top + box.height * scale + 6
            drawing.rectangle((left, top, max(left, right), max(top, bottom)), outline=_OUTLINE, width=3)
        written = io.BytesIO()
        picture.save(written, "PNG", compress_level=1)
        return written.getvalue()
