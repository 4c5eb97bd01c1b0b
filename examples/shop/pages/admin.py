"""The staff's own room: what is in stock, what was ordered."""

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from examples.shop.forms import Answers, Field, check
from examples.shop.shop import go, shop_of, visit_of

Handler = Callable[[Request], Awaitable[Response]]

FIELDS = (
    Field("price", "Price in pence", "number", minimum=100, maximum=100_000, max_length=None, wide=False),
    Field("stock", "In stock", "number", minimum=0, maximum=999, max_length=None, wide=False),
    Field("summary", "Summary", "area", max_length=160),
)


def staff_only(handler: Handler) -> Handler:
    @wraps(handler)
    async def guarded(request: Request) -> Response:
        visit = visit_of(request)
        account = shop_of(request).account_of(visit)
        if account and account.staff:
            return await handler(request)
        visit.notice("That room is for our staff. Sign in with a staff account to enter.", "bad")
        return go("/account" if account else "/account/sign-in")

    return guarded


@staff_only
async def show(request: Request) -> Response:
    shop = shop_of(request)
    return shop.page(
        request, "admin.html", products=list(shop.catalogue.products.values()), orders=list(shop.orders.values())[-20:]
    )


@staff_only
async def edit(request: Request) -> Response:
    shop = shop_of(request)
    product = shop.catalogue.products.get(request.path_params["slug"])
    if product is None:
        raise HTTPException(404)
    if request.method == "GET":
        answers = Answers({"price": str(product.price), "stock": str(product.stock), "summary": product.summary})
        return shop.page(request, "admin_product.html", product=product, fields=FIELDS, answers=answers)
    answers = check(FIELDS, await request.form())
    if not answers.fine:
        return shop.page(request, "admin_product.html", product=product, fields=FIELDS, answers=answers)
    shop.catalogue.change(
        product.slug, price=int(answers["price"]), stock=int(answers["stock"]), summary=answers["summary"]
    )
    visit_of(request).notice(f"{product.name} saved.")
    return go("/admin")


routes = [
    Route("/admin", show),
    Route("/admin/products/{slug}", edit, methods=["GET", "POST"]),
]
