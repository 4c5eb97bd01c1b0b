"""Starts the shop: `python -m examples.shop --port 0 --bugs all`."""

import argparse
import asyncio
import contextlib
import socket

import uvicorn

from examples.shop.app import create_app
from examples.shop.bugs import UnknownBug, choose


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.shop", description="A small web shop with seeded bugs.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0, as by default, takes a free one")
    parser.add_argument("--bugs", default="none", metavar="all|none|ID,ID,…", help="(default: %(default)s)")
    return parser.parse_args()


class AnnouncingServer(uvicorn.Server):
    """Says where it is once it accepts connections."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for server in self.servers:
            host, port = server.sockets[0].getsockname()[:2]
            print(f"shop: http://{host}:{port}", flush=True)


def main() -> None:
    asked = arguments()
    try:
        app = create_app(choose(asked.bugs))
    except UnknownBug as error:
        raise SystemExit(f"shop: {error}") from error
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
        asyncio.run(AnnouncingServer(config).serve())


if __name__ == "__main__":
    main()
