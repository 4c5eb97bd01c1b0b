"""A visitor's pictures as an H.264 video, encoded in a thread of its own as they come.

Pictures come only when something changed; each keeps its true time, so a still page costs nothing. Where the encoder falls behind, pictures are dropped
rather than piled up.
"""

import asyncio
import io
import queue
import threading
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import av.error
import av.video
from PIL import Image

from deffatest.run_record import Video
from worker.surfaces.interface import Frame

_LEAST_MS_BETWEEN = 200
_WAITING_AT_MOST = 12
_LARGEST_SIDE = 960
_TIME_BASE = Fraction(1, 1000)


class Recording:
    """One video in the making; it appears under its name only when whole. `started_at_ms` is None before the first picture."""

    def __init__(self, folder: Path, path: str, visitor: str) -> None:
        self._target = folder / path
        self._path = path
        self._visitor = visitor
        self._frames: queue.Queue[Frame | None] = queue.Queue(_WAITING_AT_MOST)
        self._last_at = -_LEAST_MS_BETWEEN
        self.started_at_ms: int | None = None
        self._result: Video | None = None
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._encode, name=f"recording of {visitor}", daemon=True)
        self._thread.start()

    @property
    def path(self) -> str:
        """Where the video will be, relative to the run folder."""
        return self._path

    def add(self, frame: Frame) -> None:
        """Take a picture; it is dropped when it comes too soon after the last one or too many wait."""
        if frame.at_ms - self._last_at < _LEAST_MS_BETWEEN or self._frames.full():
            return
        self._last_at = frame.at_ms
        self.started_at_ms = frame.at_ms if self.started_at_ms is None else self.started_at_ms
        self._frames.put_nowait(frame)

    async def finish(self) -> Video | None:
        """End the video; None when there never was a picture. Raises av.FFmpegError or OSError when it could not be written."""
        await asyncio.to_thread(self._frames.put, None)
        await asyncio.to_thread(self._thread.join)
        if self._failure is not None:
            raise self._failure
        return self._result

    def _encode(self) -> None:
        try:
            self._result = encode(self._target, self._path, self._visitor, iter(self._frames.get, None))
        except Exception as failure:  # handed to whoever finishes the recording
            self._failure = failure
            while self._frames.get() is not None:
                pass


def encode(target: Path, path: str, visitor: str, frames: Iterable[Frame]) -> Video | None:
    """Write pictures as one MP4: even sizes of the first picture, true times, index in front so that it plays while it loads."""
    pictures = iter(frames)
    first = next(pictures, None)
    if first is None:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".partial")
    size = _even_size(first)
    last = first
    with av.open(str(unfinished), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = cast(
            av.video.VideoStream, container.add_stream("libx264", rate=10, options={"crf": "30", "preset": "ultrafast", "tune": "stillimage"})
        )
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
        _put(container, stream, picture, written + 500)
        container.mux(stream.encode(None))
    unfinished.replace(target)
    return Video(path=path, visitor=visitor, started_at_ms=first.at_ms, duration_ms=max(last.at_ms - first.at_ms, written) + 500)


def _put(container: av.container.OutputContainer, stream: av.video.VideoStream, picture: Image.Image, at_ms: int) -> None:
    frame = av.VideoFrame.from_image(picture)
    frame.pts = at_ms
    frame.time_base = _TIME_BASE
    container.mux(stream.encode(frame))


def _even_size(frame: Frame) -> tuple[int, int]:
    with Image.open(io.BytesIO(frame.jpeg)) as picture:
        width, height = picture.size
    shrink = min(1.0, _LARGEST_SIDE / max(width, height))
    return max(2, int(width * shrink) // 2 * 2), max(2, int(height * shrink) // 2 * 2)


def _fitted(frame: Frame, size: tuple[int, int]) -> Image.Image:
    """The picture within the video's size, on a plain ground where its shape differs (a phone's screen in a desktop's video)."""
    with Image.open(io.BytesIO(frame.jpeg)) as opened:
        picture = opened.convert("RGB")
    if picture.size == size:
        return picture
    picture.thumbnail(size, Image.Resampling.BILINEAR)
    ground = Image.new("RGB", size, (38, 42, 48))
    ground.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    return ground
