"""Pages that no shop should have open; they exist only while their bugs are on."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from examples.shop.shop import shop_of

# The password is made up and opens nothing.
ENVIRONMENT_FILE = """APP_NAME=larkfield
APP_ENV=production
APP_DEBUG=true
DB_HOST=db.larkfield.internal
DB_USERNAME=larkfield
DB_PASSWORD=nightjar-orchard-7
MAIL_FROM=hello@larkfield.example
"""
DEBUG_SETTINGS = {
    "DEBUG": "True",
    "ALLOWED_HOSTS": "['*']",
    "DATABASE_URL": "postgres://larkfield:********@db.larkfield.internal/shop",
    "SESSION_ENGINE": "memory",
    "PYTHONPATH": "/srv/larkfield",
}


async def environment_file(request: Request) -> Response:
    if not shop_of(request).bug("environment-file-open"):
        raise HTTPException(404)
    return PlainTextResponse(ENVIRONMENT_FILE)


async def debug(request: Request) -> Response:
    shop = shop_of(request)
    if not shop.bug("debug-page-linked"):
        raise HTTPException(404)
    return shop.page(request, "debug.html", settings=DEBUG_SETTINGS, visits=len(shop.orders))


routes = [
    Route("/.env", environment_file),
    Route("/debug", debug),
]
