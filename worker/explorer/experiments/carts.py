"""Where a shop shows its cart, and how many pieces lie in it."""

from itertools import islice

from worker.detectors.amounts import amounts
from worker.explorer.experiments.rows import node_of, row_around
from worker.explorer.forms import meaning_of
from worker.explorer.purposes import Purpose, is_named, serves
from worker.observation.screen import Element, Screen

_LEADING = frozenset(("link", "button", "clickable", "listener"))
_WHOLE = frozenset(("body", "main", "#document"))
_MOST_LEVELS = 6
_NUMBERS = frozenset(("number", "text", "tel", "select"))


def is_cart(screen: Screen) -> bool:
    """Whether a page calls itself a cart."""
    names = (screen.title, screen.url.rstrip("/").rpartition("/")[2], *screen.headings)
    return any(serves(Purpose.CART, name[:60]) for name in names)


def way_to_cart(screen: Screen) -> Element | None:
    """What leads to the cart, without putting anything into it."""
    operated = [one for one in screen.elements if one.visible and one.role in _LEADING]
    named = [one for one in operated if serves(Purpose.CART, one.name) and not serves(Purpose.ADD, one.name)]
    return next(iter(named), None) or next((one for one in operated if _is_drawn_as_cart(screen, one)), None)


def quantities(screen: Screen) -> list[Element]:
    """The fields that hold how many pieces a line has: those in rows that say amounts of money."""
    return [one for one in screen.elements if one.visible and _is_quantity(one) and _in_line(screen, one)]


def _is_quantity(element: Element) -> bool:
    return element.input_type in _NUMBERS and meaning_of(element) == "quantity"


def _in_line(screen: Screen, element: Element) -> bool:
    node = node_of(screen, element)
    row = row_around(node) if node else None
    if row is not None:
        return bool(amounts(row.text))
    # The only line of a cart has no others beside it by which it could be known.
    around = islice(node.ancestors(), _MOST_LEVELS) if node else ()
    return any(amounts(one.text) for one in around if one.tag not in _WHOLE)


def _is_drawn_as_cart(screen: Screen, element: Element) -> bool:
    """Whether an icon without words is called a cart in the markup."""
    node = node_of(screen, element) if not element.name or element.name.isdigit() else None
    return node is not None and is_named(Purpose.CART, *node.classes, node.attributes.get("id", ""))
