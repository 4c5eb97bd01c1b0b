"""Serves the examples with what they ask for.

The rules' own pictures, sounds and films are not kept here: what is asked for under their names is made when it is
first asked for, of the same kind and long enough for what the rules say about it.
"""

import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from benchmarks.act.examples import Example, assets
from benchmarks.act.media import film, picture, sound

_ASSETS = "/test-assets/"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".vtt": "text/vtt",
    ".xml": "application/xml",
    ".xhtml": "application/xhtml+xml",
}
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".jfif", ".gif", ""))
_SOUNDS = frozenset((".mp3", ".wav", ".ogg"))
_FILMS = frozenset((".mp4", ".webm"))
_MISSING = frozenset(("does-not-exist.png", "missing.png"))


@contextmanager
def serving(examples: Iterable[Example]) -> Generator[str]:
    """The address, without a slash at its end, below which each example stands at its path."""
    pages = {example.path: example for example in examples}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            found = _answer(pages, path)
            kind, body = found or ("text/html; charset=utf-8", b"<!DOCTYPE html><title>Not found</title>Not found")
            self.send_response(200 if found else 404)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """The result tells what it needs."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Browsers hang up in the middle of answers all the time."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(pages: dict[str, Example], path: str) -> tuple[str, bytes] | None:
    if path in pages:
        return _TYPES[f".{pages[path].language}"], pages[path].page.encode()
    if not path.startswith(_ASSETS):
        return None
    asset = path.removeprefix(_ASSETS).removesuffix("/")
    kept = assets()
    for name in (asset, f"{asset}/index.html"):
        if name in kept:
            return _TYPES[PurePosixPath(name).suffix], kept[name].encode()
    return _made(PurePosixPath(asset))


def _made(asset: PurePosixPath) -> tuple[str, bytes] | None:
    if asset.name in _MISSING:
        return None
    if asset.suffix in _FILMS:
        return "video/mp4", film(sounds="silent" not in asset.stem)
    if asset.suffix in _SOUNDS:
        return "audio/wav", sound()
    return ("image/png", picture()) if asset.suffix in _PICTURES else None
