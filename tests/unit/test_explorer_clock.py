from worker.explorer.clock import Clock


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_eighth_of_the_time_at_least_is_kept_for_proof_and_record():
    assert 85 < Clock(100, Time()).exploring_left <= 88


def test_timings_that_wait_end_the_exploring_earlier_but_never_take_most_of_the_time():
    assert Clock(100, Time(), timings_seconds=lambda: 20).exploring_left < 80
    assert Clock(100, Time(), timings_seconds=lambda: 5000).exploring_left >= 60


def test_exploring_pauses_while_more_waits_to_be_proved_than_there_is_time_for():
    backlog = [0.0]
    time = Time()
    clock = Clock(100, time, proofs_seconds=lambda: backlog[0])
    assert not clock.proofs_come_first
    backlog[0] = 95
    assert clock.proofs_come_first
    backlog[0] = 10
    assert not clock.proofs_come_first


def test_destructive_deeds_wait_for_the_last_tenth():
    time = Time()
    clock = Clock(100, time)
    assert not clock.destructive_allowed
    time.now += 80
    assert clock.destructive_allowed
