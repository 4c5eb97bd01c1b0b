"""The same people and the same reads, on a young database and on one with a million tests and five million events."""

import statistics
from collections import defaultdict

from rich.console import Console

from benchmarks.doors.dashboard import READS, learn_tests, read_only
from benchmarks.doors.people import EVENTS_A_TEST, add_history, people, somebody_else
from benchmarks.figures import Figure, at_most, told
from stack.addresses import StackAddresses

PEOPLE = 20
OTHERS = 2_000
TESTS = 1_000_000
ROUNDS = 3
SECONDS = 15.0
MOST_TIMES = 1.2  # "less than 20 % slower"


async def measure(
    console: Console, young: StackAddresses, grown: StackAddresses, tests: int = TESTS, seconds: float = SECONDS
) -> list[Figure]:
    """Both stacks in turn, so that a slow minute of the machine slows both; medians of each round."""
    console.print(f"  writing {tests:,} tests and {tests * EVENTS_A_TEST:,} events ...")
    add_history(grown, somebody_else(grown, OTHERS), tests)
    medians: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list[float]))
    async with people(young, PEOPLE) as at_young, people(grown, PEOPLE) as at_grown:
        for everybody in (at_young, at_grown):
            await learn_tests(everybody)
            await read_only(everybody, seconds / 3, seed=0)  # not counted: nothing is in memory yet
        for number in range(ROUNDS):
            for name, everybody in (("young", at_young), ("grown", at_grown)):
                waits = await read_only(everybody, seconds, seed=1000 * (number + 1))
                if waits.wrong:
                    raise RuntimeError(f"a read was refused: {waits.wrong[0]}")
                for deed, times in waits.of.items():
                    medians[deed][name].append(statistics.median(times))
    figures: list[Figure] = []
    for deed in READS:
        of_young, of_grown = medians[deed.name]["young"], medians[deed.name]["grown"]
        times = statistics.median(one / other for one, other in zip(of_grown, of_young, strict=True))
        figures += [
            told(f"{deed.name}, young", statistics.median(of_young), "ms", of_young),
            told(f"{deed.name}, grown", statistics.median(of_grown), "ms", of_grown),
            at_most("    grown takes", times, MOST_TIMES, "times as long"),
        ]
    return figures
