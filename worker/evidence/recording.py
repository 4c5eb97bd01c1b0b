"""A visitor's pictures as an H.264 video, encoded in a thread of its own as they come.

Pictures come only when something changed; each keeps its true time, so a still page costs nothing. Where the encoder
falls behind, pictures are dropped rather than piled up.
"""

import asyncio
import queue
import threading
from pathlib import Path

from deffatest.run_record import Video
from worker.evidence.video import encode
from worker.surfaces.interface import Frame

_LEAST_MS_BETWEEN = 200
_WAITING_AT_MOST = 12


class Recording:
    """One video in the making; it appears under its name only when whole.

    `started_at_ms` is None before the first picture, `latest` is the last one that came.
    """

    def __init__(self, folder: Path, path: str, visitor: str) -> None:
        self._target = folder / path
        self._path = path
        self._visitor = visitor
        self._frames: queue.Queue[Frame | None] = queue.Queue(_WAITING_AT_MOST)
        self._last_at = -_LEAST_MS_BETWEEN
        self.started_at_ms: int | None = None
        self.latest: Frame | None = None
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
        self.latest = frame
        if frame.at_ms - self._last_at < _LEAST_MS_BETWEEN or self._frames.full():
            return
        self._last_at = frame.at_ms
        self.started_at_ms = frame.at_ms if self.started_at_ms is None else self.started_at_ms
        self._frames.put_nowait(frame)

    async def finish(self) -> Video | None:
        """End the video; None when there never was a picture.

        Raises av.FFmpegError or OSError when it could not be written.
        """
        await asyncio.to_thread(self._frames.put, None)
        await asyncio.to_thread(self._thread.join)
        if self._failure is not None:
            raise self._failure
        return self._result

    def _encode(self) -> None:
        try:
            self._result = encode(self._target, self._path, self._visitor, iter(self._frames.get, None))
        except Exception as failure:  # noqa: BLE001 - handed to whoever finishes the recording
            self._failure = failure
            while self._frames.get() is not None:
                pass
