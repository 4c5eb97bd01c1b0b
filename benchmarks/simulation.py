"""A day of a million tests, simulated: how many run at once, how long they wait, what the database gets to do.

Tests arrive by chance, more by day than by night; each takes a place for as long as a recorded run of its length took,
and leaves as many rows. Places are given as the queue gives them: by
age, with the head start that a plan is worth. A twentieth of the day is
simulated and scaled, since what counts per place does not depend on how many there are.
"""

import heapq
import math
import random
from dataclasses import dataclass, field

from benchmarks.figures import in_words, percentile
from benchmarks.recorded_runs import RecordedRun, recorded_runs

DAY_SECONDS = 86_400.0
SEED = 20261121

TESTS_A_DAY = 1_000_000
SIMULATED_SHARE = 0.05
PEAK = 1.6  # how much busier the busiest hour is than the mean
PLACES_A_WORKER = 5
CONNECTIONS_A_WORKER = 3  # one asks, one listens, one measures for who scrapes
ROWS_BESIDE_EVENTS = 4  # the test, its attempt, its entry in the ledger, its report
BYTES_BESIDE_EVENTS = 3_000  # of those four, with their indexes
ROW_OVERHEAD = 1.6  # what a row takes on disk beside its own bytes: header, index entries, free space
KEPT_DAYS = 90
STARVATION_SECONDS = 1_800.0  # queue.settings
ROOMS = (0.85, 0.95, 1.0, 1.1)


@dataclass(frozen=True)
class Plan:
    """Who submits: the share of all tests, the head start (s), the minutes asked for. Assumed, not measured."""

    name: str
    share: float
    head_start: float
    minutes: tuple[int, ...]


PLANS = (
    Plan("free", 0.60, 0, (5,)),
    Plan("pro", 0.30, STARVATION_SECONDS / 2, (5, 10, 20, 30)),
    Plan("chaos", 0.10, STARVATION_SECONDS, (10, 20, 30, 60)),
)


@dataclass(frozen=True)
class Arrival:
    """One test: when it comes (s), how long it holds a place (s), and which recorded run it is like."""

    at: float
    plan: Plan
    seconds: float
    like: RecordedRun


@dataclass
class Day:
    """What a day came to; counts are scaled to all of its tests."""

    tests: int
    places: int
    mean_running: float
    peak_running: int
    peak_starts_a_second: float
    events: float
    rows: float
    bytes: float
    waits: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    @property
    def workers(self) -> int:
        return math.ceil(self.places / PLACES_A_WORKER)

    def told_waits(self) -> list[str]:
        """Of each plan: how many of its tests wait, and for how long (median and p99 of all)."""
        return [f"{_share(waits)}, {_seconds(waits, 0.5)}, {_seconds(waits, 0.99)}" for waits in self.waits.values()]

    def told(self) -> list[tuple[str, str]]:
        """The figures for a page, each with its name."""
        return [
            ("tests", in_words(self.tests)),
            ("running at once, mean", in_words(round(self.mean_running))),
            ("running at once, at the peak", in_words(self.peak_running)),
            ("places (`running_limit`) given", in_words(self.places)),
            (f"worker processes, {PLACES_A_WORKER} tests each", in_words(self.workers)),
            (f"connections, {CONNECTIONS_A_WORKER} a worker", in_words(self.workers * CONNECTIONS_A_WORKER)),
            ("claims a second, and as many settles, at the peak", in_words(round(self.peak_starts_a_second, 1))),
            ("progress calls a second, mean", in_words(round(self.mean_running))),
            ("progress calls a second, at the peak", in_words(self.peak_running)),
            ("rows written a day", f"{in_words(round(self.rows / 1e6))} million"),
            ("of them events", f"{in_words(round(self.events / 1e6))} million"),
            ("disk a day", f"{in_words(round(self.bytes / 1e9))} GB"),
            (
                f"disk for the {KEPT_DAYS} days that data is kept",
                f"{in_words(round(self.bytes * KEPT_DAYS / 1e12))} TB",
            ),
        ]


