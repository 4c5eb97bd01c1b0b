"""A second of sound and a second of film, made when they are needed."""

import io
import math
from collections.abc import Iterable
from typing import Any, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

_RATE = 44_100
_PICTURES = 10
_SIZE = (128, 96)
# Half as loud as can be, the tone that orchestras tune to.
_LOUDNESS, _HERTZ = 16_000, 440
_SOUNDS = {".mp3": ("mp3", "mp3", "s16p"), ".wav": ("wav", "pcm_s16le", "s16"), ".ogg": ("ogg", "libopus", "s16")}
_FILMS = {".mp4": ("mp4", "libx264"), ".webm": ("webm", "libvpx")}

SOUNDS = frozenset(_SOUNDS)
FILMS = frozenset(_FILMS)


def sound(ending: str) -> bytes:
    """A tone, as files of this ending hold it."""
    container_format, codec, layout = _SOUNDS[ending]
    rate = 48_000 if codec == "libopus" else _RATE
    wave = np.array([[int(_LOUDNESS * math.sin(math.tau * _HERTZ * at / rate)) for at in range(rate)]], np.int16)
    kept = io.BytesIO()
    with av.open(kept, "w", format=container_format) as container:
        stream = cast(AudioStream, cast(Any, container).add_stream(codec, rate=rate, layout="mono"))
        frame = AudioFrame.from_ndarray(wave, format=layout, layout="mono")
        frame.sample_rate = rate
        _put(container, stream, [frame])
    return kept.getvalue()


def film(ending: str) -> bytes:
    """A square that grows lighter, as files of this ending hold it."""
    container_format, codec = _FILMS[ending]
    kept = io.BytesIO()
    with av.open(kept, "w", format=container_format) as container:
        _put(container, _pictures(container, codec), map(_square, range(_PICTURES)))
    return kept.getvalue()


def _square(number: int) -> VideoFrame:
    width, height = _SIZE
    return VideoFrame.from_ndarray(np.full((height, width, 3), (70, 120, 100 + 10 * number), np.uint8), format="rgb24")


def _put(
    container: OutputContainer, stream: AudioStream | VideoStream, frames: Iterable[AudioFrame | VideoFrame]
) -> None:
    """All of them, and what the encoder still holds."""
    # PyAV's stubs leave open what packets are of.
    encode, mux = cast(Any, stream).encode, cast(Any, container).mux
    for frame in (*frames, None):
        mux(encode(frame))


def _pictures(container: OutputContainer, codec: str) -> VideoStream:
    stream = cast(VideoStream, cast(Any, container).add_stream(codec, rate=_PICTURES))
    stream.width, stream.height = _SIZE
    stream.pix_fmt = "yuv420p"
    stream.codec_context.thread_count = 1
    return stream
