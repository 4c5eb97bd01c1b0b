"""The shop as a web application."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from examples.shop.headers import WITHOUT_VISIT, AnswerHeaders, SameOriginPosts, VisitCookie
from examples.shop.pages import (
    account,
    admin,
    assets,
    cart,
    checkout,
    exposed,
    letters,
    lists,
    product,
    reading,
    workshops,
)
from examples.shop.shop import Shop, shop_of

ROOMS = (lists, product, cart, checkout, account, admin, letters, reading, workshops, assets, exposed)


def create_app(bugs: frozenset[str] = frozenset()) -> Starlette:
    """A shop of its own, with the seeded bugs of these ids switched on. Raises `UnknownBug` for an id that is none."""
    shop = Shop(bugs)
    app = Starlette(
        routes=[route for room in ROOMS for route in room.routes],
        exception_handlers={404: not_found},
        middleware=[
            Middleware(AnswerHeaders, bug=shop.bug),
            Middleware(SameOriginPosts),
            Middleware(GZipMiddleware),
            Middleware(VisitCookie, visits=shop.visits, bug=shop.bug),
        ],
    )
    app.state.shop = shop
    return app


async def not_found(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith(WITHOUT_VISIT):
        return PlainTextResponse("Not found.", 404)
    return shop_of(request).page(request, "not_found.html", status=404)
