"""Which order the words of a choice name, in five languages."""

import pytest

from worker.detectors.named_orders import order_named

SAID = (
    ("Price: low to high", "price", True),
    ("Sort by price: high to low", "price", False),
    ("Prix décroissant", "price", False),
    ("Prix croissant", "price", True),
    ("Precio: de mayor a menor", "price", False),
    ("Precio mayor a menor", "price", False),
    ("Preis aufsteigend", "price", True),
    ("Preis (höchster zuerst)", "price", False),
    ("le moins cher", "price", True),
    ("más barato", "price", True),
    ("ارزان‌ترین", "price", True),
    ("قیمت: زیاد به کم", "price", False),
    ("Newest", "day", False),
    ("Oldest first", "day", True),
    ("Neueste zuerst", "day", False),
    ("más antiguos", "day", True),
    ("plus récents", "day", False),
    ("plus anciens", "day", True),
    ("قدیمی‌ترین", "day", True),
    ("Least recently updated", "day", True),
    ("Due date", "day", None),
    ("Date: newest first", "day", False),
    ("Top rated", "rating", False),
    ("Most liked", "likes", False),
    ("Fewest comments", "comments", True),
    ("Hours: low to high", "hours", True),
    ("Largest first", "size", False),
    ("Title (A to Z)", "name", True),
    ("Name: Z to A", "name", False),
    ("Name", "name", None),
)
# What begins like an order, says nothing by which rows can be compared, or is something else.
UNSAID = (
    "Featured",
    "Relevance",
    "Popularity",
    "Best price",
    "Prices",
    "Price: £10 to £20",
    "Latest news",
    "New arrivals",
    "Last name",
    "Recently viewed",
    "Best match",
    "Date of birth",
    "Tag",
    "Low stock",
    "Active",
)


@pytest.mark.parametrize(("words", "by", "rising"), SAID)
def test_an_order_is_told_by_its_words(words: str, by: str, rising: bool | None) -> None:
    order = order_named(words)
    assert order is not None
    assert (order.by, order.rising) == (by, rising)


@pytest.mark.parametrize("words", UNSAID)
def test_other_words_name_no_order(words: str) -> None:
    assert order_named(words) is None


def test_what_happened_on_a_day_is_told() -> None:
    told = {
        words: order.about for words in ("Due date", "Newest", "Last updated", "Date") if (order := order_named(words))
    }
    assert told == {"Due date": "due", "Newest": "added", "Last updated": "changed", "Date": ""}
