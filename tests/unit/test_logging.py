"""Guards the logs: one JSON object a line on request, with the test's id, without secrets."""

import io
import json
import logging

import pytest

from deffatest.logging import about_test, logger, set_up_logging


def test_json_lines_carry_the_tests_id_and_no_secret() -> None:
    stream = io.StringIO()
    set_up_logging("json", stream=stream)
    with about_test("test-1", 2):
        logger("here").info("opened", url="https://a.example/?token=hunter2hunter2", password="hunter2", bugs=3)
    line = json.loads(stream.getvalue())
    assert (line["test"], line["attempt"], line["event"], line["bugs"]) == ("test-1", 2, "opened", 3)
    assert "hunter2" not in stream.getvalue()


def test_a_traceback_is_masked_too() -> None:
    stream = io.StringIO()
    set_up_logging("json", stream=stream)
    try:
        raise RuntimeError("cannot open postgresql://u:hunter2@h/d")
    except RuntimeError:
        logger("here").exception("failed")
    assert "RuntimeError" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


@pytest.mark.parametrize("log_format", ["human", "json"])
def test_lines_of_libraries_come_in_the_same_format(log_format: str) -> None:
    stream = io.StringIO()
    set_up_logging("json" if log_format == "json" else "human", stream=stream)
    logging.getLogger("a.library").warning("password=%s", "hunter2hunter2")
    assert "password=***" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_lines_below_the_level_are_left_out() -> None:
    stream = io.StringIO()
    set_up_logging("human", "warning", stream)
    logger("here").info("quiet")
    logger("here").warning("loud")
    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()
