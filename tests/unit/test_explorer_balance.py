"""How a visitor's time is shared between exploring and experiments."""

from worker.explorer.balance import Balance


def spent(share: float, *, experiment_seconds: float, deed_seconds: float = 0.5, whole: float = 240.0) -> float:
    """The share of the time that experiments take when both always wait."""
    balance, now, experimenting = Balance(), 0.0, 0.0
    while now < whole:
        if balance.allows_experiment(now, share):
            now, experimenting = now + experiment_seconds, experimenting + experiment_seconds
            balance.note_experiment(now, experiment_seconds)
        else:
            now += deed_seconds
    return experimenting / now


def test_a_visitor_explores_for_its_share_of_the_time_however_long_experiments_take() -> None:
    for seconds in (1.0, 5.0, 12.0):
        assert 0.55 < spent(0.75, experiment_seconds=seconds) < 0.85
    assert 0.2 < spent(0.25, experiment_seconds=5.0) < 0.4


def test_nobody_experiments_while_all_is_new() -> None:
    assert spent(0.0, experiment_seconds=5.0) == 0
