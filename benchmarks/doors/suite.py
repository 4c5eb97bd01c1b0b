"""All of it on stacks of its own, disk syncs on, clients and servers on the same cores."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from benchmarks.doors import dashboard, growth
from benchmarks.figures import show
from stack import local

STACK = Path(".local/benchmarks/doors-stack")
YOUNG = Path(".local/benchmarks/doors-young-stack")
GROWN = Path(".local/benchmarks/doors-grown-stack")


def measure(console: Console, folder: Path) -> bool:
    """Print the figures and keep them in the folder; whether all limits were met. About ten minutes."""
    with ExitStack() as stacks:
        for one in (STACK, YOUNG, GROWN):
            local.delete(one)
            stacks.callback(local.delete, one)
        with local.running(STACK) as stack:
            console.print("[bold]A hundred dashboards[/] ...")
            met = show(console, folder, "A hundred dashboards", asyncio.run(dashboard.measure(console, stack)))
        with local.running(YOUNG) as young, local.running(GROWN) as grown:
            console.print("[bold]Reads, young and grown[/] ...")
            figures = asyncio.run(growth.measure(console, young, grown))
            return show(console, folder, "Reads young and grown", figures) and met
