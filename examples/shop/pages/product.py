"""A product's page, and what its buttons ask for."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from examples.shop.catalogue import Product
from examples.shop.pictures import VIEWS
from examples.shop.shop import shop_of, visit_of
from examples.shop.shoppers import MOST_OF_EACH

SHOPS = ("York", "Leeds", "Whitby", "Hebden Bridge")
CLOCK_TRACEBACK = """Traceback (most recent call last):
  File "/srv/larkfield/shop/views.py", line 88, in product
    return render(request, "product.html", describe(item))
  File "/srv/larkfield/shop/describe.py", line 41, in describe
    battery = item.attributes["battery"]["type"]
KeyError: 'battery'"""


async def show(request: Request) -> Response:
    shop, product = shop_of(request), wanted_product(request)
    if product.slug == "walnut-clock" and shop.bug("clock-page-shows-traceback"):
        return HTMLResponse(shop.templates.get_template("traceback.html").render(traceback=CLOCK_TRACEBACK), 500)
    return shop.page(
        request,
        "product.html",
        product=product,
        related=shop.catalogue.related(product),
        views=VIEWS,
        most=MOST_OF_EACH,
    )


async def reviews(request: Request) -> Response:
    product = wanted_product(request)
    return JSONResponse(
        [{"author": r.author, "stars": r.stars, "text": r.text, "when": r.when} for r in product.reviews[2:]]
    )


async def stock(request: Request) -> Response:
    if shop_of(request).bug("stock-answer-breaks-off"):
        return BrokenOffResponse()
    product = wanted_product(request)
    return JSONResponse([{"shop": name, "left": (product.stock * (place + 3)) % 7} for place, name in enumerate(SHOPS)])


async def save(request: Request) -> Response:
    product, saved = wanted_product(request), visit_of(request).saved
    saved.symmetric_difference_update({product.slug})
    return JSONResponse({"saved": product.slug in saved})


class BrokenOffResponse(Response):
    """An answer that promises more bytes than it sends, as a server does that dies in the middle of one."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"512")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'[{"shop": "York", "le', "more_body": True})


def wanted_product(request: Request) -> Product:
    product = shop_of(request).catalogue.products.get(request.path_params["slug"])
    if product is None:
        raise HTTPException(404)
    return product


routes = [
    Route("/product/{slug}", show),
    Route("/api/reviews/{slug}", reviews),
    Route("/api/stock/{slug}", stock),
    Route("/api/save/{slug}", save, methods=["POST"]),
]
