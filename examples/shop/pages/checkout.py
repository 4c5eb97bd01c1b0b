"""The checkout form and the order it makes."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from examples.shop.forms import Answers, Field, check
from examples.shop.pages.cart import POSTCODE, cart_of
from examples.shop.shop import Shop, go, shop_of, visit_of
from examples.shop.shoppers import Order, OrderLine, Visit

PHONE = r"\+?[0-9 ]{7,16}"
FIELDS = (
    Field("name", "Full name", max_length=80, autocomplete="name"),
    Field(
        "email",
        "Email address",
        "email",
        max_length=254,
        autocomplete="email",
        hint="For the receipt, and nothing else.",
    ),
    Field(
        "phone",
        "Phone number",
        "tel",
        required=False,
        max_length=17,
        pattern=PHONE,
        autocomplete="tel",
        hint="Digits and spaces, such as 01904 555 0100.",
    ),
    Field("street", "Street and house number", max_length=120, autocomplete="street-address"),
    Field("town", "Town or city", max_length=60, autocomplete="address-level2", wide=False),
    Field(
        "postcode",
        "Postcode",
        max_length=8,
        pattern=POSTCODE.pattern,
        hint=POSTCODE.hint,
        autocomplete="postal-code",
        wide=False,
    ),
    Field(
        "payment", "Way to pay", "radio", options=(("transfer", "Bank transfer"), ("collect", "Pay when you collect"))
    ),
    Field("note", "Note to the packer", "area", required=False, max_length=300),
    Field("terms", "I have read the terms and the privacy page", "tick", options=(("yes", "Yes"),)),
)


async def show(request: Request) -> Response:
    shop, visit = shop_of(request), visit_of(request)
    if not visit.cart:
        visit.notice("Your cart is empty, so there is nothing to check out yet.", "bad")
        return go("/cart")
    answers = Answers(known_values(shop, visit))
    return shop.page(request, "checkout.html", fields=FIELDS, answers=answers, cart=cart_of(shop, visit))


def known_values(shop: Shop, visit: Visit) -> dict[str, str]:
    """What the fields hold before anybody types."""
    account = shop.account_of(visit)
    known = {"name": account.name, "email": account.email} if account else {}
    return {field.name: known.get(field.name, "") for field in FIELDS}


async def place(request: Request) -> Response:
    shop, visit = shop_of(request), visit_of(request)
    if not visit.cart:
        return go("/cart")
    answers, cart = check(FIELDS, await request.form()), cart_of(shop, visit)
    if not answers.fine:
        if shop.bug("checkout-forgets-what-was-typed"):
            answers = Answers(known_values(shop, visit), answers.errors)
        return shop.page(request, "checkout.html", fields=FIELDS, answers=answers, cart=cart)
    order = Order(
        number=shop.next_order_number(),
        name=answers["name"],
        email=answers["email"],
        address=f"{answers['street']}, {answers['town']}, {answers['postcode'].upper()}",
        lines=tuple(OrderLine(line.product.name, line.quantity, line.amount) for line in cart.lines),
        delivery=cart.delivery,
        total=cart.total,
    )
    shop.orders[order.number] = order
    visit.orders.append(order.number)
    if not shop.bug("order-leaves-cart-full"):
        visit.cart.clear()
    return go(f"/order/{order.number}")


async def confirmation(request: Request) -> Response:
    """Shown to the visit that placed the order and to nobody else."""
    shop, number = shop_of(request), request.path_params["number"]
    if number not in visit_of(request).orders:
        raise HTTPException(404)
    return shop.page(request, "order.html", order=shop.orders[number])


routes = [
    Route("/checkout", show),
    Route("/checkout", place, methods=["POST"]),
    Route("/order/{number}", confirmation),
]
