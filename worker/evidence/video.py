"""Writes pictures as an H.264 video that plays in every browser while it still loads."""

import io
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from deffatest.run_record import Video
from worker.surfaces.interface import Frame

_LARGEST_SIDE = 960
_TIME_BASE = Fraction(1, 1000)
_LAST_PICTURE_MS = 500


def encode(target: Path, path: str, visitor: str, frames: Iterable[Frame]) -> Video | None:
    """Write pictures as one MP4 of the first one's size, each at its true time; None when there are none."""
    pictures = iter(frames)
    first = next(pictures, None)
    if first is None:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".partial")
    size = _even_size(first)
    last = first
    with av.open(str(unfinished), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = _h264(container)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = _TIME_BASE
        stream.codec_context.thread_count = 1
        stream.time_base = _TIME_BASE
        picture = _fitted(first, size)
        _put(container, stream, picture, 0)
        written = 0
        for frame in pictures:
            last = frame
            picture = _fitted(frame, size)
            written = max(written + 1, frame.at_ms - first.at_ms)
            _put(container, stream, picture, written)
        # The last picture stays for a moment, or players would never show it.
        _put(container, stream, picture, written + _LAST_PICTURE_MS)
        container.mux(stream.encode(None))  # pyright: ignore[reportUnknownMemberType]
    unfinished.replace(target)
    return Video(
        path=path,
        visitor=visitor,
        started_at_ms=first.at_ms,
        duration_ms=max(last.at_ms - first.at_ms, written) + _LAST_PICTURE_MS,
    )


def _h264(container: OutputContainer) -> VideoStream:
    options = {"crf": "30", "preset": "ultrafast", "tune": "stillimage,zerolatency"}
    return container.add_stream("libx264", rate=10, options=options)  # pyright: ignore[reportUnknownMemberType]


def _put(container: OutputContainer, stream: VideoStream, picture: Image.Image, at_ms: int) -> None:
    frame = cast(VideoFrame, VideoFrame.from_image(picture))  # pyright: ignore[reportUnknownMemberType]
    frame.pts = at_ms
    frame.time_base = _TIME_BASE
    container.mux(stream.encode(frame))  # pyright: ignore[reportUnknownMemberType]


def _even_size(frame: Frame) -> tuple[int, int]:
    with Image.open(io.BytesIO(frame.jpeg)) as picture:
        width, height = picture.size
    shrink = min(1.0, _LARGEST_SIDE / max(width, height))
    return max(2, int(width * shrink) // 2 * 2), max(2, int(height * shrink) // 2 * 2)


def _fitted(frame: Frame, size: tuple[int, int]) -> Image.Image:
    """The picture within the video's size, on a plain ground where its shape differs (a phone in a desktop's video)."""
    with Image.open(io.BytesIO(frame.jpeg)) as opened:
        picture = opened.convert("RGB")
    if picture.size == size:
        return picture
    picture.thumbnail(size, Image.Resampling.BILINEAR)
    ground = Image.new("RGB", size, (38, 42, 48))
    ground.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    return ground
