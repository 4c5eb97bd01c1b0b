"""Finds orders that were placed and leave what was ordered in the cart, to be ordered again."""

import re
from collections.abc import Iterator

from worker.detectors.base import Category, Finding, Meta, Severity, finding
from worker.detectors.deeds import last
from worker.detectors.markup import Node, tree
from worker.detectors.subjects import path_pattern, place, shown
from worker.observation.observation import Observation
from worker.observation.screen import Screen
from worker.surfaces.actions import ActionKind

META = Meta(
    id="order_empties_cart",
    category=Category.FUNCTIONAL,
    severity=Severity.HIGH,
    title="Order that leaves the cart full",
    why="Placing the order does not clear the cart.",
    fix="Empty the cart when the order was taken, in the same step, and draw its badge anew.",
)

_PLACED = re.compile(
    r"\b(thank you for your (?:order|purchase)|thanks for your (?:order|purchase)|order (?:is |has been |was )?"
    r"(?:completed?|confirmed|placed|received)|your order (?:is|has been|was) (?:completed?|confirmed|placed|received|"
    r"dispatched)|checkout:? complete|(?:danke|vielen dank) für (?:ihre|deine) bestellung|"
    r"bestellung (?:ist )?(?:bestätigt|aufgegeben|eingegangen)|gracias por (?:su|tu) (?:pedido|compra)|"
    r"pedido (?:confirmado|realizado|completado)|"
    r"merci pour votre (?:commande|achat)|commande (?:confirmée|enregistrée|passée))\b|سفارش شما (?:ثبت|تایید)",
    re.IGNORECASE,
)
_SENDS = frozenset((ActionKind.CLICK, ActionKind.PRESS))
_CART = re.compile(r"(^|[-_ ])(cart|basket|bag|warenkorb|carrito|cesta|panier)", re.IGNORECASE)
_LEVELS = 3
_NUMBER = re.compile(r"\d{1,3}")


def detect(observation: Observation) -> Iterator[Finding]:
    """One finding when the page has just begun to say that an order was placed and the badge is what it was."""
    action, before, screen = last(observation), observation.before, observation.screen
    if action is None or before is None or action.kind not in _SENDS or observation.effect is None:
        return
    told = _PLACED.search(screen.text)
    if told is None or _PLACED.search(before.text):
        return
    held, kept = _in_cart(before), _in_cart(screen)
    if held and kept == held:
        yield finding(
            META,
            observation,
            subject=path_pattern(screen.url),
            title=f"The cart still holds {kept} after the order on {place(screen.url, 24)}",
            description=f"The page says “{shown(told.group(), 50)}”, and the badge of the cart counts {kept} as "
            "before. Expected: what was ordered is in the cart no longer.",
            details={"badge": kept, "said": told.group()},
        )


def _in_cart(screen: Screen) -> int:
    """What the badge at the cart's link or button counts; 0 where there is none, or several disagree."""
    counted = {
        int(node.text)
        for node in tree(screen.markup).walk()
        if not node.elements and _NUMBER.fullmatch(node.text) and _belongs_to_cart(node)
    }
    return counted.pop() if len(counted) == 1 else 0


def _belongs_to_cart(node: Node) -> bool:
    """Whether it stands in a link or button that is called a cart, by its words, address, class or id."""
    one: Node | None = node
    for _ in range(_LEVELS):
        if one is None:
            return False
        if one.tag in ("a", "button"):
            names = (*one.classes, *(one.attributes.get(name, "") for name in ("id", "aria-label", "title", "href")))
            words = re.split(r"[\s/]+", " ".join((*names, one.text)))
            return any(_CART.search(word) for word in words)
        one = one.parent
    return False
