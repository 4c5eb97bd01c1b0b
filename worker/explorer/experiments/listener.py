"""Waits for what a server asks for by itself, because a value told it to.

It listens on this machine alone, so it is of use for sites on this machine. Elsewhere a server cannot reach it: there a
public address that leads here would be needed, and nothing is tried.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_LONGEST_LINE = 4096
_EMPTY_PAGE = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_SECONDS = 1.0


@dataclass(slots=True)
class Listener:
    """Answers everything with an empty page, and remembers the paths that it was asked for."""

    port: int = 0
    _asked: list[str] = field(default_factory=list[str])
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def address(self, token: str) -> str:
        """What to ask for so that it is known who asked."""
        return f"http://127.0.0.1:{self.port}/{token}"

    async def heard(self, token: str) -> bool:
        """Whether the token was asked for, now or within a moment."""
        try:
            async with asyncio.timeout(_SECONDS):
                while not any(token in line for line in self._asked):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            async with asyncio.timeout(_SECONDS):
                line = await reader.readline()
                self._asked.append(line[:_LONGEST_LINE].decode("latin-1"))
                self._news.set()
                writer.write(_EMPTY_PAGE)
                await writer.drain()
        except (OSError, TimeoutError, ValueError):
            return  # whoever asked hung up: that it asked is known
        finally:
            writer.close()


@asynccontextmanager
async def listening() -> AsyncGenerator[Listener]:
    """A listener on a free port of this machine."""
    listener = Listener()
    server = await asyncio.start_server(listener.answer, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