def a_million_a_day(room: float = 1.1, tests: int = TESTS_A_DAY, share: float = SIMULATED_SHARE) -> Day:
    """Simulate the day with this many places for each that the busiest time of it keeps busy on average."""
    arrivals = arrive(round(tests * share))
    load = sum(arrival.seconds for arrival in arrivals) / DAY_SECONDS
    return simulate(arrivals, math.ceil(load * PEAK * room), 1 / share)


def arrive(tests: int, seed: int = SEED) -> list[Arrival]:
    """The tests of a day in the order in which they come."""
    chance = random.Random(seed)
    shares = [plan.share for plan in PLANS]
    arrivals: list[Arrival] = []
    while len(arrivals) < tests:
        at = chance.random() * DAY_SECONDS
        # Kept as often as its hour is busy.
        if chance.random() * PEAK > busyness(at):
            continue
        [plan] = chance.choices(PLANS, shares)
        like = chance.choice(recorded_runs())
        seconds = 60 * chance.choice(plan.minutes) * like.share + like.overhead_seconds
        arrivals.append(Arrival(at, plan, seconds, like))
    return sorted(arrivals, key=lambda arrival: arrival.at)


def busyness(at: float) -> float:
    """How busy a time of the day is; its mean over the day is 1, the most PEAK."""
    return 1 + (PEAK - 1) * math.sin(2 * math.pi * at / DAY_SECONDS)


def simulate(arrivals: list[Arrival], places: int, scale: float = 1.0) -> Day:
    """Let tests take places and give them back until all are done.

    Raises ValueError without a place.
    """
    if places < 1:
        raise ValueError("without a place no test ever runs")
    waiting: list[tuple[float, int]] = []
    ends: list[float] = []
    waits: dict[str, list[float]] = {plan.name: [] for plan in PLANS}
    starts: dict[int, int] = {}
    peak = 0

    def start(now: float) -> None:
        nonlocal peak
        while waiting and len(ends) < places:
            arrival = arrivals[heapq.heappop(waiting)[1]]
            waits[arrival.plan.name].append(now - arrival.at)
            heapq.heappush(ends, now + arrival.seconds)
            starts[int(now // 3600)] = starts.get(int(now // 3600), 0) + 1
            peak = max(peak, len(ends))

    for number, arrival in enumerate(arrivals):
        while ends and ends[0] <= arrival.at:
            start(heapq.heappop(ends))
        heapq.heappush(waiting, (arrival.at - arrival.plan.head_start, number))
        start(arrival.at)
    while waiting:
        start(heapq.heappop(ends))

    busy = sum(arrival.seconds for arrival in arrivals)
    events = sum(events_of(arrival) for arrival in arrivals)
    event_bytes = sum(events_of(arrival) * arrival.like.event_bytes / arrival.like.events for arrival in arrivals)
    findings = sum(2 * arrival.like.bugs for arrival in arrivals)
    finding_bytes = sum(arrival.like.finding_bytes for arrival in arrivals)
    return Day(
        tests=round(len(arrivals) * scale),
        places=math.ceil(places * scale),
        mean_running=busy / DAY_SECONDS * scale,
        peak_running=round(peak * scale),
        peak_starts_a_second=max(starts.values(), default=0) / 3600 * scale,
        events=events * scale,
        rows=(events + findings + ROWS_BESIDE_EVENTS * len(arrivals)) * scale,
        bytes=((event_bytes + finding_bytes) * ROW_OVERHEAD + BYTES_BESIDE_EVENTS * len(arrivals)) * scale,
        waits=waits,
    )


def events_of(arrival: Arrival) -> float:
    """How many events a test like the recorded one has, one a second for as long as it runs, and one for each bug."""
    beside_bugs = arrival.like.events - arrival.like.bugs
    return beside_bugs * arrival.seconds / arrival.like.claim_to_report_seconds + arrival.like.bugs


def _share(waits: list[float]) -> str:
    return f"{sum(1 for wait in waits if wait > 1) / len(waits):.1%}" if waits else "none"


def _seconds(waits: list[float], share: float) -> str:
    return f"{in_words(round(percentile(waits, share)))} s" if waits else "-"


if __name__ == "__main__":
    for name, value in a_million_a_day().told():
        print(f"{name:55} {value:>15}")
    for room in ROOMS:
        print(f"{room:.0%} of the busiest time's places:", *a_million_a_day(room).told_waits(), sep="   ")
