"""The cart, and what delivery would cost."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from examples.shop.catalogue import Product, money
from examples.shop.forms import Field, check, read, text
from examples.shop.shop import Shop, go, shop_of, visit_of
from examples.shop.shoppers import MOST_OF_EACH, Visit

POSTAGE = 495
FREE_FROM = 7500

QUANTITY = Field("quantity", "Quantity", "number", minimum=1, maximum=MOST_OF_EACH, max_length=None)
POSTCODE = Field(
    "postcode",
    "Postcode",
    max_length=8,
    pattern=r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}",
    hint="A UK postcode, such as YO1 7HH.",
    autocomplete="postal-code",
)


@dataclass(frozen=True)
class CartLine:
    product: Product
    quantity: int

    @property
    def amount(self) -> int:
        return self.product.price * self.quantity


@dataclass(frozen=True)
class Cart:
    """The lines and the sums, in pence."""

    lines: list[CartLine]
    subtotal: int

    @property
    def delivery(self) -> int:
        return POSTAGE if 0 < self.subtotal < FREE_FROM else 0

    @property
    def total(self) -> int:
        return self.subtotal + self.delivery


def cart_of(shop: Shop, visit: Visit) -> Cart:
    found = ((shop.catalogue.find(slug), quantity) for slug, quantity in visit.cart.items())
    lines = [CartLine(product, quantity) for product, quantity in found if product]
    if shop.bug("cart-total-ignores-quantity"):
        return Cart(lines, sum(line.product.price for line in lines))
    return Cart(lines, sum(line.amount for line in lines))


async def show(request: Request) -> Response:
    shop = shop_of(request)
    cart = cart_of(shop, visit_of(request))
    return shop.page(request, "cart.html", cart=cart, quantity=QUANTITY, postcode=POSTCODE, free_from=FREE_FROM)


async def add(request: Request) -> Response:
    shop, visit, sent = shop_of(request), visit_of(request), await request.form()
    product = shop.catalogue.find(text(sent.get("product")))
    if product is None:
        raise HTTPException(404)
    answers = read([QUANTITY], sent) if shop.bug("negative-quantity-accepted") else check([QUANTITY], sent)
    quantity = whole_number(answers["quantity"])
    if quantity is None or not answers.fine:
        visit.notice(answers.errors.get("quantity", "Write a whole number."), "bad")
        return go(f"/product/{product.slug}")
    before = 0 if shop.bug("adding-again-sets-quantity") else visit.cart.get(product.slug, 0)
    wanted = before + quantity
    if wanted > MOST_OF_EACH:
        visit.cart[product.slug] = MOST_OF_EACH
        visit.notice(f"We send at most {MOST_OF_EACH} of each. Your cart now holds {MOST_OF_EACH}.", "bad")
    else:
        visit.cart[product.slug] = wanted
        visit.notice(f"{product.name} added to your cart.")
    return go("/cart")


async def update(request: Request) -> Response:
    shop, visit, sent = shop_of(request), visit_of(request), await request.form()
    slug = text(sent.get("product"))
    answers = read([QUANTITY], sent) if shop.bug("negative-quantity-accepted") else check([QUANTITY], sent)
    quantity = whole_number(answers["quantity"])
    if quantity is None or not answers.fine:
        visit.notice(answers.errors.get("quantity", "Write a whole number."), "bad")
    elif slug in visit.cart:
        visit.cart[slug] = quantity
        visit.notice("Cart updated.")
    return go("/cart")


async def remove(request: Request) -> Response:
    shop, visit, sent = shop_of(request), visit_of(request), await request.form()
    visit.cart.pop(text(sent.get("product")), None)
    cart = cart_of(shop, visit)
    return JSONResponse(
        {
            "count": visit.cart_count,
            "subtotal": money(cart.subtotal),
            "delivery": money(cart.delivery) if cart.delivery else "Free",
            "total": money(cart.total),
        }
    )


async def delivery(request: Request) -> Response:
    """How long delivery takes to a postcode; a wrong postcode is an answer too, not an error."""
    answers = check([POSTCODE], request.query_params)
    if not answers.fine:
        return JSONResponse({"fine": False, "message": answers.errors["postcode"]})
    postcode = answers["postcode"].upper()
    days = 2 if postcode.startswith(("YO", "LS", "HX", "BD")) else 4
    return JSONResponse({"fine": True, "message": f"To {postcode} in {days} working days."})


def whole_number(value: str) -> int | None:
    try:
        return int(value[:9])
    except ValueError:
        return None


routes = [
    Route("/cart", show),
    Route("/cart/add", add, methods=["POST"]),
    Route("/cart/update", update, methods=["POST"]),
    Route("/cart/remove", remove, methods=["POST"]),
    Route("/api/delivery", delivery),
]
