"""Pages to read: about us, help, journal, lookbook, gift cards, privacy."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from examples.shop.catalogue import CATEGORIES, GIFT_CARDS, money
from examples.shop.shop import Shop, shop_of

QUESTIONS = (
    ("How do I change an order?", "Write to us with the order number before it is packed, usually within a day."),
    ("Can I collect from a shop?", "Yes, in York, Leeds, Whitby and Hebden Bridge. Choose to pay when you collect."),
    ("Do you send abroad?", "Not yet. We send to the whole of the United Kingdom, islands included."),
    ("Is the glaze safe for food?", "Every glaze we sell is free of lead and cadmium, and tested once a year."),
    ("How are parcels packed?", "In paper and wool. There is no plastic in our packing room, not even the tape."),
    ("Can you wrap a gift?", "Say so in the note to the packer. Linen wrapping is free."),
)


@dataclass(frozen=True)
class Room:
    title: str
    words: str


ROOMS = {
    "kitchen": Room("The kitchen", "Morning light, one heavy pot, and a shelf that holds the rest."),
    "table": Room("The table", "Linen down the middle, water within reach, nobody in a hurry."),
    "living": Room("The living room", "A lamp at reading height and wool for the feet."),
    "garden": Room("The garden", "Tools by the door, seeds in their tin, the wren back again."),
}


async def about(request: Request) -> Response:
    return shop_of(request).page(request, "about.html")


async def help_home(request: Request) -> Response:
    return shop_of(request).page(request, "help.html", questions=QUESTIONS)


async def help_page(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ("delivery", "returns", "care"):
        raise HTTPException(404)
    return shop_of(request).page(request, f"help_{name}.html")


async def journal(request: Request) -> Response:
    return shop_of(request).page(request, "journal.html")


async def privacy(request: Request) -> Response:
    return shop_of(request).page(request, "privacy.html")


async def gift_cards(request: Request) -> Response:
    return shop_of(request).page(request, "gift_cards.html", amounts=GIFT_CARDS)


async def lookbook(request: Request) -> Response:
    shop, name = shop_of(request), request.path_params.get("room", "kitchen")
    if name not in ROOMS:
        raise HTTPException(404)
    return shop.page(request, "lookbook.html", room=room_content(shop, name), rooms=ROOMS)


async def room(request: Request) -> Response:
    name = request.path_params["room"]
    if name not in ROOMS:
        raise HTTPException(404)
    return JSONResponse(room_content(shop_of(request), name))


def room_content(shop: Shop, name: str) -> dict[str, object]:
    products = [
        {"name": product.name, "address": f"/product/{product.slug}", "price": money(product.price)}
        for product in shop.catalogue.in_category(name)
    ]
    return {
        "id": name,
        "title": ROOMS[name].title,
        "words": ROOMS[name].words,
        "picture": f"/pictures/scene/{name}.svg",
        "category": CATEGORIES[name],
        "products": products,
    }


routes = [
    Route("/about", about),
    Route("/help", help_home),
    Route("/help/{name}", help_page),
    Route("/journal", journal),
    Route("/privacy", privacy),
    Route("/gift-cards", gift_cards),
    Route("/lookbook", lookbook),
    Route("/lookbook/{room}", lookbook),
    Route("/api/lookbook/{room}", room),
]
