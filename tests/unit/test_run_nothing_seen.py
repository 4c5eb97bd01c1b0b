"""A run that saw nothing blames the target only when there was time to look."""

from worker.run import nothing_seen


def test_a_target_that_shows_no_page_is_at_fault() -> None:
    failed = nothing_seen(in_time=True)
    assert (failed.code, failed.fault) == ("target_not_a_page", "target")


def test_a_target_that_nobody_had_time_to_look_at_is_not() -> None:
    failed = nothing_seen(in_time=False)
    assert (failed.code, failed.fault) == ("nothing_seen_in_time", "platform")
