"""When a visitor's time is better spent on experiments than on exploring."""

from worker.explorer.harvest import Harvest


def after(*deeds: float) -> float:
    harvest = Harvest()
    for news in deeds:
        harvest.note(news)
    return harvest.worth_of_experiments


def test_as_long_as_much_is_new_nobody_experiments() -> None:
    assert after() == 0
    assert after(*[1, 0] * 30) == 0


def test_the_less_is_new_the_more_often_experiments_come_first() -> None:
    some, little = after(*[1, 0, 0, 0, 0, 0] * 20), after(*[0] * 120)
    assert 0 < some < little < 1


def test_what_is_new_again_brings_visitors_back_to_exploring() -> None:
    assert after(*[0] * 120, *[1] * 10) < after(*[0] * 120)


def test_a_list_narrowed_or_in_another_order_is_hardly_new() -> None:
    assert after(*[0.05] * 120) == after(*[0] * 120)
