"""Guards the arithmetic of the benchmarks: what is printed as a figure is what was measured."""

import json
from pathlib import Path

import pytest

from benchmarks.figures import against, at_least, at_most, in_words, keep, median_ratio, percentile
from benchmarks.queue.contender import Tally, rate, until_over
from benchmarks.queue.processes import together
from benchmarks.scale_page import with_section


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(value) for value in range(1, 101)]
    assert [percentile(values, share) for share in (0.07, 0.5, 0.99, 1.0)] == [7, 50, 99, 100]
    assert percentile([3.0], 0.5) == 3
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_a_slow_round_does_not_change_the_ratio_to_a_peer() -> None:
    assert median_ratio([100, 10, 110], [50, 5, 50]) == 2
    with pytest.raises(ValueError):
        median_ratio([1.0, 2.0], [1.0])


def test_a_figure_at_its_limit_is_within_it_and_beyond_it_is_not() -> None:
    assert at_most("age", 1.5, 1.5, "s").met is True
    assert at_most("age", 1.51, 1.5, "s").met is False
    assert at_most("lost", 0, 0, "").met is True
    assert at_most("lost", 1, 0, "").met is False
    assert at_least("share", 0.9, 0.9, "").met is True
    assert at_least("share", 0.89, 0.9, "").met is False


def test_a_peer_counts_by_ratio_and_only_where_something_was_promised() -> None:
    assert against("peer", [90.0], [100.0], "jobs/s", 1.0).met is False
    assert against("peer", [90.0], [100.0], "jobs/s", 0.9).met is True
    assert against("peer", [90.0], [100.0], "jobs/s").met is None


def test_processes_that_work_together_count_from_the_first_start_to_the_last_end() -> None:
    assert rate([Tally(100, 0.0, 1.0), Tally(100, 0.5, 2.0), Tally(0, -9.0, 9.0)]) == 100
    assert rate([Tally(0, 0.0, 1.0)]) == 0


def test_work_ends_when_nothing_is_left() -> None:
    left = iter([3, 2, 0])
    assert until_over(lambda: next(left), lambda: None, 60).jobs == 5


def test_a_process_that_fails_says_why_and_the_others_do_not_wait_for_it() -> None:
    def work(number: int, start: object) -> int:
        assert callable(start)
        if number == 1:
            raise LookupError("no such table")
        start()
        return number

    with pytest.raises(RuntimeError, match="no such table"):
        together(3, work)


def test_numbers_are_told_with_the_digits_that_mean_something() -> None:
    assert [in_words(value) for value in (0.0, 0.5, 1.234, 12.34, 1234.5, 3)] == [
        *("0", "0.50", "1.23", "12.3", "1,234", "3")
    ]


def test_results_are_kept_with_their_rounds(tmp_path: Path) -> None:
    keep(tmp_path, "A crowd of claimers", [at_most("claim", 2.0, 3.0, "ms", [1.0, 2.0, 4.0])])
    kept = json.loads((tmp_path / "a_crowd_of_claimers.json").read_text())
    assert kept["title"] == "A crowd of claimers"
    assert kept["figures"][0]["rounds"] == [1, 2, 4]
    assert kept["figures"][0]["met"] is True


def test_a_generated_section_replaces_the_old_one_and_nothing_else() -> None:
    page = "before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nafter"
    assert with_section(page, "measured", r"new \1") == (
        "before\n<!-- measured: begin -->\nnew \\1\n<!-- measured: end -->\nafter"
    )
    with pytest.raises(ValueError, match="no section"):
        with_section("before", "measured", "new")
