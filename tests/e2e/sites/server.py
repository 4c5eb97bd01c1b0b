"""Serves a dictionary of pages on a free loopback port and remembers what it was asked."""

import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in; `path` has no query, names of headers are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Page:
    """An answer."""

    body: str | bytes = ""
    status: int = 200
    type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


Answer = str | Page | Callable[[Asked], Page]


class Site:
    """A running site; "*" answers for every path that has no page of its own, else 404."""

    def __init__(
        self, pages: Mapping[str, Answer], tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.pages = dict(pages)
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body are written one after the other; the second would wait for the first to be acknowledged.
            disable_nagle_algorithm = True
            # What is left of a visit that ended must not hold up the end of the test.
            timeout = 20

            def do_GET(self) -> None:
                length = int(self.headers.get("content-length", 0))
                parts = urlsplit(self.path)
                body = self.rfile.read(length).decode("utf-8", "replace")
                asked = Asked(
                    self.command,
                    parts.path,
                    parts.query,
                    {name.lower(): value for name, value in self.headers.items()},
                    body,
                )
                site.asked.append(asked)
                page = site.answer(asked)
                content = page.body.encode() if isinstance(page.body, str) else page.body
                self.send_response(page.status)
                headers = {"content-type": page.type, "content-length": str(len(content)), **page.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_POST = do_GET
            do_HEAD = do_GET
            do_PUT = do_GET

            def log_message(self, format: str, *args: object) -> None:
                """The test tells what it needs."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Browsers hang up in the middle of answers all the time."""

        self._server = Server((host, port), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        self.port = self._server.server_port
        self.url = f"{scheme}://{host}:{self.port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def answer(self, asked: Asked) -> Page:
        """The page for a request."""
        found = self.pages.get(asked.path, self.pages.get("*"))
        if found is None:
            return Page("<!doctype html><title>Not found</title><h1>Not found</h1>", status=404)
        if isinstance(found, str):
            return Page(found)
        return found if isinstance(found, Page) else found(asked)

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
