"""Guards what each service of the scheduler does, leaves alone, and counts."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from scheduler.services import all_services, orphans
from tests.integration.acting import Worker, bug
from tests.integration.clockwork import Clockwork
from tests.integration.fleet import wait_until
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")


@pytest.fixture
def clockwork(stack: Stack, worker: Worker) -> Iterator[Clockwork]:
    clockwork = Clockwork(stack, worker)
    yield clockwork
    clockwork.rows("truncate upkeep.cursors, upkeep.last_runs")


@pytest.mark.parametrize("name", all_services())
def test_a_service_counts_what_it_says_it_counts_and_notes_its_run(clockwork: Clockwork, name: str) -> None:
    service = all_services()[name]
    counts = clockwork.turn(name)
    assert list(counts) == list(service.counts)
    [(noted, seconds_ago)] = clockwork.rows(
        "select counts, extract(epoch from now() - succeeded_at) from upkeep.last_runs where service = %s", name
    )
    assert noted == counts
    assert seconds_ago >= 0


def test_the_jobs_of_a_silent_worker_go_back_in_line(clockwork: Clockwork) -> None:
    test_id = clockwork.person.submit()["test_id"]
    claim = clockwork.worker.must_claim()
    assert clockwork.turn("lost-leases") == {"jobs": 0}
    clockwork.rows("update queue.jobs set lease_expires_at = now() - interval '1 second' where test_id = %s", test_id)
    assert clockwork.turn("lost-leases") == {"jobs": 1}
    assert clockwork.person.test(test_id)["status"] == "queued"
    assert claim.heartbeat() == "lost"
    assert clockwork.turn("lost-leases") == {"jobs": 0}


def test_a_turned_month_starts_a_new_count(clockwork: Clockwork) -> None:
    clockwork.person.submit()
    clockwork.turn("monthly-reset")
    assert clockwork.turn("monthly-reset") == {"profiles": 0}
    owner = clockwork.person.user_id
    # The paid period ended exactly one month ago: today belongs to the month that begins, paid for or not.
    clockwork.rows("update private.quota_ledger set reserved_at = now() - interval '32 days' where user_id = %s", owner)
    with psycopg.connect(clockwork.stack.database_url) as idle_since_then:
        idle_since_then.execute("set session_replication_role = replica")  # no trigger counts
        idle_since_then.execute(
            "update public.profiles set current_billing_period_ends_at = now() - interval '1 month', "
            "last_monthly_reset_date = now() - interval '1 month', subscription_status = 'PAST_DUE' where user_id = %s",
            [owner],
        )
    assert clockwork.person.profile()["tests_this_month_count"] == 1
    assert clockwork.turn("monthly-reset") == {"profiles": 1}
    profile = clockwork.person.profile()
    assert profile["tests_this_month_count"] == 0
    assert profile["last_monthly_reset_date"] == datetime.now(UTC).date().isoformat()
    assert clockwork.turn("monthly-reset") == {"profiles": 0}


def test_files_are_deleted_after_thirty_days_and_the_row_says_so(clockwork: Clockwork) -> None:
    # Addresses signed in the last minute of the thirtieth day work for a quarter of an hour.
    young, old = clockwork.completed_test(days_ago=30.009), clockwork.completed_test(days_ago=30.012)
    clockwork.put(f"test-uploads/{old}/site.zip", f"test-uploads/{young}/site.zip")
    kept = clockwork.keys(f"test-reports/{young}/", f"test-uploads/{young}/")
    assert clockwork.turn("retention") == {"reports": 1, "objects": 5, "refused": 0}
    assert clockwork.keys("test-reports/", "test-uploads/") == kept
    reports = clockwork.person.api.select("test_reports", "test_id,files_deleted_at,summary", order="files_deleted_at")
    assert [(row["test_id"], row["files_deleted_at"] is None) for row in reports] == [(old, False), (young, True)]
    assert reports[0]["summary"] == {"bugs": 1}
    assert clockwork.turn("retention") == {"reports": 0, "objects": 0, "refused": 0}


def test_files_that_were_deleted_before_the_row_said_so_do_not_stop_retention(clockwork: Clockwork) -> None:
    test_id = clockwork.completed_test(days_ago=31)
    clockwork.storage.delete(clockwork.keys(f"test-reports/{test_id}/"))
    assert clockwork.turn("retention") == {"reports": 1, "objects": 0, "refused": 0}


def test_a_test_whose_file_does_not_come_fails_and_is_given_back(clockwork: Clockwork) -> None:
    bundle = {"test_type": "web_bundle", "test_source_url": None}
    late, fresh, arrived = (clockwork.person.submit(**bundle)["test_id"] for _ in range(3))
    clockwork.put(f"test-uploads/{late}/part.zip", f"test-uploads/{fresh}/part.zip")
    clockwork.rows("select queue.admit_upload(%s, %s)", arrived, f"test-uploads/{arrived}/site.zip")
    clockwork.rows(
        "update queue.jobs set enqueued_at = now() - interval '25 hours' where test_id = any(%s::uuid[])",
        [late, arrived],
    )
    assert clockwork.turn("abandoned-uploads") == {"tests": 1, "objects": 1, "uploads_in_parts": 0}
    assert clockwork.person.test(late)["status"] == "failed"
    assert clockwork.person.events(late)[-1]["payload"]["message"] == "The file to test did not arrive within 24 hours."
    [(code,)] = clockwork.rows("select given_back_because from private.quota_ledger where test_id = %s", late)
    assert code == "upload_abandoned"
    assert clockwork.person.profile()["tests_this_month_count"] == 2
    assert [clockwork.person.test(test_id)["status"] for test_id in (fresh, arrived)] == ["queued", "queued"]
    assert clockwork.keys("test-uploads/") == [f"test-uploads/{fresh}/part.zip"]
    assert clockwork.turn("abandoned-uploads") == {"tests": 0, "objects": 0, "uploads_in_parts": 0}


def test_only_what_no_test_needs_is_swept(clockwork: Clockwork) -> None:
    completed = clockwork.completed_test()
    needed = list(clockwork.keys("test-reports/"))
    left_over = f"test-reports/{completed}/bugs/bug-9/screenshot-1.png"

    clockwork.person.submit()
    running = clockwork.worker.must_claim()
    needed += bug(running.test_id, 1)["screenshots"]
    needed += [f"test-uploads/{completed}/site.zip", "test-reports/not-a-test/file"]

    clockwork.person.submit()
    failed = clockwork.worker.must_claim()
    failed.settle("failed", {"reason": "The site refused.", "code": "refused", "fault": "target"})
    gone = "test-uploads/00000000-0000-4000-8000-000000000000/site.zip"
    clockwork.put(*needed, left_over, f"test-reports/{failed.test_id}/summary.json", gone)

    young = clockwork.turn("orphans")
    assert (young["seen"], young["deleted"]) == (len(needed) + 3, 0)
    swept = clockwork.turn("orphans", orphan_hours=0)
    assert (swept["deleted"], swept["unknown"], swept["rounds"]) == (3, 1, 1)
    assert sorted(clockwork.keys("test-reports/", "test-uploads/")) == sorted(needed)
    assert clockwork.turn("orphans", orphan_hours=0)["deleted"] == 0


def test_sweeping_goes_on_where_it_stopped(clockwork: Clockwork, monkeypatch: pytest.MonkeyPatch) -> None:
    clockwork.put(*(f"{prefix}00000000-0000-4000-8000-000000000000/file" for prefix in orphans.PREFIXES))
    monkeypatch.setattr(orphans, "PAGES", 1)
    turns = [clockwork.turn("orphans", orphan_hours=0) for _ in range(7)]
    assert [counts["deleted"] for counts in turns] == [1, 0, 1, 0, 1, 0, 0]
    assert [counts["rounds"] for counts in turns] == [0, 0, 0, 0, 0, 1, 0]


def test_a_hot_table_with_many_dead_rows_is_vacuumed(clockwork: Clockwork) -> None:
    clockwork.rows("alter table public.unconfirmed_findings set (autovacuum_enabled = false)")
    test_id = clockwork.completed_test()
    clockwork.rows(
        "insert into public.unconfirmed_findings (test_id, fingerprint, finding) "
        "select %s, n::text, '{}' from generate_series(1, 3000) as n",
        test_id,
    )
    clockwork.rows("delete from public.unconfirmed_findings where test_id = %s", test_id)

    def dead_rows() -> int:
        [(dead,)] = clockwork.rows("select pg_stat_get_dead_tuples('public.unconfirmed_findings'::regclass)")
        return dead

    wait_until(lambda: dead_rows() >= 3000, "PostgreSQL has counted the dead rows")
    counts = clockwork.turn("vacuum-watch")
    assert counts["bloated"] >= 1
    assert counts["vacuumed"] == counts["bloated"]
    assert counts["dead_rows"] >= 3000
    assert dead_rows() == 0
    clockwork.rows("alter table public.unconfirmed_findings reset (autovacuum_enabled)")


def test_old_transactions_and_slots_that_hold_back_the_log_are_seen(clockwork: Clockwork) -> None:
    clockwork.rows("select pg_create_physical_replication_slot('forgotten', true)")
    clockwork.rows("select pg_switch_wal()")
    try:
        counts = clockwork.turn("vacuum-watch")
    finally:
        clockwork.rows("select pg_drop_replication_slot('forgotten')")
    assert counts["inactive_slots"] >= 1
    assert counts["retained_wal_bytes"] > 0
