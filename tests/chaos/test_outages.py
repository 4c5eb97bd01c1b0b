"""Guards that what a worker needs may fail for a while, or lie about the time, and every test ends and is reported
once."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.chaos.interruption import interruptible
from tests.chaos.nothing_lost import assert_nothing_lost
from tests.chaos.test_kills import LEASE, attempts
from tests.integration.fleet import Fleet, wait_until

CLOCK = Path(__file__).parent / "jumping_clock"


def test_an_answer_that_is_lost_after_its_commit_changes_nothing_twice(fleet: Fleet) -> None:
    address = urlsplit(fleet.stack.worker_database_url)
    with interruptible(address.hostname or "", address.port or 0) as way:
        login = address.netloc.rpartition("@")[0]
        url = address._replace(netloc=f"{login}@{way.address}").geturl()
        phrases = [b"queue.claim", b"queue.progress", b"queue.settle"]
        way.lose_answer_to = list(phrases)
        gate = fleet.gate()
        test_id = fleet.submit("bug", f"wait:{gate}", "bug")
        fleet.start_worker(database_url=url, lease_seconds=LEASE)
        # A run that ends within a second has no progress to write.
        wait_until(lambda: b"queue.progress" in way.lost, "an answer to progress is lost")
        fleet.let_on(gate)
        assert assert_nothing_lost(fleet) == {test_id: "completed"}
        assert sorted(way.lost) == phrases
    # The claim nobody knew of ran out; what followed was carried out once, whoever heard the answer.
    assert attempts(fleet, test_id) == [("requeued", "lease_expired"), ("completed", None)]


def test_a_connection_that_is_ended_in_the_middle_of_a_transaction_loses_nothing(fleet: Fleet) -> None:
    fleet.start_worker()
    gate = fleet.gate()
    test_id = fleet.submit("bug", f"wait:{gate}", "bug")
    held = fleet.arrives_at(gate)
    writing = (
        "select pid from pg_stat_activity where application_name = 'deffatest worker' and wait_event_type = 'Lock' "
        "and query like '%%queue.%%'"
    )
    with psycopg.connect(fleet.stack.database_url) as other:
        # What the worker writes now waits for this row in the middle of its transaction.
        other.execute("select from public.tests where id = %s for share", (test_id,))
        os.close(held)
        ((pid,),) = wait_until(lambda: fleet.rows(writing), "the worker writes")
        fleet.rows("select pg_terminate_backend(%s)", pid)
    assert assert_nothing_lost(fleet) == {test_id: "completed"}
    assert attempts(fleet, test_id) == [("completed", None)]


def test_a_storage_that_refuses_for_a_while_delays_the_report(fleet: Fleet) -> None:
    storage = urlsplit(fleet.stack.s3.endpoint)
    with interruptible(storage.hostname or "", storage.port or 0) as way:
        fleet.start_worker(s3_endpoint=storage._replace(netloc=way.address).geturl(), tests_at_once=2)
        way.refusing = True
        test_id = fleet.submit("bug", "bug")
        assert way.refused.wait(60)
        # A cancel is seen while the report waits to be stored, too.
        cancelled = fleet.submit("bug")
        wait_until(lambda: fleet.test(cancelled)["progress"] == 98, "the other waits to be stored")
        fleet.client.rpc("cancel_test", {"p_test_id": cancelled}).execute()
        fleet.until_status(cancelled, "cancelled")
        way.refusing = False
        assert assert_nothing_lost(fleet) == {test_id: "completed", cancelled: "cancelled"}
    assert attempts(fleet, test_id) == [("completed", None)]


@pytest.mark.parametrize("how", ["fill1:40", "big1:20"])
def test_a_run_that_fills_its_folder_costs_an_attempt_and_no_worker(fleet: Fleet, how: str) -> None:
    worker = fleet.start_worker(run_folder_mb=16)
    greedy, modest = fleet.submit(how, "bug"), fleet.submit("bug")
    assert assert_nothing_lost(fleet) == {greedy: "completed", modest: "completed"}
    (outcome, code), last = attempts(fleet, greedy)
    assert (outcome, code, last) == ("requeued", "run_folder_full", ("completed", None))
    assert worker.poll() is None


def test_a_worker_whose_disk_is_full_leaves_tests_to_others(fleet: Fleet) -> None:
    full = fleet.start_worker(free_disk_mb=10**9)
    test_id = fleet.submit("bug")
    wait_until(lambda: "the disk is too full" in fleet.log(full), "the worker says why it takes none")
    fleet.start_worker()
    assert assert_nothing_lost(fleet) == {test_id: "completed"}
    assert "test claimed" not in fleet.log(full)


@pytest.mark.parametrize("seconds", [-600, 600])
def test_a_worker_whose_clock_jumps_keeps_its_test(fleet: Fleet, tmp_path: Path, seconds: int) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    environment = {"PYTHONPATH": f"{CLOCK}{os.pathsep}{Path.cwd()}", "JUMPING_CLOCK": str(clock)}
    fleet.start_worker(environment=environment, lease_seconds=LEASE)
    gate = fleet.gate()
    test_id = fleet.submit("bug", f"wait:{gate}", "bug")
    held = fleet.arrives_at(gate)
    clock.write_text(str(seconds))
    os.close(held)
    assert assert_nothing_lost(fleet) == {test_id: "completed"}
    assert attempts(fleet, test_id) == [("completed", None)]


def test_a_cancel_that_races_with_the_end_has_one_outcome(fleet: Fleet) -> None:
    fleet.start_worker(tests_at_once=3)
    gates = [fleet.gate() for _ in range(3)]
    ids = [fleet.submit("bug", f"wait:{gate}") for gate in gates]
    held = [fleet.arrives_at(gate) for gate in gates]
    for test_id, descriptor in zip(ids, held, strict=True):
        os.close(descriptor)
        fleet.client.rpc("cancel_test", {"p_test_id": test_id}).execute()
    assert set(assert_nothing_lost(fleet).values()) <= {"completed", "cancelled"}
