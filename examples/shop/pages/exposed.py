"""What no shop should have open; it exists only while its bug is on."""

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


async def environment_file(request: Request) -> Response:
    if not shop_of(request).bug("environment-file-open"):
        raise HTTPException(404)
    return PlainTextResponse(ENVIRONMENT_FILE)


routes = [
    Route("/.env", environment_file),
]
