"""Guards the simulated day: places are never exceeded, nothing is lost, the line is the queue's."""

import pytest

from benchmarks.recorded_runs import recorded_runs
from benchmarks.simulation import DAY_SECONDS, PLANS, Arrival, a_million_a_day, arrive, busyness, simulate

FREE, PRO, CHAOS = PLANS


def arrival(at: float, seconds: float, plan: object = FREE) -> Arrival:
    return Arrival(at, next(one for one in PLANS if one is plan), seconds, recorded_runs()[0])


def test_a_test_waits_for_the_place_of_the_one_before() -> None:
    day = simulate([arrival(0, 100), arrival(10, 100)], places=1)
    assert day.waits["free"] == [0, 90]
    assert day.peak_running == 1


def test_nobody_waits_while_there_is_a_place() -> None:
    day = simulate([arrival(second, 50) for second in range(3)], places=3)
    assert day.waits["free"] == [0, 0, 0]
    assert day.peak_running == 3


def test_a_plan_goes_first_by_its_head_start_and_not_for_ever() -> None:
    late = CHAOS.head_start + 50
    day = simulate(
        [arrival(0, late + 10), arrival(1, 100), arrival(2, 100, CHAOS), arrival(late, 100, CHAOS)], places=1
    )
    assert day.waits["chaos"][0] == late + 10 - 2
    assert day.waits["free"][1] < day.waits["chaos"][1] + late - 1


def test_every_test_of_a_day_is_run_and_counted() -> None:
    arrivals = arrive(500)
    day = simulate(arrivals, places=2, scale=10)
    assert day.tests == 5000
    assert sum(len(waits) for waits in day.waits.values()) == 500
    assert day.mean_running == pytest.approx(sum(one.seconds for one in arrivals) / DAY_SECONDS * 10)
    assert day.peak_running == 20


def test_without_a_place_there_is_an_error_and_no_endless_day() -> None:
    with pytest.raises(ValueError, match="without a place"):
        simulate([arrival(0, 1)], places=0)


def test_a_day_is_as_busy_as_said() -> None:
    hours = [busyness(hour * DAY_SECONDS / 24) for hour in range(24)]
    assert sum(hours) / 24 == pytest.approx(1)
    assert max(hours) == pytest.approx(1.6)


def test_the_same_day_comes_out_each_time() -> None:
    assert a_million_a_day(share=0.001).told() == a_million_a_day(share=0.001).told()
