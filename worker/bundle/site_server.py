"""A static file server on loopback for the site of a bundle, as an ordinary host would serve it.

It answers from a list of files made at its start, so that no path, however it is spelled, leads to anything else. Only
the run's own way out leads to it, under the bundle's name (see `host_of`).
"""

import gzip
import re
import threading
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, unquote, urlsplit

from deffatest.web_files import content_type, ending

INDEX = "index.html"
NOT_FOUND_PAGE = "404.html"
# No bug of the app's: whole, readable and accessible.
PLAIN_NOT_FOUND = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not found</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Not found</h1><p>There is no such page.</p></main></body></html>"""
WORTH_PACKING_BYTES = 1024
PACKED_FILES = 64  # packed answers that are kept
# What a host is expected to send, chosen so that it changes nothing for the app.
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Permissions-Policy": "browsing-topics=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
PACKABLE = ("text/", "application/json", "application/manifest+json", "application/xml", "image/svg+xml")


def host_of(file_name: str) -> str:
    """The host that a bundle is shown under: its name below `localhost`, which browsers trust as they trust https."""
    stem = re.sub(r"[^a-z0-9]+", "-", file_name.lower().removesuffix(".zip")).strip("-")[:50].strip("-")
    return f"{stem or 'bundle'}.localhost"


class Site:
    """The files of a site by path, and which of them answers a request."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            unicodedata.normalize("NFC", path.relative_to(folder).as_posix()): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }
        pages = {path for path in self._files if ending(path) in ("html", "htm")} - {NOT_FOUND_PAGE}
        # One page for all addresses: then the app itself decides by the address what to show.
        self._single_page = pages == {INDEX}

    def find(self, path: str, *, wants_page: bool) -> tuple[HTTPStatus, str, Path | None]:
        """Status, and for 200 and 404 the file's name and place; for a redirect the new path."""
        name = unicodedata.normalize("NFC", path.lstrip("/"))
        candidates = [f"{name}{INDEX}"] if name == "" or name.endswith("/") else [name, f"{name}.html"]
        for candidate in candidates:
            if candidate in self._files:
                return HTTPStatus.OK, candidate, self._files[candidate]
        if f"{name}/{INDEX}" in self._files:
            return HTTPStatus.MOVED_PERMANENTLY, f"/{name}/", None
        if self._single_page and wants_page and ending(name) in ("", "html", "htm"):
            return HTTPStatus.OK, INDEX, self._files[INDEX]
        return HTTPStatus.NOT_FOUND, NOT_FOUND_PAGE, self._files.get(NOT_FOUND_PAGE)


class SiteServer:
    """Serves a folder on a free loopback port while the context lasts; in threads, apart from the explorer."""

    def __init__(self, folder: Path) -> None:
        site = Site(folder)

        class Handler(_Handler):
            """Of this site."""

        Handler.site = site
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="site", daemon=True)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return "127.0.0.1", self._server.server_address[1]

    def __enter__(self) -> "SiteServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    site: ClassVar[Site]
    protocol_version = "HTTP/1.1"
    timeout = 60
    server_version = "bundle"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def __getattr__(self, name: str) -> object:
        if name.startswith("do_"):
            return self._refuse
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:
        """What is asked for is in the run's own record."""

    def _refuse(self) -> None:
        # A body that was sent along is not read, so the connection cannot go on.
        self.close_connection = True
        self._send(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD", "Connection": "close"}, b"", with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        asked = urlsplit(self.path)
        path = unquote(asked.path, errors="replace")
        wants_page = "text/html" in self.headers.get("Accept", "")
        status, name, file = self.site.find(path, wants_page=wants_page)
        if status == HTTPStatus.MOVED_PERMANENTLY:
            query = f"?{asked.query}" if asked.query else ""
            self._send(status, {"Location": quote(name) + query}, b"", with_body=with_body)
            return
        if file is None:
            missing = {"Content-Type": "text/html; charset=utf-8"}
            self._send(status, missing, PLAIN_NOT_FOUND, with_body=with_body)
            return
        kind = content_type(name)
        headers = {"Content-Type": kind}
        if kind.startswith(PACKABLE) and file.stat().st_size >= WORTH_PACKING_BYTES:
            headers["Vary"] = "Accept-Encoding"
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                headers["Content-Encoding"] = "gzip"
                self._send(status, headers, _packed(file), with_body=with_body)
                return
        self._send(status, headers, file.read_bytes(), with_body=with_body)

    def _send(self, status: HTTPStatus, headers: Mapping[str, str], body: bytes, *, with_body: bool) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, **headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)


@lru_cache(PACKED_FILES)
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 6)
