"""All of it on one stack of its own, disk syncs on, clients and server on the same cores."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.figures import Figure, show
from benchmarks.realtime import delivery, joining, many
from benchmarks.realtime.place import Place
from stack import local

STACK = Path(".local/benchmarks/realtime-stack")


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    delivery_seconds: float = 30
    clients: int = 1000
    many_seconds: float = 60
    many_a_second: int = 500
    joining_seconds: float = 20


def measure(console: Console, folder: Path, sizes: Sizes | None = None) -> bool:
    """Print the figures and keep them in the folder; whether all limits were met. About three minutes."""
    chosen = sizes or Sizes()
    met: list[bool] = []

    def told(title: str, measured: Callable[[], list[Figure]]) -> None:
        console.print(f"[bold]{title}[/] ...")
        met.append(show(console, folder, title, measured()))

    local.delete(STACK)
    try:
        with local.running(STACK) as addresses:
            place = Place.of(addresses)
            told("From commit to a callback of supabase-js", lambda: delivery.measure(place, chosen.delivery_seconds))
            told("Join of a private channel", lambda: joining.measure(place, chosen.joining_seconds))
            told(
                f"{chosen.clients} clients on {chosen.clients} private topics",
                lambda: many.measure(place, chosen.clients, chosen.many_a_second, chosen.many_seconds),
            )
    finally:
        local.delete(STACK)
    return all(met)
