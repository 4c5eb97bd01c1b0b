"""One running board: its data, and the bugs that are on in it."""

from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from examples.board.store import Store, Visit
from examples.seeding import Switches


@dataclass
class Board:
    """What all handlers share."""

    bug: Switches
    store: Store = field(default_factory=Store)


def board_of(request: Request) -> Board:
    return cast(Board, request.app.state.board)


def visit_of(request: Request) -> Visit:
    return cast(Visit, request.state.visit)


def refusal(message: str, fields: dict[str, str] | None = None, status: int = 422) -> Response:
    """What was wrong, and with which field."""
    return JSONResponse({"error": message, "fields": fields or {}}, status)


async def fields_of(request: Request) -> dict[str, object]:
    """The JSON object that was sent, empty when it was none."""
    try:
        sent: object = await request.json()
    except ValueError:
        return {}
    return cast(dict[str, object], sent) if isinstance(sent, dict) else {}
