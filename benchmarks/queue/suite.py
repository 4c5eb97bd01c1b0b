"""All of it: first PostgreSQL alone with the peers beside us, then the whole stack with its users and its fleet."""

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg
from rich.console import Console
from rich.markup import escape

from benchmarks.figures import Figure, show
from benchmarks.queue import crowd, fleet, forecast, history, latency, submissions, throughput, whole_tests
from benchmarks.queue.contenders.bare import Bare
from benchmarks.queue.contenders.ours import Ours
from benchmarks.queue.contenders.pgmq_peer import Pgmq
from benchmarks.queue.contenders.procrastinate_peer import Procrastinate
from benchmarks.queue.idle.bare import IdleBare
from benchmarks.queue.idle.ours import IdleOurs
from benchmarks.queue.idle.procrastinate_peer import IdleProcrastinate
from benchmarks.queue.server import Server, postgres_alone
from stack import local

GROWN = "queue_grown"
TITLES = (
    "From commit to handler",
    "Jobs that do nothing",
    "A crowd of claimers",
    "Whole tests",
    "Young and grown",
    "Submissions at once",
    "Forecast of the start",
    "Fleet",
)
STACK = Path(".local/benchmarks/queue-stack")


def measure(console: Console, folder: Path) -> bool:
    """Print the figures and keep them in the folder; whether all limits were met."""
    began = time.monotonic()
    met: list[bool] = []

    def told(title: str, measured: Callable[[], list[Figure]]) -> None:
        console.print(f"[bold]{title}[/] ...")
        try:
            met.append(show(console, folder, title, measured()))
        except (psycopg.Error, httpx.HTTPError, RuntimeError) as error:
            # The others are measured all the same; this one counts as missed.
            console.print(f"[bold red]{title} could not be measured:[/] {escape(str(error))}", highlight=False)
            met.append(False)

    with postgres_alone(STACK) as server:
        _beside_peers(console, server, folder, told)
    local.delete(STACK)
    try:
        with local.running(STACK) as stack:
            told("Submissions at once", lambda: submissions.measure(console, stack))
            told("Forecast of the start", lambda: forecast.measure(console, stack))
            told("Fleet", lambda: fleet.measure(console, stack, folder / "fleet"))
    finally:
        local.delete(STACK)
    console.print(f"Measured for {(time.monotonic() - began) / 60:.1f} min.")
    return all(met)


def _beside_peers(
    console: Console, server: Server, folder: Path, told: Callable[[str, Callable[[], list[Figure]]], None]
) -> None:
    ours, bare = Ours.create(server), Bare.create(server)
    pgmq, procrastinate = Pgmq.create(server), Procrastinate.create(server)
    idle = IdleOurs(ours, folder)
    told(
        "From commit to handler",
        lambda: latency.measure(console, idle, [IdleBare(bare), IdleProcrastinate(procrastinate)]),
    )
    told("Jobs that do nothing", lambda: throughput.measure(console, ours, bare, [pgmq, procrastinate]))
    told("A crowd of claimers", lambda: crowd.measure(console, ours, bare))
    told("Whole tests", lambda: whole_tests.measure(console, ours))
    grown = Ours.create(server, GROWN)
    told("Young and grown", lambda: history.measure(console, ours, grown))
