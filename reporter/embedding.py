"""Pictures and clips inside the page itself, small enough that the page stays light."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from PIL import Image, ImageOps

PICTURES_BYTES = 4_000_000
"""What all pictures together may take before base64, which adds a third."""

CLIPS_BYTES = 1_400_000
"""What all clips together may take before base64."""

LARGEST_PICTURE_BYTES = 120_000
"""A picture above this is made smaller even when there is room: nobody sees the difference on the page."""

_LARGEST_AREA = 40_000_000  # px; as pixels in memory that is 120 MB
_TALLEST = 2_400
_THUMBNAIL = (264, 164)
_STEPS = ((1_280, 78), (1_100, 68), (900, 58), (700, 48), (480, 40))
"""Widths in px and WebP qualities, tried in this order until a picture fits."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A picture as a data address, with the size (px) it has on the page, and a small one of its top."""

    address: Markup
    width: int
    height: int
    thumbnail: Markup


class PictureBudget:
    """Embeds pictures until their bytes are spent; shared fairly among as many as are expected."""

    def __init__(self, expected: int, total_bytes: int = PICTURES_BYTES) -> None:
        """`expected` is how many pictures will be asked for."""
        self._left = total_bytes
        self._each = min(LARGEST_PICTURE_BYTES, total_bytes // max(1, expected))

    def embed(self, path: Path) -> Embedded | None:
        """The picture made smaller, or None when nothing is left to spend or it would take too much memory.

        Raises OSError or PIL.Image.DecompressionBombError when the file is no picture that can be read.
        """
        if self._left <= 0:
            return None
        with Image.open(path) as picture:
            if picture.width * picture.height > _LARGEST_AREA:
                return None
            picture.load()
            flat = picture.convert("RGB")
        smaller, content = self._fitted(flat)
        thumbnail = _webp(ImageOps.fit(smaller, _THUMBNAIL, centering=(0.5, 0.0)), quality=60)
        if len(content) + len(thumbnail) > self._left:
            return None
        self._left -= len(content) + len(thumbnail)
        return Embedded(_data_address("image/webp", content), *smaller.size, _data_address("image/webp", thumbnail))

    def _fitted(self, picture: Image.Image) -> tuple[Image.Image, bytes]:
        """The largest of the steps that fits one picture's share, or else the smallest step.

        A step that cannot fit, judging by the one before, is not tried: writing WebP is what takes the time.
        """
        smaller, content, expected = picture, b"", 0.0
        for step, (width, quality) in enumerate(_STEPS):
            size = min(width, picture.width) ** 2 * quality
            if step and step < len(_STEPS) - 1 and expected * size > self._each:
                continue
            smaller = picture.copy()
            smaller.thumbnail((width, _TALLEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
            content = _webp(smaller, quality)
            if len(content) <= self._each:
                break
            expected = len(content) / size
        return smaller, content


class ClipBudget:
    """Embeds clips until their bytes are spent: the worst bugs come first, so their clips are the ones inside."""

    def __init__(self, total_bytes: int = CLIPS_BYTES) -> None:
        """`total_bytes` is for all clips together, before base64."""
        self._left = total_bytes

    def embed(self, path: Path) -> Markup | None:
        """The clip as a data address, or None when it is too large for what is left."""
        size = path.stat().st_size
        if size > self._left:
            return None
        self._left -= size
        return _data_address("video/mp4", path.read_bytes())


def _webp(picture: Image.Image, quality: int) -> bytes:
    content = io.BytesIO()
    picture.save(content, "WEBP", quality=quality, method=2)
    return content.getvalue()


def _data_address(content_type: str, content: bytes) -> Markup:
    return Markup(f"data:{content_type};base64,{base64.b64encode(content).decode('ascii')}")
