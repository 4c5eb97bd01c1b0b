"""When a visitor's time is better spent on experiments than on exploring."""

from worker.explorer.harvest import Harvest


def after(*deeds: bool) -> float:
    harvest = Harvest()
    for new in deeds:
        harvest.note(new=new)
    return harvest.worth_of_experiments


def test_as_long_as_much_is_new_nobody_experiments() -> None:
    assert after() == 0
    assert after(*[True, False] * 30) == 0


def test_the_less_is_new_the_more_often_experiments_come_first() -> None:
    some, little = after(*[True, False, False, False, False, False] * 20), after(*[False] * 120)
    assert 0 < some < little < 1


def test_what_is_new_again_brings_visitors_back_to_exploring() -> None:
    assert after(*[False] * 120, *[True] * 10) < after(*[False] * 120)
