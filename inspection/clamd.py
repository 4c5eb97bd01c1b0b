"""The scan for malware: a file is sent to ClamAV's daemon as it lies here (clamd(8), command INSTREAM)."""

import asyncio
import struct
from dataclasses import dataclass
from pathlib import Path

from deffatest.errors import DeffatestError

PIECE_BYTES = 128 * 1024
CONNECT_SECONDS = 10.0
LONGEST_ANSWER = 64 * 1024


class ScanUnavailable(DeffatestError):
    """The daemon does not answer, or cannot scan now; the file waits."""


@dataclass(frozen=True)
class Finding:
    """What was found; `by_limits` when it is not known malware but could not be scanned to its end."""

    name: str

    @property
    def by_limits(self) -> bool:
        """Whether the file goes beyond what the daemon unpacks (its option AlertExceedsMax)."""
        return self.name.startswith("Heuristics.Limits.Exceeded")


async def scan(address: str, path: Path, seconds: float) -> Finding | None:
    """What the daemon at `host:port`, or at a socket's path, finds in the file; None when nothing.

    Raises ScanUnavailable when it does not answer whole, whatever the reason: no answer is no all-clear.
    """
    try:
        async with asyncio.timeout(seconds):
            answer = await _ask(address, path)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise ScanUnavailable(f"ClamAV at {address} gave no answer: {error or type(error).__name__}.") from error
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return None
    if said.endswith(" FOUND"):
        return Finding(said.removesuffix(" FOUND"))
    raise ScanUnavailable(
        f"ClamAV at {address} could not scan the file: {answer!r}. Its StreamMaxLength must fit the largest upload."
    )


async def _ask(address: str, path: Path) -> str:
    async with asyncio.timeout(CONNECT_SECONDS):
        reader, writer = await _connect(address)
    try:
        # With z, command and answer end with a zero. Then pieces, each behind its length, and an empty one.
        writer.write(b"zINSTREAM\0")
        sending = asyncio.create_task(_send(writer, path))
        try:
            # It answers before it has all when it has had enough.
            answer = await reader.readuntil(b"\0")
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
    finally:
        writer.close()


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if "/" in address:
        return await asyncio.open_unix_connection(address.removeprefix("unix:"), limit=LONGEST_ANSWER)
    host, _, port = address.rpartition(":")
    return await asyncio.open_connection(host.strip("[]"), int(port), limit=LONGEST_ANSWER)


async def _send(writer: asyncio.StreamWriter, path: Path) -> None:
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            writer.write(struct.pack(">L", len(piece)) + piece)
            await writer.drain()
    writer.write(struct.pack(">L", 0))
    await writer.drain()
