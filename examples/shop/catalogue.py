"""What the shop sells, and how it is searched, sorted and cut into pages."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import Generic, TypeVar

PRODUCTS_FILE = Path(__file__).with_name("products.json")
PAGE_SIZE = 8
SEED = 20

CATEGORIES = {
    "kitchen": "Kitchen",
    "table": "Table",
    "living": "Living",
    "garden": "Garden",
}
CATEGORY_LINES = {
    "kitchen": "Pots, boards and mugs for the room everybody ends up in.",
    "table": "Plates, glass and linen, for suppers that go on too long.",
    "living": "Light, wool and willow for the evening side of the house.",
    "garden": "Tools and vessels that would rather be outside.",
}
SORTS = {
    "featured": "Featured",
    "price-up": "Price, low to high",
    "price-down": "Price, high to low",
    "name": "Name",
    "rating": "Best rated",
}


@dataclass(frozen=True)
class Band:
    """A range of prices in pence, both ends in it."""

    name: str
    least: int = 0
    most: int = 1_000_000


BANDS = {
    "any": Band("Any price"),
    "low": Band("Under £25", most=2499),
    "middle": Band("£25 to £75", 2500, 7500),
    "high": Band("Over £75", 7501),
}
REDUCED = {"salad-bowl": 6800, "wool-throw": 12000, "storm-lantern": 7900, "enamel-teapot": 5600}
GIFT_CARDS = (25, 50, 100)

AUTHORS = (
    "Amelia R.",
    "Tom H.",
    "Priya S.",
    "Owen L.",
    "Beatrice M.",
    "Farid K.",
    "Hannah W.",
    "Joe C.",
    "Ines D.",
    "Callum P.",
    "Ruth A.",
    "Sunil V.",
    "Maeve O.",
    "Leon B.",
    "Grace T.",
)
OPINIONS = (
    (5, "Better than the pictures. I have already ordered a second one for my sister."),
    (5, "Three months of daily use and it looks as it did on the first day."),
    (4, "Lovely thing. It took a week to arrive, which the card did say."),
    (5, "Well packed, no plastic, and a handwritten note. The thing itself is perfect."),
    (4, "A little smaller than I imagined, but I should have read the size."),
    (3, "Good quality. The colour is warmer than on my screen."),
    (5, "My grandmother had one like it, and hers is still in use."),
    (4, "Feels solid. I would buy it again."),
    (5, "It makes an ordinary Tuesday feel looked after."),
)


def money(pence: int) -> str:
    """An amount in pence as people write it: £14, £29.50."""
    sign, amount = ("−" if pence < 0 else ""), abs(pence)
    return f"{sign}£{amount // 100:,}" if amount % 100 == 0 else f"{sign}£{amount // 100:,}.{amount % 100:02d}"


@dataclass(frozen=True)
class Review:
    author: str
    stars: int
    text: str
    when: str


@dataclass(frozen=True)
class Product:
    """One thing for sale; `price` and `was` in pence."""

    slug: str
    name: str
    category: str
    price: int
    stock: int
    drawing: str
    colours: Sequence[str]
    wall: str
    summary: str
    description: str
    material: str
    size: str
    care: str
    was: int | None = None
    reviews: tuple[Review, ...] = field(default=())

    @property
    def rating(self) -> float:
        return round(sum(review.stars for review in self.reviews) / len(self.reviews), 1) if self.reviews else 0.0

    @property
    def words(self) -> str:
        """What the search looks through."""
        return f"{self.name} {self.category} {self.summary} {self.material}".lower()


def reviews_of(slug: str) -> tuple[Review, ...]:
    """The same reviews at every start: drawn by chance from a fixed seed."""
    chance = random.Random(f"{SEED} {slug}")
    count = chance.randint(4, 7)
    months = ("January", "March", "April", "June", "July", "September", "October")
    return tuple(
        Review(author, stars, text, f"{chance.randint(1, 28)} {chance.choice(months)}")
        for author, (stars, text) in zip(chance.sample(AUTHORS, count), chance.sample(OPINIONS, count), strict=True)
    )


def gift_card(pounds: int) -> Product:
    return Product(
        f"gift-card-{pounds}",
        f"Gift card, £{pounds}",
        "gift",
        pounds * 100,
        999,
        "giftcard",
        ("#2f4a3a", "#d9a441"),
        "#efe6d8",
        "A card in an envelope.",
        "Sent by post, valid for five years.",
        "Cotton paper",
        "A6",
        "Keep it dry.",
    )


Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list."""

    rows: Sequence[Row]
    number: int
    count: int
    total: int


ORDERS: dict[str, Callable[[Product], str | float]] = {
    "price-up": lambda product: product.price,
    "price-down": lambda product: -product.price,
    "name": lambda product: product.name.lower(),
    "rating": lambda product: -product.rating,
}


class Catalogue:
    """The products on sale, in memory."""

    def __init__(self) -> None:
        rows = json.loads(PRODUCTS_FILE.read_text("utf-8"))
        products = [Product(**row, was=REDUCED.get(row["slug"]), reviews=reviews_of(row["slug"])) for row in rows]
        self.products = {product.slug: product for product in products}
        self.gift_cards = {card.slug: card for card in map(gift_card, GIFT_CARDS)}

    def find(self, slug: str) -> Product | None:
        return self.products.get(slug) or self.gift_cards.get(slug)

    def featured(self) -> list[Product]:
        """All products in the order of the shop window: the categories take turns."""
        shelves = [self.in_category(category) for category in CATEGORIES]
        return [shelf[place] for place in range(max(map(len, shelves))) for shelf in shelves if place < len(shelf)]

    def in_category(self, category: str) -> list[Product]:
        return [product for product in self.products.values() if product.category == category]

    def reduced(self) -> list[Product]:
        return [product for product in self.products.values() if product.was]

    def related(self, product: Product) -> list[Product]:
        shelf = self.in_category(product.category) or self.featured()
        place = next((i for i, other in enumerate(shelf) if other.slug == product.slug), 0)
        return [shelf[(place + step) % len(shelf)] for step in range(1, 4)]

    def search(self, words: str) -> list[Product]:
        """Products whose texts have every one of the words; no words find nothing."""
        wanted = words.lower().split()
        if not wanted:
            return []
        return [
            product
            for product in self.products.values()
            if all(
                word in f"{product.name} {product.category} {product.summary} {product.material}".lower()
                for word in wanted
            )
        ]

    def change(self, slug: str, *, price: int, stock: int, summary: str) -> Product:
        changed = replace(self.products[slug], price=price, stock=stock, summary=summary)
        self.products[slug] = changed
        return changed


def sort(products: Sequence[Product], order: str) -> list[Product]:
    """Sorted as `SORTS` says; an unknown order, as `featured`, leaves them as they are."""
    return sorted(products, key=ORDERS[order]) if order in ORDERS else list(products)


def cut(rows: Sequence[Row], number: int, size: int = PAGE_SIZE) -> Page[Row]:
    """The page with this number, counted from 1; numbers outside give the nearest page."""
    count = max(1, ceil(len(rows) / size))
    number = min(max(number, 1), count)
    return Page(rows[(number - 1) * size : number * size], number, count, len(rows))
