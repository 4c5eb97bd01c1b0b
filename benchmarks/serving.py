"""Serves a folder the way a careful host of static sites does: compressed, cached, no listings, with safe headers.

What a plain `http.server` lacks (headers against framing, compression, caching) would be found on every site and say
nothing about the site.
"""

import gzip
import hashlib
import mimetypes
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

HEADERS = {
    "Content-Security-Policy": "default-src * data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; "
    "base-uri 'self'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cache-Control": "public, max-age=600",
}
_TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")
_NOT_FOUND = (
    b'<!doctype html><html lang="en"><title>Page not found</title><meta name="viewport" content="width=device-width">'
    b'<main><h1>Page not found</h1><p>There is nothing here. <a href="/">Go to the start page</a></p></main></html>'
)
_NOT_TAKEN = _NOT_FOUND.replace(b"Page not found", b"Nothing can be sent here").replace(b"There is nothing here. ", b"")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")


@contextmanager
def served(folder: Path, headers: dict[str, str] = HEADERS, everything: str = "") -> Generator[str]:
    """The folder on a free port of this machine, until the block ends; gives its address, with a slash at the end.

    `everything` is the file that answers where there is none, as single-page apps want it ("index.html").
    """

    class OfThisFolder(_StaticFiles):
        root = folder.resolve()
        always = headers
        otherwise = everything

    server = ThreadingHTTPServer(("127.0.0.1", 0), OfThisFolder)
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


class _StaticFiles(BaseHTTPRequestHandler):
    root: Path
    always: dict[str, str]
    otherwise: str
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_POST(self) -> None:
        """A host of static files takes nothing."""
        self.close_connection = True
        self._send(405, "text/html; charset=utf-8", _NOT_TAKEN, with_body=True)

    do_PUT = do_PATCH = do_DELETE = do_POST

    def _answer(self, *, with_body: bool) -> None:
        path = urlsplit(self.path).path
        wanted = (self.root / unquote(path).lstrip("/")).resolve()
        if not wanted.is_relative_to(self.root):
            return self._send(404, "text/html; charset=utf-8", _NOT_FOUND, with_body=with_body)
        if wanted.is_dir() and not path.endswith("/"):
            return self._send(301, "text/html; charset=utf-8", b"", with_body=with_body, location=path + "/")
        file = wanted / "index.html" if wanted.is_dir() else wanted
        # Many hosts of static sites answer /about with about.html.
        if not file.is_file() and not file.suffix:
            file = file.with_suffix(".html")
        if not file.is_file() and self.otherwise and file.suffix in ("", ".html"):
            file = self.root / self.otherwise
        if not file.is_file() or any(part.startswith(".") for part in file.relative_to(self.root).parts):
            return self._send(404, "text/html; charset=utf-8", _NOT_FOUND, with_body=with_body)
        return self._send(200, _kind(file), file.read_bytes(), with_body=with_body)

    def _send(self, status: int, kind: str, body: bytes, *, with_body: bool, location: str = "") -> None:
        tag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        packed = kind.startswith(_TEXTS) and len(body) > 400 and "gzip" in self.headers.get("Accept-Encoding", "")
        if packed:
            body = _packed(body)
        self.send_response_only(status)
        self.send_header("Date", self.date_time_string())
        for name, value in self.always.items():
            self.send_header(name, value)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@cache
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def _kind(file: Path) -> str:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
