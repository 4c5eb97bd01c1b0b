"""When a visitor's time is better spent on experiments than on exploring."""

from worker.explorer.harvest import Harvest


def after(*deeds: float, passed: float = 0.2, is_news: bool = False) -> float:
    harvest = Harvest()
    for news in deeds:
        harvest.note(news)
    return harvest.worth_of_experiments(passed, is_news=is_news)


def test_however_much_is_new_some_time_is_for_experiments() -> None:
    assert 0 < after() == after(*[1, 0] * 30) < 0.5


def test_the_less_is_new_the_more_often_experiments_come_first() -> None:
    much, little = after(*[1, 0, 0, 0, 0, 0] * 20), after(*[0] * 120)
    assert after() <= much < little < 1


def test_the_later_it_is_the_more_often_experiments_come_first() -> None:
    assert after(passed=0.2) < after(passed=0.6) < after(passed=0.9) < 1


def test_what_is_new_again_brings_visitors_back_to_exploring() -> None:
    assert after(*[0] * 120, *[1] * 10) < after(*[0] * 120)
    assert after(*[0] * 120, is_news=True) < after(*[0] * 120)


def test_a_list_narrowed_or_in_another_order_is_hardly_new() -> None:
    assert after(*[0.05] * 120) == after(*[0] * 120)
