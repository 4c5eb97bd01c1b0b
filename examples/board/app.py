"""The board as a web application: one page for every place, a JSON interface, and scripts that are templates."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from examples.board import accounts, tasks
from examples.board.board import Board, board_of
from examples.board.bugs import BUGS
from examples.board.store import Visit
from examples.seeding import Switches

_SITE = Path(__file__).parent / "site"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_COOKIE = "plot"
_INLINE = "; script-src 'self' 'unsafe-inline'"
# Each activity that was read stays in memory, and the next one goes through all of them.
_SLOWER_SECONDS = 0.035
_HEADERS = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "x-frame-options": "DENY",
}


def create_app(bugs: frozenset[str] = frozenset()) -> Starlette:
    """A board of its own, with the seeded bugs of these ids switched on. Raises `UnknownBug` for an id that is none."""
    bug = Switches(BUGS, bugs)
    environment = Environment(
        loader=FileSystemLoader(_SITE), undefined=StrictUndefined, trim_blocks=True, autoescape=False
    )
    files = {path.name: environment.get_template(path.name).render(bug=bug) for path in _SITE.iterdir()}

    async def file(request: Request) -> Response:
        return _answer(request, files[request.url.path.strip("/")], Path(request.url.path).suffix)

    async def page(request: Request) -> Response:
        return _answer(request, files["index.html"], ".html")

    async def unknown(request: Request, _: Exception) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": "There is nothing at this address."}, 404)
        return Response("Not found.", 404, media_type="text/plain")

    app = Starlette(
        routes=[
            *tasks.routes,
            *accounts.routes,
            Route("/api/activity", _activity),
            *(Route(f"/{name}", file) for name in files if name != "index.html"),
            *(Route(path, page) for path in ("/", "/tasks", "/tasks/new", "/tasks/{number:int}")),
            *(Route(path, page) for path in ("/tasks/{number:int}/edit", "/notes", "/activity", "/about")),
            *(Route(path, page) for path in ("/sign-in", "/register")),
        ],
        exception_handlers={404: unknown},
    )
    app.add_middleware(GZipMiddleware)
    app.add_middleware(BaseHTTPMiddleware, dispatch=_with_visit)
    app.state.board = Board(bug)
    return app


async def _with_visit(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Every browser has a board of its own."""
    store = board_of(request).store
    known = request.cookies.get(_COOKIE, "")
    key, visit = store.visit(known)
    request.state.visit = visit
    response = await go_on(request)
    response.headers.update(_HEADERS)
    if board_of(request).bug("policy-allows-inline"):
        response.headers["content-security-policy"] = _HEADERS["content-security-policy"] + _INLINE
    if request.url.path.startswith("/api/"):
        response.headers["cache-control"] = "no-store"
    if key != known:
        response.set_cookie(_COOKIE, key, httponly=True, samesite="strict", path="/")
    return response


async def _activity(request: Request) -> Response:
    board, visit = board_of(request), cast(Visit, request.state.visit)
    if board.bug("activity-slower-every-time"):
        board.store.activity_asked += 1
        await asyncio.sleep(min(3.0, _SLOWER_SECONDS * board.store.activity_asked))
    done = [f"{task.person} finished “{task.title}”" for task in visit.tasks.values() if task.done]
    return JSONResponse({"lines": done[:20]})


def _answer(request: Request, text: str, suffix: str) -> Response:
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(text, media_type=_TYPES[suffix], headers=headers)
