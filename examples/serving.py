"""Starts an example from the command line: `python -m examples.<name> --port 0 --bugs all`."""

import argparse
import asyncio
import contextlib
import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from examples.seeding import BugList, UnknownBug


class AnnouncingServer(uvicorn.Server):
    """Says where it is once it accepts connections."""

    def __init__(self, config: uvicorn.Config, name: str) -> None:
        super().__init__(config)
        self._name = name

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for server in self.servers:
            host, port = server.sockets[0].getsockname()[:2]
            print(f"{self._name}: http://{host}:{port}", flush=True)


def serve(name: str, description: str, create_app: Callable[[frozenset[str]], Starlette], bugs: BugList) -> None:
    """Serve an example with the bugs that the command line asks for, until interrupted."""
    parser = argparse.ArgumentParser(prog=f"python -m examples.{name}", description=description)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0, as by default, takes a free one")
    parser.add_argument("--bugs", default="none", metavar="all|none|ID,ID,…", help="(default: %(default)s)")
    asked = parser.parse_args()
    try:
        app = create_app(bugs.choose(asked.bugs))
    except UnknownBug as error:
        raise SystemExit(f"{name}: {error}") from error
    config = uvicorn.Config(
        app,
        host=asked.host,
        port=asked.port,
        log_level="error",
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(AnnouncingServer(config, name).serve())
