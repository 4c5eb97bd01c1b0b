"""Guards that whatever is killed, every test ends, and is reported once."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from stack import local
from stack.layout import StackFolder
from stack.state import load
from tests.chaos.nothing_lost import assert_nothing_lost
from tests.e2e.sites.server import Site
from tests.integration.fleet import Fleet, wait_until

LEASE = 3  # seconds


def attempts(fleet: Fleet, test_id: str) -> list[tuple[str, str | None]]:
    """How each attempt ended: its outcome and its code."""
    return [
        (outcome, code)
        for outcome, code in fleet.rows(
            "select outcome, code from queue.attempts where test_id = %s order by attempt", test_id
        )
    ]


@pytest.mark.parametrize(
    ("victim", "code"),
    [("worker", "lease_expired"), ("run", "run_killed_by_signal_9"), ("keeper", "run_keeper_killed")],
)
def test_a_killed_process_costs_an_attempt_and_no_test(fleet: Fleet, victim: str, code: str) -> None:
    worker = fleet.start_worker(lease_seconds=LEASE, tests_at_once=2)
    gates = [fleet.gate(), fleet.gate()]
    killed, other = (fleet.submit("browser", "bug", f"wait:{gate}", "bug") for gate in gates)
    held = [fleet.arrives_at(gate) for gate in gates]
    wait_until(lambda: fleet.events(killed, "test.bug_found"), "a bug is told")
    if victim == "worker":
        worker.kill()
        worker.wait()
    else:
        run = fleet.process_of(worker, f"{killed}-1")
        (run if victim == "run" else psutil.Process(run.ppid())).kill()
    for descriptor in held:
        os.close(descriptor)
    if victim == "worker":
        fleet.start_worker(lease_seconds=LEASE, tests_at_once=2)
        fleet.retry_now(other)
        fleet.let_on(gates[1])
    fleet.retry_now(killed)
    fleet.let_on(gates[0])
    assert assert_nothing_lost(fleet) == {killed: "completed", other: "completed"}
    assert attempts(fleet, killed) == [("requeued", code), ("completed", None)]


def test_a_worker_that_sleeps_past_its_lease_changes_nothing_when_it_wakes(fleet: Fleet) -> None:
    sleeper = fleet.start_worker(lease_seconds=LEASE)
    gate = fleet.gate()
    test_id = fleet.submit("bug", f"wait:{gate}", "bug")
    held = fleet.arrives_at(gate)
    wait_until(lambda: fleet.events(test_id, "test.bug_found"), "a bug is told")
    sleeper.send_signal(signal.SIGSTOP)
    os.close(held)  # its run goes on and ends, and nobody hears of it yet
    fleet.start_worker(lease_seconds=LEASE)
    fleet.retry_now(test_id)
    fleet.let_on(gate)
    fleet.until_status(test_id, "completed")
    sleeper.send_signal(signal.SIGCONT)
    wait_until(lambda: '"Lost"' in fleet.log(sleeper), "the sleeper knows that it lost the test")
    assert assert_nothing_lost(fleet) == {test_id: "completed"}
    assert attempts(fleet, test_id) == [("requeued", "lease_expired"), ("completed", None)]


def test_postgresql_killed_in_the_middle_of_a_run_costs_no_attempt(fleet: Fleet) -> None:
    fleet.start_worker()
    gate = fleet.gate()
    test_id = fleet.submit("bug", f"wait:{gate}", "bug")
    held = fleet.arrives_at(gate)
    fleet.stack.kill_postgres()
    os.close(held)
    fleet.stack.start_postgres()
    assert assert_nothing_lost(fleet) == {test_id: "completed"}
    assert attempts(fleet, test_id) == [("completed", None)]


def test_the_whole_stack_killed_in_the_middle_of_a_run_costs_no_attempt(fleet: Fleet) -> None:
    worker = fleet.start_worker()
    gate = fleet.gate()
    test_id = fleet.submit("bug", f"wait:{gate}", "bug")
    held = fleet.arrives_at(gate)
    state = load(StackFolder(fleet.stack.folder).state)
    assert state is not None
    for process in (state.server, state.postgres):
        assert process is not None
        running = process.find()
        assert running is not None
        for one in [running, *running.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):  # it may have ended with the one before
                one.kill()
        running.wait(10)
    os.close(held)
    wait_until(lambda: "does not answer" in fleet.log(worker), "the worker noticed")
    local.start(fleet.stack.folder, detached=False)
    assert assert_nothing_lost(fleet) == {test_id: "completed"}
    assert attempts(fleet, test_id) == [("completed", None)]


def test_a_killed_browser_is_replaced_and_costs_no_attempt(fleet: Fleet, tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    pages = {f"/{number}": f"<title>Page {number}</title><h1>Page {number}</h1>" for number in range(3)}
    links = "".join(f"<p><a href={path}>Read page {path[1:]}</a>" for path in pages)
    broken = "<button onclick='nowhere()'>Order</button>"
    shop = Site({"/": f"<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1>{links}{broken}", **pages})
    try:
        worker = fleet.start_worker((sys.executable, "-m", "worker"), allowed_private_targets="127.0.0.1")
        test_id = fleet.submit_address(shop.url)
        wait_until(lambda: any(asked.path == "/0" for asked in shop.asked), "the browser has looked around")
        for process in psutil.Process(worker.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if process.name().startswith("chrom"):
                    process.kill()
        fleet.remember()
        assert assert_nothing_lost(fleet) == {test_id: "completed"}
    finally:
        shop.close()
    assert attempts(fleet, test_id) == [("completed", None)]
    assert fleet.test(test_id)["bug_count"] > 0
