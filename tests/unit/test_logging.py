"""Guards the logs: one JSON object a line on request, with the test's id, without secrets."""

import io
import json
import logging
import os
import subprocess
import sys

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


def test_what_nobody_caught_and_what_libraries_warn_of_is_json_too() -> None:
    program = """
import threading, warnings
from deffatest.logging import set_up_logging
set_up_logging("json")
warnings.warn("this will go\\nin the next version")
def fail(): raise ValueError("in a\\nthread, token=hunter2hunter2")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
raise RuntimeError("in the\\nend")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert (ended.returncode, len(lines)) == (1, 3)
    assert "this will go\nin the next version" in lines[0]["event"]
    assert "ValueError: in a\nthread" in lines[1]["exception"]
    assert "RuntimeError: in the\nend" in lines[2]["exception"]
    assert "hunter2" not in ended.stderr


def test_a_worker_with_wrong_settings_says_so_in_json() -> None:
    environment = {**os.environ, "DEFFATEST_LOG_FORMAT": "json", "DEFFATEST_LANES": "sea"}
    ended = subprocess.run([sys.executable, "-m", "worker"], env=environment, capture_output=True, text=True)
    (line,) = [json.loads(line) for line in ended.stderr.splitlines()]
    assert ended.returncode == 1
    assert "DEFFATEST_LANES: must be web, app or both" in line["reason"]
