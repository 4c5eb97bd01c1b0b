"""A screenshot with a band under it that says which page it shows and when it was taken."""

import io

from PIL import Image, ImageDraw, ImageFont

_BAND_PX = 34
_GROUND = (24, 28, 34)
_WORDS = (235, 238, 242)
_QUIET = (160, 168, 178)


def captioned(png: bytes, page: str, moment: str) -> tuple[bytes, int, int]:
    """The picture with its band as PNG, and its new width and height in px."""
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    framed = Image.new("RGB", (picture.width, picture.height + _BAND_PX), _GROUND)
    framed.paste(picture, (0, 0))
    drawing = ImageDraw.Draw(framed)
    font = ImageFont.load_default(15)
    middle = picture.height + _BAND_PX // 2
    moment_width = drawing.textlength(moment, font)
    drawing.text((picture.width - 12, middle), moment, _QUIET, font, anchor="rm")
    drawing.text(
        (12, middle), _shortened(drawing, page, picture.width - moment_width - 40, font), _WORDS, font, anchor="lm"
    )
    written = io.BytesIO()
    framed.save(written, "PNG", compress_level=4)
    return written.getvalue(), framed.width, framed.height


def _shortened(
    drawing: ImageDraw.ImageDraw, text: str, width: float, font: ImageFont.ImageFont | ImageFont.FreeTypeFont
) -> str:
    shown = "".join(letter if letter.isprintable() and ord(letter) < 0x250 else "?" for letter in text)
    while len(shown) > 1 and drawing.textlength(shown, font) > width:
        shown = f"{shown[: len(shown) * 9 // 10 - 1]}…"
    return shown
