"""Pictures, sounds and films that stand for the rules' own."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# (PyAV leaves a part of its types open.)

import io
import math
import struct
import wave
from functools import cache

import av
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from PIL import Image, ImageDraw

# Several examples play the part from the eighth to the tenth second.
_SECONDS = 12
_RATE = 8000
_TONE_HZ = 220
_SIDE = 64


@cache
def picture() -> bytes:
    """A PNG of a striped square."""
    drawn = Image.new("RGB", (_SIDE, _SIDE), "grey")
    for at in range(0, _SIDE, 16):
        ImageDraw.Draw(drawn).rectangle((at, 0, at + 7, _SIDE), "white")
    kept = io.BytesIO()
    drawn.save(kept, "PNG")
    return kept.getvalue()


@cache
def sound() -> bytes:
    """A WAV with a tone."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(_RATE)
        written.writeframes(_tone())
    return kept.getvalue()


@cache
def film(*, sounds: bool) -> bytes:
    """An MP4 of a grey square, with a tone or without any sound track."""
    kept = io.BytesIO()
    with av.open(kept, "w", format="mp4") as container:
        seen = container.add_stream("libx264", rate=1)
        assert isinstance(seen, VideoStream)
        seen.width = seen.height = _SIDE
        seen.pix_fmt = "yuv420p"
        heard = container.add_stream("aac", rate=_RATE) if sounds else None
        for _ in range(_SECONDS):
            container.mux(seen.encode(av.VideoFrame.from_image(Image.new("RGB", (_SIDE, _SIDE), "grey"))))
        container.mux(seen.encode(None))
        if isinstance(heard, AudioStream):
            frame = av.AudioFrame(format="s16", layout="mono", samples=_RATE * _SECONDS)
            frame.planes[0].update(_tone())
            frame.sample_rate = _RATE
            container.mux(heard.encode(frame))
            container.mux(heard.encode(None))
    return kept.getvalue()


@cache
def _tone() -> bytes:
    """One channel of 16-bit samples."""
    heights = (int(8000 * math.sin(2 * math.pi * _TONE_HZ * at / _RATE)) for at in range(_RATE * _SECONDS))
    return b"".join(struct.pack("<h", height) for height in heights)
