"""Guards that a test is carried out once and reported once, whoever dies meanwhile."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from deffatest.settings import Settings
from deffatest.storage import Storage
from tests.integration.fleet import Fleet, wait_until
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")


@pytest.fixture
def fleet(stack: Stack, tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(stack, tmp_path)
    yield fleet
    fleet.stop()


def keys(stack: Stack, test_id: str) -> list[str]:
    settings = Settings.model_validate(
        {
            "s3_endpoint": stack.s3.endpoint,
            "s3_access_key": stack.s3.access_key,
            "s3_secret_key": stack.s3.secret_key,
            "s3_region": stack.s3.region,
            "s3_bucket": stack.s3.bucket,
        }
    )
    prefix = f"test-reports/{test_id}/"
    return [key.removeprefix(prefix) for key in Storage(settings).keys(prefix)]


def test_a_test_completes_once_with_its_bugs_and_its_report(fleet: Fleet) -> None:
    fleet.start_worker()
    test_id = fleet.submit("browser", "bug", "bug", "unconfirmed", "noise")
    test = fleet.until_status(test_id, "completed", "failed")
    assert (test["status"], test["progress"], test["bug_count"]) == ("completed", 100, 2)
    assert test["report_download_url"].endswith(f"/functions/v1/api/tests/{test_id}/report/download")
    assert [bug["bug_id"] for bug in fleet.events(test_id, "test.bug_found")] == ["bug-1", "bug-2"]
    assert [move["new_status"] for move in fleet.events(test_id, "test.status_change")] == [
        *("running", "processing_results", "completed")
    ]
    assert len(fleet.events(test_id, "test.completed")) == 1
    assert keys(fleet.stack, test_id) == [
        *("bugs/bug-1/screenshot-1.png", "bugs/bug-2/screenshot-1.png", "full_report.zip", "summary.json")
    ]


def test_a_killed_run_is_tried_again_and_its_bugs_are_reported_once(fleet: Fleet) -> None:
    worker = fleet.start_worker()
    gate = fleet.gate()
    test_id = fleet.submit("browser", "bug", f"wait:{gate}", "bug")
    descriptor = fleet.arrives_at(gate)
    wait_until(lambda: fleet.events(test_id, "test.bug_found"), "the first bug is told")
    fleet.process_of(worker, f"{test_id}-1").kill()
    os.close(descriptor)
    fleet.retry_now(test_id)
    fleet.let_on(gate)
    assert fleet.until_status(test_id, "completed", "failed")["bug_count"] == 2
    assert [bug["bug_id"] for bug in fleet.events(test_id, "test.bug_found")] == ["bug-1", "bug-2"]


def test_a_killed_worker_is_replaced_when_its_lease_runs_out(fleet: Fleet) -> None:
    first = fleet.start_worker(lease_seconds=3)
    gate = fleet.gate()
    test_id = fleet.submit("browser", "bug", f"wait:{gate}", "bug")
    descriptor = fleet.arrives_at(gate)
    wait_until(lambda: fleet.events(test_id, "test.bug_found"), "the first bug is told")
    first.kill()
    first.wait()
    os.close(descriptor)
    fleet.start_worker(lease_seconds=3)
    fleet.retry_now(test_id)
    fleet.let_on(gate)
    assert fleet.until_status(test_id, "completed", "failed")["bug_count"] == 2
    assert [bug["bug_id"] for bug in fleet.events(test_id, "test.bug_found")] == ["bug-1", "bug-2"]
    assert len(fleet.events(test_id, "test.completed")) == 1


@pytest.mark.parametrize("end", ["stop_postgres", "kill_postgres"])
def test_a_run_goes_on_while_postgresql_is_away_and_loses_no_bug(fleet: Fleet, end: str) -> None:
    worker = fleet.start_worker()
    gates = [fleet.gate(), fleet.gate()]
    test_id = fleet.submit("bug", f"wait:{gates[0]}", "bug", f"wait:{gates[1]}", "bug")
    descriptor = fleet.arrives_at(gates[0])
    getattr(fleet.stack, end)()
    try:
        os.close(descriptor)
        second = fleet.arrives_at(gates[1])  # it found a bug that nobody could be told of
        wait_until(lambda: "the database does not answer; the test goes on" in fleet.log(worker), "the worker noticed")
    finally:
        fleet.stack.start_postgres()
    os.close(second)
    test = fleet.until_status(test_id, "completed", "failed")
    assert (test["status"], test["bug_count"]) == ("completed", 3)
    assert [bug["bug_id"] for bug in fleet.events(test_id, "test.bug_found")] == ["bug-1", "bug-2", "bug-3"]
    assert fleet.rows("select attempt from queue.attempts where test_id = %s", test_id) == [(1,)]


def test_a_cancel_ends_the_run_without_waiting_for_a_heartbeat(fleet: Fleet) -> None:
    fleet.start_worker(lease_seconds=600)
    gate = fleet.gate()
    test_id = fleet.submit("browser", f"wait:{gate}", "endless")
    descriptor = fleet.arrives_at(gate)
    fleet.client.rpc("cancel_test", {"p_test_id": test_id}).execute()
    assert fleet.until_status(test_id, "cancelled")["report_download_url"] is None
    os.close(descriptor)


def test_a_worker_that_is_stopped_gives_its_test_back_and_the_attempt_is_not_held_against_it(fleet: Fleet) -> None:
    worker = fleet.start_worker(grace_seconds=0)
    gate = fleet.gate()
    test_id = fleet.submit("browser", f"wait:{gate}", "bug")
    descriptor = fleet.arrives_at(gate)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    os.close(descriptor)
    assert fleet.test(test_id)["status"] == "queued"
    assert fleet.rows("select failures from queue.jobs where test_id = %s", test_id) == [(0,)]
    fleet.start_worker()
    fleet.let_on(gate)
    assert fleet.until_status(test_id, "completed", "failed")["bug_count"] == 1


def test_a_worker_that_is_stopped_finishes_what_ends_within_its_grace(fleet: Fleet) -> None:
    worker = fleet.start_worker(grace_seconds=60)
    gate = fleet.gate()
    test_id = fleet.submit(f"wait:{gate}", "bug")
    descriptor = fleet.arrives_at(gate)
    worker.send_signal(signal.SIGTERM)
    wait_until(lambda: '"stopping"' in fleet.log(worker), "the worker stops")
    waiting = fleet.submit("bug")
    os.close(descriptor)
    assert worker.wait(60) == 0
    assert fleet.test(test_id)["status"] == "completed"
    assert fleet.test(waiting)["status"] == "queued"
    fleet.client.rpc("cancel_test", {"p_test_id": waiting}).execute()


def test_a_second_signal_gives_everything_back_at_once(fleet: Fleet) -> None:
    worker = fleet.start_worker(grace_seconds=600)
    gate = fleet.gate()
    test_id = fleet.submit("browser", f"wait:{gate}")
    descriptor = fleet.arrives_at(gate)
    worker.send_signal(signal.SIGINT)
    wait_until(lambda: '"stopping"' in fleet.log(worker), "the worker stops")
    worker.send_signal(signal.SIGINT)
    assert worker.wait(60) == 0
    os.close(descriptor)
    assert fleet.test(test_id)["status"] == "queued"
    fleet.client.rpc("cancel_test", {"p_test_id": test_id}).execute()


def test_a_run_that_uses_too_much_memory_fails_with_a_reason_that_says_so(fleet: Fleet) -> None:
    worker = fleet.start_worker(run_memory_mb=200)
    test_id = fleet.submit("eat:300")
    for failures in (1, 2):
        fleet.retry_now(test_id, failures)
    fleet.until_status(test_id, "failed")
    reason = fleet.events(test_id, "test.status_change")[-1]["message"]
    assert "too much memory" in reason
    assert "of 200 MB" in reason
    assert "run_out_of_memory" in fleet.log(worker)


def test_a_target_that_cannot_be_tested_fails_at_once_with_its_reason(fleet: Fleet) -> None:
    fleet.start_worker()
    test_id = fleet.submit("target")
    fleet.until_status(test_id, "failed")
    assert fleet.events(test_id, "test.status_change")[-1]["message"] == "The address shop.example is unknown."
    assert fleet.rows("select attempt, code from queue.attempts where test_id = %s", test_id) == [
        (1, "target_host_unknown")
    ]


@pytest.mark.parametrize(
    ("step", "code"),
    [("platform", "browser_missing"), ("crash", "run_exit_1"), ("empty", "run_record_missing"), ("die", "signal_9")],
)
def test_what_fails_on_our_side_goes_back_to_be_tried_again(fleet: Fleet, step: str, code: str) -> None:
    worker = fleet.start_worker()
    test_id = fleet.submit(step)
    wait_until(lambda: fleet.rows("select 1 from queue.jobs where test_id = %s and failures = 1", test_id), "it failed")
    assert fleet.rows("select code from queue.attempts where test_id = %s", test_id)[0][0].endswith(code)
    assert "hunter2" not in fleet.log(worker)
    assert "abc123secret" not in fleet.log(worker)
    fleet.client.rpc("cancel_test", {"p_test_id": test_id}).execute()


def test_a_test_given_to_another_worker_is_stopped_here_and_written_by_the_other_alone(fleet: Fleet) -> None:
    fleet.start_worker(lease_seconds=3)
    gate = fleet.gate()
    test_id = fleet.submit("browser", f"wait:{gate}", "bug")
    descriptor = fleet.arrives_at(gate)
    run = next(process for process in fleet.started if f"{test_id}-1" in " ".join(process.cmdline()))
    # As if our worker had been cut off for the length of its lease: the queue takes the test back.
    fleet.rows(
        "update queue.jobs set lease_expires_at = now() - interval '1 s' where test_id = %s returning 1", test_id
    )
    fleet.rows("select queue.reap()")
    run.wait(60)
    os.close(descriptor)
    fleet.retry_now(test_id)
    fleet.let_on(gate)
    assert fleet.until_status(test_id, "completed", "failed")["bug_count"] == 1
    assert len(fleet.events(test_id, "test.completed")) == 1


def test_one_worker_runs_as_many_tests_at_once_as_it_is_told(fleet: Fleet) -> None:
    other = Fleet(fleet.stack, fleet.folder)  # the free plan runs one test of a person at a time
    fleet.start_worker(tests_at_once=2)
    gates = [fleet.gate(), fleet.gate()]
    first, second = fleet.submit(f"wait:{gates[0]}"), other.submit(f"wait:{gates[1]}")
    held = [fleet.arrives_at(gate) for gate in gates]
    for descriptor in held:
        os.close(descriptor)
    assert fleet.until_status(first, "completed", "failed")["status"] == "completed"
    assert other.until_status(second, "completed", "failed")["status"] == "completed"


def test_what_a_stopping_worker_gives_back_is_started_by_another_at_once(fleet: Fleet) -> None:
    # Neither polls while the test runs: only the notice of what was given back can be what wakes the other.
    first = fleet.start_worker(grace_seconds=0, poll_seconds=60)
    gate = fleet.gate()
    test_id = fleet.submit("browser", f"wait:{gate}", "bug")
    held = fleet.arrives_at(gate)
    fleet.start_worker(poll_seconds=60)
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0
    os.close(held)
    fleet.let_on_until_it_ends(gate, test_id)
    assert fleet.until_status(test_id, "completed", "failed")["bug_count"] == 1
    ((passed,),) = fleet.rows(
        "select extract(epoch from second.claimed_at - first.ended_at) from queue.attempts as first "
        "join queue.attempts as second using (test_id) where test_id = %s and first.attempt = 1 and second.attempt = 2",
        test_id,
    )
    assert passed < 30
