"""How many jobs that do nothing each queue claims and completes in a second."""

import statistics
from collections import defaultdict
from dataclasses import dataclass, replace

from rich.console import Console

from benchmarks.figures import Figure, against, told
from benchmarks.queue.contender import BEST, SINGLE, Contender, Style, rate
from benchmarks.queue.contenders.bare import Bare
from benchmarks.queue.contenders.ours import Ours
from benchmarks.queue.processes import together

SECONDS = 2.0
ROUNDS = 3
BARE_RATIO = 1 / 1.5  # "within 1.5x of the bare SKIP LOCKED baseline"

# More than they take in the time, so that nobody runs dry.
BACKLOG = {"single": 5_000, "best": 40_000}
LESS_IS_ENOUGH = {"deffatest": 12_000, "procrastinate": 4_000}


@dataclass(frozen=True)
class Setting:
    """How many processes, taking jobs in which style."""

    processes: int
    style: Style

    @property
    def name(self) -> str:
        return f"{self.processes} process{'es' if self.processes > 1 else ''}, {self.style.name}"


SETTINGS = [Setting(1, SINGLE), Setting(4, SINGLE), Setting(1, BEST), Setting(4, BEST)]


def measure(console: Console, ours: Ours, bare: Bare, peers: list[Contender], seconds: float = SECONDS) -> list[Figure]:
    """All queues in each setting, one after the other, three times over."""
    figures: list[Figure] = []
    chained = [replace(ours, in_one_transaction=True), replace(bare, in_one_transaction=True)]
    for setting in SETTINGS:
        contenders: list[Contender] = [ours, bare, *peers, *(chained if setting.style is SINGLE else [])]
        rates: dict[str, list[float]] = defaultdict(list)
        for _ in range(ROUNDS):
            for contender in contenders:
                rates[contender.name].append(once(contender, setting, seconds))
        told_rates = ", ".join(f"{name} {statistics.median(rounds):,.0f}" for name, rounds in rates.items())
        console.print(f"  {setting.name}: {told_rates}")
        figures += _figures(setting, rates, ours.name, [bare.name, *(peer.name for peer in peers)])
        if setting.style is SINGLE:
            names = [chained[1].name, *(peer.name for peer in peers)]
            figures += _figures(setting, rates, chained[0].name, names, promised=False)
    return figures


def once(contender: Contender, setting: Setting, seconds: float) -> float:
    """Jobs a second of one queue in one setting."""
    backlog = BACKLOG[setting.style.name]
    contender.fill(min(backlog, LESS_IS_ENOUGH.get(contender.name, backlog)))
    return rate(together(setting.processes, lambda _, start: contender.work(setting.style, start, seconds)))


def least(setting: Setting, peer: str) -> float | None:
    """How much of a peer's rate ours must be; None where nothing was promised.

    A worker takes each run alone, so the promise is for jobs that are claimed and completed one by one. Taken in
    batches, a queue without slots has nothing to do for each job; procrastinate has no batches.
    """
    if peer == "procrastinate":
        return 1.0
    return {"bare": BARE_RATIO, "pgmq": 1.0}.get(peer) if setting.style is SINGLE else None


def _figures(
    setting: Setting, rates: dict[str, list[float]], ours: str, peers: list[str], *, promised: bool = True
) -> list[Figure]:
    mine = rates[ours]
    return [
        told(f"{setting.name}: {ours}", statistics.median(mine), "jobs/s", mine),
        *(
            against(f"    {peer}", mine, rates[peer], "jobs/s", least(setting, peer) if promised else None)
            for peer in peers
        ),
    ]
