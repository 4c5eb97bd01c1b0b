"""The reading process as the worker sees it: started when needed, asked one thing at a time, ended when idle."""

import asyncio
import contextlib
import hashlib
import io
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process

import structlog
from PIL import Image
from pydantic import TypeAdapter

from worker.observation.appearance import PrintedText
from worker.observation.screen import Box
from worker.pictures.protocol import Answer, Place, Question, Refusal

_log = structlog.get_logger(__name__)
_SAID: TypeAdapter[Answer | Refusal] = TypeAdapter(Answer | Refusal)

# Longer than the slowest picture takes on a busy machine; the page is left unread then.
READ_SECONDS = 20.0
# Memory is worth more than the start of a process: pages of a new make come in bursts. Seconds.
IDLE_SECONDS = 5.0
LEAVE_SECONDS = 5.0
# New pictures whose words are read, on one page and in one run.
PLACES_A_PAGE = 3
PLACES_A_RUN = 40
# Of a run's time, what looking for blemishes and reading words may take after the first seconds of each: exploring is
# worth more.
LOOKING_SHARE, LOOKING_SECONDS = 0.03, 2.0
READING_SHARE, READING_SECONDS = 0.05, 4.0


class PictureReader:
    """Reads pictures for all visitors of a run. What was read once is remembered by its points."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._known: dict[str, tuple[PrintedText, ...]] = {}
        self._began = time.monotonic()
        self._looking = 0.0
        self._reading = 0.0

    async def read(self, png: bytes, places: tuple[Place, ...]) -> Answer:
        """Blemishes of the picture, while there is time for that, and words at its places; nothing when it cannot be
        read, which is logged.
        """
        prints = _prints(png, places) if places else {}
        known = [place for place in places if prints[place.key] in self._known]
        room = min(PLACES_A_PAGE, PLACES_A_RUN - len(self._known))
        asked = time.monotonic()
        reads = self._reading <= READING_SECONDS + READING_SHARE * (asked - self._began)
        new = tuple(place for place in places if place not in known)[: max(0, room)] if reads else ()
        looks = self._looking <= LOOKING_SECONDS + LOOKING_SHARE * (asked - self._began)
        found = Answer()
        if new or looks:
            found = await self._ask(Question(size=len(png), places=new, blemishes=looks), png)
        if new:
            self._reading += time.monotonic() - asked
        elif looks:
            self._looking += time.monotonic() - asked
        for place in new:
            lines = tuple(line for line in found.printed if line.key == place.key)
            self._known[prints[place.key]] = tuple(_moved(line, -place.box.x, -place.box.y, "") for line in lines)
        again = (
            _moved(line, place.box.x, place.box.y, place.key)
            for place in known
            for line in self._known[prints[place.key]]
        )
        return found.model_copy(update={"printed": (*found.printed, *again)})

    async def close(self) -> None:
        """End the process, if it runs."""
        async with self._turn:
            await self._end()
        if self._leaving is not None:
            await self._leaving

    async def _ask(self, question: Question, png: bytes) -> Answer:
        async with self._turn:
            if self._idle is not None:
                self._idle.cancel()
            try:
                async with asyncio.timeout(READ_SECONDS):
                    said = await self._exchange(question, png)
            except (TimeoutError, OSError, ValueError) as error:
                _log.warning("picture_not_read", error=f"{type(error).__name__}: {error}")
                await self._end()
                return Answer()
            except BaseException:
                # Whoever asked has gone; the answer under way must not be taken for the next one's.
                await self._end()
                raise
            self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._rest)
        if isinstance(said, Refusal):
            _log.warning("picture_not_read", error=said.error)
            return Answer()
        return said

    async def _exchange(self, question: Question, png: bytes) -> Answer | Refusal:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "worker.pictures"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                limit=2**20,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(question.model_dump_json().encode() + b"\n" + png)
        await process.stdin.drain()
        return _SAID.validate_json(await process.stdout.readline())

    def _rest(self) -> None:
        """Nothing was asked for a while: the end of its input ends the process."""
        if not self._turn.locked() and self._process is not None:
            self._leaving, self._process = asyncio.create_task(_leave(self._process)), None

    async def _end(self) -> None:
        process, self._process = self._process, None
        if self._idle is not None:
            self._idle.cancel()
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _leave(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        async with asyncio.timeout(LEAVE_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _prints(png: bytes, places: tuple[Place, ...]) -> dict[str, str]:
    """What tells the same picture again, for each place: its points."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    found: dict[str, str] = {}
    for place in places:
        box = place.box
        part = picture.crop((int(box.x), int(box.y), round(box.x + box.width), round(box.y + box.height)))
        found[place.key] = hashlib.sha256(repr(part.size).encode() + part.tobytes()).hexdigest()
    return found


def _moved(line: PrintedText, x: float, y: float, key: str) -> PrintedText:
    box = Box(line.box.x + x, line.box.y + y, line.box.width, line.box.height)
    return PrintedText(line.text, box, line.confidence, key)
