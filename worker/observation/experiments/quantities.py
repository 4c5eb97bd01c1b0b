"""Quantities that were changed: typed, stepped up and down; and what was switched to and fro."""

from dataclasses import dataclass

from worker.observation.experiments.base import Experiment


@dataclass(frozen=True, slots=True)
class TriedQuantity:
    """What a field for a quantity holds after one was typed and sent, beside the amounts of money in its row.

    `sent` tells that the app took notice (a request, something stored or drawn anew), `complained` that it said no.
    """

    typed: str
    held: str
    amounts: tuple[str, ...]
    sent: bool
    complained: bool


@dataclass(frozen=True, slots=True)
class OddQuantities(Experiment):
    """An ordinary quantity was sent, then one that nobody can have; `price` is what a piece costs, "" if not told."""

    page: str
    field: str
    price: str
    tried: tuple[TriedQuantity, ...]


@dataclass(frozen=True, slots=True)
class SteppedQuantity(Experiment):
    """A quantity was stepped up once and down once: the number, and the page's amounts of money, each time."""

    page: str
    up: str
    down: str
    numbers: tuple[str, str, str]
    amounts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ToggledTwice(Experiment):
    """A switch was operated twice: its state and the page's counters each time."""

    page: str
    control: str
    states: tuple[str, str, str]
    counters: tuple[tuple[str, str, str, str], ...]
    """What they count, and the numbers."""


@dataclass(frozen=True, slots=True)
class AddedTwice(Experiment):
    """The same was put into an empty cart twice by `control`, and nobody said that once is enough: the pieces in the
    cart after each time.
    """

    page: str
    control: str
    once: int
    twice: int


@dataclass(frozen=True, slots=True)
class CartAgain(Experiment):
    """Something was put into an empty cart and taken out: its badge before, with it, after, and after a reload; how
    many lines the cart had after, and after the reload.
    """

    page: str
    badge: tuple[str, str, str, str]
    lines_after: int
    lines_reloaded: int
