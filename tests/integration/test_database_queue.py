"""The queue: who runs next, on whose slot, and what happens when workers come late, die or give up."""

import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from tests.integration.acting import Claim, Person, Refused, Row, Worker, bug, completed, operator, server, sign_up
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")

TARGET_FAULT = {"reason": "The address does not exist.", "code": "dns_not_found", "fault": "target"}
PLATFORM_FAULT = {"reason": "The report could not be stored.", "code": "storage_down", "fault": "platform"}


@pytest.fixture
def database(stack: Stack) -> Iterator[psycopg.Connection[DictRow]]:
    with closing(operator(stack)) as connection:
        yield connection


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack)


def submit(person: Person, **changed: object) -> str:
    return person.submit(**changed)["test_id"]


def submit_app(database: psycopg.Connection[DictRow], person: Person) -> str:
    """A test of an Android app whose file has been admitted."""
    test_id = submit(person, test_type="android_apk", test_source_url=None)
    database.execute("select queue.admit_upload(%s, %s)", [test_id, f"test-uploads/{test_id}/app.apk"])
    return test_id


def let_leases_run_out(database: psycopg.Connection[DictRow]) -> None:
    database.execute("update queue.jobs set lease_expires_at = now() - interval '1 s' where leased_by is not null")


def let_back_off_pass(database: psycopg.Connection[DictRow]) -> None:
    database.execute("update queue.jobs set available_at = now()")


def claims_in_turn(worker: Worker) -> list[str]:
    """The tests of all claims that can be made now, in order."""
    return [claim.test_id for claim in iter(worker.claim, None)]


class TestOrder:
    def test_a_higher_plan_goes_first_and_the_older_test_within_it(self, stack: Stack, worker: Worker) -> None:
        free, pro, chaos, another_pro = (sign_up(stack, plan) for plan in ("free", "pro", "chaos", "pro"))
        submitted = {name: submit(who) for name, who in dict(free=free, pro=pro, chaos=chaos, late=another_pro).items()}
        assert claims_in_turn(worker) == [submitted[name] for name in ("chaos", "pro", "late", "free")]

    def test_an_owner_whose_slots_are_taken_does_not_hold_up_the_next(self, stack: Stack, worker: Worker) -> None:
        busy, patient = sign_up(stack), sign_up(stack)
        first, _, _ = submit(busy), submit(busy), submit(busy)
        last = submit(patient)
        assert claims_in_turn(worker) == [first, last]

    def test_a_worker_gets_the_lanes_it_asks_for(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        person = sign_up(stack, "pro")
        web, app = submit(person), submit_app(database, person)
        assert worker.must_claim("app").test_id == app
        assert worker.claim("app") is None
        assert worker.must_claim("web").test_id == web

    def test_a_test_of_a_file_waits_until_the_file_is_admitted(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        test_id = submit(person, test_type="web_bundle", test_source_url=None)
        assert worker.claim() is None
        key = f"test-uploads/{test_id}/bundle.zip"
        database.execute("select queue.admit_upload(%s, %s)", [test_id, key])
        assert worker.must_claim("web").payload["test_file_path"] == key

    def test_a_file_that_is_refused_fails_its_test_and_gives_it_back(
        self, person: Person, database: psycopg.Connection[DictRow]
    ) -> None:
        test_id = submit(person, test_type="android_apk", test_source_url=None)
        database.execute("select queue.refuse_upload(%s, 'The file is not an Android app.', 'not_an_apk')", [test_id])
        assert person.test(test_id)["status"] == "failed"
        assert person.events(test_id)[-1]["payload"]["message"] == "The file is not an Android app."
        assert person.profile()["tests_this_month_count"] == 0

    def test_a_file_of_another_test_is_not_admitted(
        self, person: Person, database: psycopg.Connection[DictRow]
    ) -> None:
        test_id = submit(person, test_type="android_apk", test_source_url=None)
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            database.execute("select queue.admit_upload(%s, %s)", [test_id, f"test-uploads/{uuid.uuid4()}/app.apk"])

    def test_a_claim_says_all_that_a_worker_needs(self, person: Person, worker: Worker) -> None:
        test_id = submit(person, requested_duration_minutes=3)
        claim = worker.must_claim()
        test = person.test(test_id)
        assert (claim.attempt, claim.lane) == (1, "web")
        assert claim.payload.pop("submitted_at") is not None
        assert claim.payload == {
            "kind": "test",
            "test_id": test_id,
            "user_id": person.user_id,
            "test_name": "Shop",
            "test_type": "web_url",
            "test_source_url": test["test_source_url"],
            "test_file_path": None,
            "upload": None,
            "requested_duration_minutes": 3,
            "plan_type": "free",
            "may_probe": ["127.0.0.0/8", "::1/128", "localhost"],
        }
        assert test["status"] == "running"
        assert test["started_at"] is not None
        assert test["estimated_completion_time"] > test["started_at"]

    @pytest.mark.parametrize(
        ("name", "lanes", "seconds"), [("", ["web"], 30), ("w", ["desktop"], 30), ("w", ["web"], 0)]
    )
    def test_a_claim_that_makes_no_sense_is_refused(
        self, worker: Worker, name: str, lanes: list[str], seconds: int
    ) -> None:
        with pytest.raises(psycopg.errors.InvalidParameterValue, match="A claim needs"):
            worker.ask("select queue.claim(%s, %s, %s)", name, lanes, seconds)


class TestSlots:
    def test_free_runs_one_test_of_either_kind(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        for lanes in (["app", "web"], ["web", "app"]):
            person = sign_up(stack)
            submit(person)
            submit_app(database, person)
            assert worker.claim(lanes[0]) is not None
            assert worker.claim(lanes[1]) is None

    @pytest.mark.parametrize(("plan", "in_each_lane"), [("pro", 2), ("chaos", 4)])
    def test_web_and_app_have_slots_of_their_own(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow], plan: str, in_each_lane: int
    ) -> None:
        person = sign_up(stack, plan)
        for _ in range(5):
            submit(person)
            submit_app(database, person)
        lanes = Counter(claim.lane for claim in iter(worker.claim, None))
        assert lanes == {"web": in_each_lane, "app": in_each_lane}

    @pytest.mark.parametrize("end", ["complete", "fail", "release"])
    def test_a_slot_is_free_again_when_its_test_ends(self, person: Person, worker: Worker, end: str) -> None:
        submit(person)
        submit(person)
        claim = worker.must_claim()
        assert worker.claim() is None
        match end:
            case "complete":
                claim.complete()
            case "fail":
                claim.settle("failed", TARGET_FAULT)
            case _:
                claim.release(delay_seconds=60)
        assert worker.claim() is not None
        assert worker.claim() is None

    def test_slots_are_exact_under_many_claimers(self, stack: Stack, database: psycopg.Connection[DictRow]) -> None:
        limits = {"free": Counter(web=1), "pro": Counter(web=2, app=2), "chaos": Counter(web=4, app=4)}
        owners = {sign_up(stack, plan).user_id: plan for plan in limits for _ in range(3)}
        # Beyond the month's tests, so that every slot is fought for: straight into the line.
        for owner, plan in owners.items():
            for test_type in ["web_url"] * 5 + (["android_apk"] * 5 if plan != "free" else []):
                put_in_line(database, owner, test_type)

        def claim_all(number: int) -> list[Claim]:
            with closing(Worker(stack, f"worker-{number}")) as worker:
                return list(iter(worker.claim, None))

        database.execute("update queue.settings set running_limit = 100")
        with ThreadPoolExecutor(16) as together:
            claims = [claim for claimed in together.map(claim_all, range(16)) for claim in claimed]

        assert len({claim.job_id for claim in claims}) == len(claims)
        running = {owner: Counter[str]() for owner in owners}
        for claim in claims:
            running[claim.payload["user_id"]][claim.lane] += 1
        assert running == {owner: limits[plan] for owner, plan in owners.items()}

    @pytest.mark.parametrize("cut_off", ["cancel", "claim"])
    def test_a_slot_passed_over_because_of_what_then_broke_off_is_given_out_by_the_reaper(
        self, stack: Stack, person: Person, worker: Worker, cut_off: str
    ) -> None:
        with psycopg.connect(stack.database_url) as broken:
            if cut_off == "cancel":
                first, second = submit(person), submit(person)
                claim = worker.must_claim()
                broken.execute("select queue.cancel(%s)", [second])
                claim.settle("failed", TARGET_FAULT)
                broken.rollback()
                assert worker.claim() is None
                worker.reap()
                assert worker.must_claim().test_id == second != first
            else:
                server(stack).update("profiles", {"plan_type": "pro"}, user_id=f"eq.{person.user_id}")
                for _ in range(3):
                    submit(person)
                worker.must_claim()
                broken.execute("select queue.claim('worker-2', '{web}')")
                server(stack).update("profiles", {"plan_type": "free"}, user_id=f"eq.{person.user_id}")
                broken.rollback()
                worker.reap()
                assert worker.claim() is None, "the one slot is taken"

    def test_a_claim_does_not_wait_long_for_whoever_gives_out_the_owners_slots(
        self, stack: Stack, person: Person, worker: Worker
    ) -> None:
        test_id = submit(person)
        with psycopg.connect(stack.database_url) as other:
            other.execute("select queue.lock_owner(%s)", [person.user_id])
            assert worker.claim() is None
            other.rollback()
        claim = worker.must_claim()
        assert (claim.test_id, claim.attempt) == (test_id, 1)
        assert claim.complete() == "settled"

    def test_an_upgrade_is_felt_while_a_test_runs(self, stack: Stack, person: Person, worker: Worker) -> None:
        for _ in range(4):
            submit(person)
        worker.must_claim()
        assert worker.claim() is None
        server(stack).update("profiles", {"plan_type": "pro"}, user_id=f"eq.{person.user_id}")
        assert len(claims_in_turn(worker)) == 1

    def test_after_a_downgrade_nothing_starts_until_what_runs_fits(self, stack: Stack, worker: Worker) -> None:
        person = sign_up(stack, "chaos")
        for _ in range(5):
            submit(person)
        running = [worker.must_claim() for _ in range(3)]
        server(stack).update("profiles", {"plan_type": "free"}, user_id=f"eq.{person.user_id}")
        for claim in running:
            assert worker.claim() is None
            claim.settle("failed", TARGET_FAULT)
        assert worker.claim() is not None
        assert worker.claim() is None

    def test_after_a_downgrade_the_other_lane_goes_on(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        person = sign_up(stack, "chaos")
        for _ in range(5):
            submit(person)
        for _ in range(4):
            worker.must_claim("web")
        server(stack).update("profiles", {"plan_type": "pro"}, user_id=f"eq.{person.user_id}")
        submit_app(database, person)
        assert worker.claim("web") is None
        assert worker.claim("app") is not None

    def test_a_deleted_account_leaves_nothing_behind(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        submit(person)
        submit(person)
        claim = worker.must_claim()
        database.execute("delete from auth.users where id = %s", [person.user_id])
        assert claim.heartbeat() == "lost"
        left = database.execute(
            "select (select count(*) from queue.jobs where owner_id = %(id)s) as jobs,"
            " (select count(*) from queue.places where job_id is not null) as places",
            {"id": person.user_id},
        ).fetchone()
        assert left == {"jobs": 0, "places": 0}


class TestLeases:
    def test_a_lease_is_held_by_heartbeats_and_by_news(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        submit(person)
        claim = worker.must_claim()
        for sign_of_life in (claim.heartbeat, lambda: claim.progress(10)):
            let_leases_run_out(database)
            assert sign_of_life() == "held"
            assert worker.reap() == 0

    def test_a_lost_lease_puts_the_test_back_in_line_at_its_old_age(
        self, stack: Stack, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        test_id = submit(person)
        worker.must_claim().progress(40)
        submit(sign_up(stack))
        let_leases_run_out(database)
        assert worker.reap() == 1
        assert worker.reap() == 0
        test = person.test(test_id)
        assert (test["status"], test["progress"], test["started_at"]) == ("queued", 0, None)
        let_back_off_pass(database)
        again = worker.must_claim()
        assert (again.test_id, again.attempt) == (test_id, 2)

    def test_a_late_writer_changes_nothing(
        self, stack: Stack, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        test_id = submit(person)
        late = worker.must_claim()
        let_leases_run_out(database)
        worker.reap()

        def nothing_works() -> None:
            before = (person.test(test_id), person.events(test_id))
            assert late.heartbeat() == "lost"
            assert late.progress(90, "Late", bug(test_id, 1), status="processing_results") == "lost"
            assert late.release() == "lost"
            assert late.complete(bug(test_id, 1)) == "lost"
            assert late.settle("failed", TARGET_FAULT) == "lost"
            assert (person.test(test_id), person.events(test_id)) == before

        nothing_works()
        let_back_off_pass(database)
        with closing(Worker(stack, "worker-2")) as other:
            current = other.must_claim()
            nothing_works()
            assert current.progress(10) == "held"
            assert current.complete() == "settled"
        nothing_works()

    def test_a_worker_that_asks_twice_whether_it_settled_is_told_so(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        assert claim.complete(bug(test_id, 1)) == "settled"
        events = person.events(test_id)
        assert claim.complete(bug(test_id, 1)) == "settled"
        assert person.events(test_id) == events

    def test_a_test_that_is_lost_three_times_fails_with_a_reason_and_is_given_back(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        test_id = submit(person)
        for _ in range(3):
            let_back_off_pass(database)
            worker.must_claim()
            let_leases_run_out(database)
            worker.reap()
        assert person.test(test_id)["status"] == "failed"
        assert person.events(test_id)[-1]["payload"]["message"] == "The machine that ran the test stopped answering."
        assert person.profile()["tests_this_month_count"] == 0
        assert worker.claim() is None

    def test_a_released_test_is_tried_again_after_a_longer_and_longer_pause(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        test_id = submit(person)
        pauses: list[int] = []
        for _ in range(2):
            assert worker.must_claim().release() == "requeued"
            assert worker.claim() is None
            row = database.execute(
                "select extract(epoch from available_at - now()) as pause from queue.jobs"
            ).fetchone()
            assert row is not None
            pauses.append(round(row["pause"]))
            let_back_off_pass(database)
        assert pauses == [5, 20]
        assert worker.must_claim().release() == "failed"
        assert person.test(test_id)["status"] == "failed"
        assert person.profile()["tests_this_month_count"] == 0

    def test_a_worker_that_shuts_down_does_not_use_up_an_attempt(self, person: Person, worker: Worker) -> None:
        submit(person)
        for attempt in range(1, 6):
            claim = worker.must_claim()
            assert claim.attempt == attempt
            assert claim.release(counts=False) == "requeued"

    def test_every_attempt_is_on_the_operators_record(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        test_id = submit(person)
        worker.must_claim().release(counts=False)
        worker.must_claim().settle("failed", PLATFORM_FAULT)
        attempts = database.execute(
            "select attempt, worker, outcome, code from queue.attempts where test_id = %s order by attempt", [test_id]
        ).fetchall()
        assert [tuple(row.values()) for row in attempts] == [
            (1, "worker-1", "requeued", "browser_start"),
            (2, "worker-1", "failed", "storage_down"),
        ]

    def test_no_index_knows_of_leases(self, database: psycopg.Connection[DictRow]) -> None:
        """So that a heartbeat touches the row's page alone."""
        rows = database.execute(
            "select pg_get_indexdef(indexrelid) as index from pg_index where indrelid = 'queue.jobs'::regclass"
        ).fetchall()
        assert rows
        assert not [row for row in rows if "lease_" in row["index"]]


class TestCancelling:
    def test_a_running_test_is_cancelled_by_its_worker(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        answer: Row = person.api.call("cancel_test", p_test_id=test_id)
        assert (answer["status"], answer["message"]) == ("running", "The test is being cancelled.")
        assert claim.heartbeat() == "cancel"
        assert claim.progress(50, "Looking around", bug(test_id, 1)) == "cancel"
        assert claim.settle("cancelled") == "settled"
        test = person.test(test_id)
        assert (test["status"], test["bug_count"]) == ("cancelled", 0)
        assert person.profile()["tests_this_month_count"] == 1

    def test_a_test_whose_results_are_processed_can_be_cancelled(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        claim.progress(100, "Done", status="processing_results")
        assert person.api.call("cancel_test", p_test_id=test_id)["status"] == "processing_results"
        assert claim.settle("cancelled") == "settled"
        assert person.test(test_id)["status"] == "cancelled"

    def test_asking_again_while_it_is_being_cancelled_changes_nothing(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        worker.must_claim()
        person.api.call("cancel_test", p_test_id=test_id)
        events = person.events(test_id)
        assert person.api.call("cancel_test", p_test_id=test_id)["status"] == "running"
        assert person.events(test_id) == events

    @pytest.mark.parametrize("outcome", ["completed", "failed"])
    def test_a_result_that_comes_after_the_cancellation_is_too_late(
        self, person: Person, worker: Worker, outcome: str
    ) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        person.api.call("cancel_test", p_test_id=test_id)
        result = completed(test_id, bug(test_id, 1)) if outcome == "completed" else TARGET_FAULT
        assert claim.settle(outcome, result) == "settled"
        test = person.test(test_id)
        assert (test["status"], test["bug_count"], test["report_download_url"]) == ("cancelled", 0, None)

    @pytest.mark.parametrize("end", ["reap", "release"])
    def test_a_cancelled_test_is_not_tried_again(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow], end: str
    ) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        person.api.call("cancel_test", p_test_id=test_id)
        if end == "reap":
            let_leases_run_out(database)
            assert worker.reap() == 1
        else:
            assert claim.release() == "cancelled"
        assert person.test(test_id)["status"] == "cancelled"
        assert worker.claim() is None

    @pytest.mark.parametrize("outcome", ["completed", "failed"])
    def test_a_test_that_has_ended_stays_as_it_ended(self, person: Person, worker: Worker, outcome: str) -> None:
        test_id = submit(person)
        worker.must_claim().settle(outcome, completed(test_id) if outcome == "completed" else TARGET_FAULT)
        with pytest.raises(Refused) as refusal:
            person.api.call("cancel_test", p_test_id=test_id)
        assert (refusal.value.status, refusal.value.message) == (409, f"The test is already {outcome}.")
        assert person.test(test_id)["status"] == outcome

    def test_a_worker_does_not_cancel_of_its_own_accord(self, person: Person, worker: Worker) -> None:
        submit(person)
        with pytest.raises(psycopg.DatabaseError, match="Nobody asked for this test to be cancelled"):
            worker.must_claim().settle("cancelled")


class TestSettling:
    def test_a_completed_test_has_its_report_and_its_bugs(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        claim.complete(bug(test_id, 1), bug(test_id, 2, severity="low"))
        test = person.test(test_id)
        assert (test["status"], test["progress"], test["bug_count"]) == ("completed", 100, 2)
        assert test["report_download_url"] == f"https://api.example.com/tests/{test_id}/report.zip"
        [report] = person.api.select("test_reports", test_id=f"eq.{test_id}")
        assert report["object_key"] == f"test-reports/{test_id}/full_report.zip"
        assert report["environment"]["os"] == "Debian 12"

    def test_a_failure_of_the_target_counts_and_one_of_ours_does_not(self, person: Person, worker: Worker) -> None:
        for fault, counted in ((TARGET_FAULT, 1), (PLATFORM_FAULT, 1)):
            test_id = submit(person)
            assert worker.must_claim().settle("failed", fault) == "settled"
            assert person.test(test_id)["status"] == "failed"
            assert person.events(test_id)[-1]["payload"]["message"] == fault["reason"]
            assert person.profile()["tests_this_month_count"] == counted

    @pytest.mark.parametrize(
        ("outcome", "result"),
        [
            ("completed", {}),
            ("completed", {"bugs": [], "report": {}}),
            ("failed", {}),
            ("failed", {"reason": "x", "fault": "nobody"}),
            ("lost", {}),
        ],
    )
    def test_a_result_that_says_too_little_is_refused_and_the_job_stays(
        self, person: Person, worker: Worker, outcome: str, result: Row
    ) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            claim.settle(outcome, result)
        assert claim.heartbeat() == "held"
        assert person.test(test_id)["status"] == "running"

    def test_a_report_cannot_name_the_files_of_another_test(self, person: Person, worker: Worker) -> None:
        test_id, other = submit(person), uuid.uuid4()
        claim = worker.must_claim()
        theirs = f"test-reports/{other}/full_report.zip"
        for result in (
            completed(test_id) | {"report": {"object_key": theirs}},
            completed(test_id, bug(test_id, 1, screenshots=[theirs])),
            completed(test_id, bug(test_id, 1, recording=theirs)),
            completed(test_id, bug(test_id, 1, recording=f"test-reports/{test_id}/../{other}/full_report.zip")),
        ):
            with pytest.raises(psycopg.errors.InvalidParameterValue, match="is not an object key of test"):
                claim.settle("completed", result)

    def test_nobody_sees_the_bugs_of_another(self, stack: Stack, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        claim.progress(50, "Looking around", bug(test_id, 2, confirmed=False))
        claim.complete(bug(test_id, 1))
        for table in ("bug_reports", "bug_details", "unconfirmed_findings", "test_reports"):
            assert len(person.api.select(table)) == 1
            assert sign_up(stack).api.select(table) == []


class TestFindings:
    def test_a_bug_is_stored_as_it_was_sent(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        sent = bug(test_id, 1, steps=["Open the cart", "Type 'a\nb' into 'Note'"])
        worker.must_claim().progress(50, "Looking around", sent)
        [stored] = person.api.select("bug_reports", "*,bug_details(*)", test_id=f"eq.{test_id}")
        details = stored["bug_details"]
        assert stored["reproduction_steps"] == "Open the cart\nType 'a b' into 'Note'"
        assert stored["screenshot_url"] == sent["screenshots"][0]
        assert stored["video_url"] == sent["recording"]
        assert {key: stored[key] for key in ("severity", "title", "description")} == {
            key: sent[key] for key in ("severity", "title", "description")
        }
        kept = set(sent) - {"id", "severity", "title", "description", "steps", "confirmed"}
        assert {key: details[key] for key in kept} == {key: sent[key] for key in kept}
        assert details["report_bug_id"] == "bug-1"

    def test_a_bug_that_is_sent_again_is_told_once_and_kept_up_to_date(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        claim.progress(10, "Looking around", bug(test_id, 1))
        [before] = person.api.select("bug_reports", "id")
        claim.progress(20, "Looking around", bug(test_id, 1, title="Button 'Pay' does nothing", reproduced=3))
        [after] = person.api.select("bug_reports", "id,title,bug_details(reproduced)")
        assert after == before | {"title": "Button 'Pay' does nothing", "bug_details": {"reproduced": 3}}
        assert [row["event"] for row in person.events(test_id)].count("test.bug_found") == 1
        assert person.test(test_id)["bug_count"] == 1

    def test_what_did_not_come_back_is_kept_apart_until_it_does(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        seen, proved = bug(test_id, 1, confirmed=False), bug(test_id, 1)

        claim.progress(10, "Looking around", seen)
        [kept] = person.api.select("unconfirmed_findings", test_id=f"eq.{test_id}")
        assert kept["finding"] == seen
        assert person.api.select("bug_reports", test_id=f"eq.{test_id}") == []
        assert person.test(test_id)["bug_count"] == 0
        assert "test.bug_found" not in [row["event"] for row in person.events(test_id)]

        claim.progress(20, "Looking around", proved)
        assert person.api.select("unconfirmed_findings", test_id=f"eq.{test_id}") == []
        assert person.test(test_id)["bug_count"] == 1
        assert [row["event"] for row in person.events(test_id)].count("test.bug_found") == 1

        claim.progress(30, "Looking around", seen)
        assert person.api.select("unconfirmed_findings", test_id=f"eq.{test_id}") == []
        assert person.test(test_id)["bug_count"] == 1

    def test_the_reports_list_is_the_last_word(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        test_id = submit(person)
        first = worker.must_claim()
        first.progress(50, "Looking around", bug(test_id, 1), bug(test_id, 2))
        first.release()
        let_back_off_pass(database)
        found_again = bug(test_id, 1, fingerprint="dead-control:2")
        worker.must_claim().complete(found_again, bug(test_id, 2, fingerprint="new"))
        details = person.api.select("bug_details", "fingerprint,report_bug_id", order="ordinal")
        assert details == [
            {"fingerprint": "dead-control:2", "report_bug_id": "bug-1"},
            {"fingerprint": "new", "report_bug_id": "bug-2"},
        ]
        assert person.test(test_id)["bug_count"] == 2
        told = [row["payload"]["title"] for row in person.events(test_id) if row["event"] == "test.bug_found"]
        assert len(told) == 3, "the bug that both attempts found is told once"

    @pytest.mark.parametrize("wrong", [{"severity": "huge"}, {"category": "other"}, {"title": None}, {"reproduced": 9}])
    def test_a_bug_out_of_shape_is_refused(self, person: Person, worker: Worker, wrong: Row) -> None:
        test_id = submit(person)
        with pytest.raises(psycopg.IntegrityError):
            worker.must_claim().progress(50, "Looking around", bug(test_id, 1, **wrong))
        assert person.test(test_id)["bug_count"] == 0

    def test_progress_never_goes_back(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claim = worker.must_claim()
        for percent, shown in ((30, 30), (20, 30), (None, 30), (31, 31)):
            claim.progress(percent)
            assert person.test(test_id)["progress"] == shown

    @pytest.mark.parametrize(("percent", "status"), [(101, None), (-1, None), (50, "completed"), (50, "cancelled")])
    def test_progress_out_of_range_is_refused(
        self, person: Person, worker: Worker, percent: int, status: str | None
    ) -> None:
        submit(person)
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            worker.must_claim().progress(percent, status=status)


class TestWaking:
    def test_workers_hear_of_work_and_of_cancellations(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        database.execute("listen queue_jobs")
        database.execute("listen queue_cancel")

        def heard() -> list[tuple[str, str]]:
            return [(notice.channel, notice.payload) for notice in database.notifies(timeout=5, stop_after=1)]

        test_id = submit(person)
        assert heard() == [("queue_jobs", "web")]
        claim = worker.must_claim()
        person.api.call("cancel_test", p_test_id=test_id)
        assert heard() == [("queue_cancel", test_id)]
        # Nobody need wake for a second test that waits for the slot of the first, until that is free.
        submit(person)
        claim.settle("cancelled")
        assert heard() == [("queue_jobs", "web")]

    def test_a_file_that_is_admitted_wakes_the_workers_of_its_lane(
        self, person: Person, database: psycopg.Connection[DictRow]
    ) -> None:
        database.execute("listen queue_jobs")
        submit_app(database, person)
        assert [notice.payload for notice in database.notifies(timeout=5, stop_after=1)] == ["app"]


class TestPlaces:
    def test_no_more_run_than_the_platform_allows(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        database.execute("update queue.settings set running_limit = 2")
        submitted = [submit(sign_up(stack)) for _ in range(3)]
        first, second = worker.must_claim(), worker.must_claim()
        assert worker.claim() is None
        first.complete()
        assert worker.must_claim().test_id == submitted[2]
        assert worker.claim() is None
        assert second.heartbeat() == "held"

    def test_a_new_limit_is_felt_at_once_and_stops_nothing(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        def limit(tests: int) -> None:
            database.execute("update queue.settings set running_limit = %s", [tests])

        chaos = sign_up(stack, "chaos")
        for _ in range(4):
            submit(chaos)
            submit_app(database, chaos)
        limit(3)
        running = [worker.must_claim() for _ in range(3)]
        assert worker.claim() is None
        limit(1)
        for claim in running:
            assert worker.claim() is None
            assert claim.settle("failed", TARGET_FAULT) == "settled"
        running = [worker.must_claim()]
        assert worker.claim() is None
        limit(2)
        running.append(worker.must_claim())
        assert worker.claim() is None
        limit(1)
        limit(3)
        running.append(worker.must_claim())
        assert worker.claim() is None
        counts = database.execute(
            "select count(*) as places, (select surplus_places from queue.settings) as surplus from queue.places"
        ).fetchone()
        assert counts == {"places": 3, "surplus": 0}

    def test_a_lower_limit_takes_no_more_places_than_it_says_however_that_is_planned(
        self, database: psycopg.Connection[DictRow]
    ) -> None:
        # Where few places are known of, a join may ask again and again which ones are free.
        database.execute("update queue.settings set running_limit = 1")
        database.execute("analyze queue.places")
        database.execute("update queue.settings set running_limit = 40")
        database.execute("update queue.settings set running_limit = 15")
        counts = database.execute(
            "select (select count(*) from queue.places) as places, surplus_places as surplus from queue.settings"
        ).fetchone()
        assert counts == {"places": 15, "surplus": 0}

    def test_workers_of_both_lanes_hear_that_a_place_is_free(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        database.execute("update queue.settings set running_limit = 1")
        submit(sign_up(stack))
        claim = worker.must_claim()
        submit_app(database, sign_up(stack))
        submit(sign_up(stack))
        database.execute("listen queue_jobs")
        claim.complete()
        heard = {notice.payload for notice in database.notifies(timeout=5, stop_after=2)}
        assert heard == {"web", "app"}


class TestFairness:
    def test_an_owner_with_a_long_line_takes_turns_with_the_others(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        database.execute("update queue.settings set running_limit = 1")
        heavy, *others = (sign_up(stack, "pro") for _ in range(4))
        for _ in range(12):
            submit(heavy)
        waiting = [submit(other) for other in others]
        order: list[str] = []
        while claim := worker.claim():
            order.append(claim.test_id)
            claim.settle("failed", TARGET_FAULT)
        # The two that had a slot when the others came, and nothing else of the heavy one, go first.
        assert order[2:5] == waiting
        assert len(order) == 15

    def test_no_test_starves_behind_a_stream_of_higher_plans(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        database.execute("update queue.settings set running_limit = 1, starvation_seconds = 600")
        patient = submit(sign_up(stack))
        chaos = [sign_up(stack, "chaos") for _ in range(3)]
        for person in chaos * 2:
            submit(person)

        def waits(seconds: int) -> None:
            database.execute("update queue.jobs set turn = turn - make_interval(secs => %s)", [seconds])

        # A minute a test, and each that ends is followed by another.
        started: list[str] = []
        for _ in range(12):
            claim = worker.must_claim()
            started.append(claim.test_id)
            waits(60)
            claim.settle("failed", TARGET_FAULT)
            submit(chaos[len(started) % 3])
        assert patient not in started[:6], "the higher plan goes first"
        assert patient not in started[:9]
        # After ten minutes nothing that comes goes first; what had come before, two of each, may.
        while patient not in started:
            claim = worker.must_claim()
            started.append(claim.test_id)
            waits(60)
            claim.settle("failed", TARGET_FAULT)
            submit(chaos[len(started) % 3])
        assert started.index(patient) <= 10 + 6

    def test_a_plan_is_worth_its_part_of_the_stated_time(
        self, stack: Stack, database: psycopg.Connection[DictRow]
    ) -> None:
        row = database.execute("select starvation_seconds from queue.settings").fetchone()
        assert row == {"starvation_seconds": 1800}
        for plan in ("free", "pro", "chaos"):
            submit(sign_up(stack, plan))
        rows = database.execute(
            "select plan_type, extract(epoch from head_start)::integer as seconds from queue.jobs order by priority"
        ).fetchall()
        assert [tuple(row.values()) for row in rows] == [("free", 0), ("pro", 900), ("chaos", 1800)]

    def test_a_back_off_holds_up_neither_its_owner_nor_anybody_else(self, stack: Stack, worker: Worker) -> None:
        person, other = sign_up(stack), sign_up(stack)
        first, second, others = submit(person), submit(person), submit(other)
        claim = worker.must_claim()
        assert claim.test_id == first
        claim.release(delay_seconds=60)
        assert claims_in_turn(worker) == [others, second]


class TestForesight:
    def test_tests_start_in_the_order_that_was_foreseen(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        # So large that it does not matter that minutes pass in the forecast and none here.
        database.execute("update queue.settings set running_limit = 3, starvation_seconds = 10000000")
        for plan, tests in (("free", 2), ("pro", 4), ("chaos", 7), ("free", 1), ("pro", 1), ("chaos", 1)):
            person = sign_up(stack, plan)
            for _ in range(tests):
                submit(person)
        running = [worker.must_claim() for _ in range(3)]
        foreseen = database.execute(
            "select test_id::text, private.queue_place(test_id) as place from queue.jobs where leased_by is null"
        ).fetchall()
        positions = {row["test_id"]: row["place"]["queue_position"] for row in foreseen}
        times = {row["test_id"]: row["place"]["estimated_start_time"] for row in foreseen}
        started: list[str] = []
        while running:
            running.pop(0).settle("failed", TARGET_FAULT)
            if claim := worker.claim():
                started.append(claim.test_id)
                running.append(claim)
        assert [positions[test_id] for test_id in started] == list(range(1, 14))
        assert [times[test_id] for test_id in started] == sorted(times.values())
        assert len(set(times.values())) >= 5, "three at a time"

    def test_the_start_is_estimated_from_what_runs_and_how_long_tests_took(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        database.execute("update queue.settings set running_limit = 1")
        person = sign_up(stack)
        earlier = submit(person)
        worker.must_claim().complete()
        database.execute(
            "update queue.attempts set claimed_at = ended_at - interval '150 s' where test_id = %s", [earlier]
        )
        database.execute("select queue.refresh_estimates()")
        # Five minutes asked for, two and a half taken; one minute of it is over.
        submit(sign_up(stack))
        worker.must_claim()
        database.execute("update queue.jobs set claimed_at = now() - interval '60 s'")
        expected = {1: 90, 2: 90 + 150}
        for position, seconds in expected.items():
            place = sign_up(stack).submit()
            row = database.execute(
                "select extract(epoch from %s::timestamptz - now())::integer as seconds",
                [place["estimated_start_time"]],
            ).fetchone()
            assert row is not None
            assert place["queue_position"] == position
            assert abs(row["seconds"] - seconds) < 15
        database.execute("delete from queue.durations")

    def test_a_place_far_back_in_a_long_line_is_reckoned(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        for _ in range(250):
            put_in_line(database, person.user_id, "web_url")
        worker.must_claim()
        row = database.execute(
            "select place ->> 'queue_position' as position,"
            " extract(epoch from (place ->> 'estimated_start_time')::timestamptz - now()) / 300 as tests"
            " from private.queue_place((select test_id from queue.jobs order by enqueued_at desc limit 1)) as place"
        ).fetchone()
        assert row is not None
        assert row["position"] == "249"
        assert 240 < row["tests"] < 260

    def test_what_waits_and_runs_is_measured_by_lane_and_plan(
        self, stack: Stack, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        pro = sign_up(stack, "pro")
        for _ in range(3):
            submit(pro)
        submit_app(database, sign_up(stack))
        submit(sign_up(stack, "chaos"), test_type="web_bundle", test_source_url=None)
        worker.must_claim("web")
        database.execute("update queue.jobs set enqueued_at = now() - interval '90 s' where lane = 'app'")
        measured = database.execute("select * from queue.measure()").fetchall()
        assert len(measured) == 6
        assert {
            (row["lane"], row["plan_type"]): (
                row["waiting"],
                round(row["oldest_waiting_seconds"] / 90),
                row["running"],
                row["claimable"],
            )
            for row in measured
            if row["waiting"] or row["running"] or row["oldest_waiting_seconds"]
        } == {("web", "pro"): (2, 0, 1, 1), ("app", "free"): (1, 1, 0, 1)}


class TestProbes:
    def test_a_probe_goes_the_way_of_a_test_without_being_one(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        [first, second] = (
            row["id"]
            for row in database.execute(
                "select queue.enqueue_probe(%s, 'web', %s) as id from generate_series(1, 2)",
                [person.user_id, Jsonb({"n": 1})],
            ).fetchall()
        )
        claim = worker.must_claim()
        assert (claim.job_id, claim.payload) == (
            first,
            {"kind": "probe", "user_id": person.user_id, "payload": {"n": 1}},
        )
        assert worker.claim() is None, "it is on the owner's only slot"
        assert claim.heartbeat() == "held"
        assert claim.progress(50) == "held"
        assert claim.settle("completed") == "settled"
        assert claim.settle("completed") == "settled"
        for _ in range(3):
            let_back_off_pass(database)
            claim = worker.must_claim()
            assert claim.job_id == second
            claim.release()
        assert worker.claim() is None
        rows = database.execute("select outcome from queue.attempts where job_id = %s order by attempt", [second])
        assert [row["outcome"] for row in rows.fetchall()] == ["requeued", "requeued", "failed"]
        assert person.api.select("tests") == []
        assert person.profile()["tests_this_month_count"] == 0

    def test_a_probe_needs_an_account_and_a_lane(self, person: Person, database: psycopg.Connection[DictRow]) -> None:
        for owner, lane in ((person.user_id, "desktop"), (person.user_id, None), (uuid.uuid4(), "web")):
            with pytest.raises(psycopg.errors.InvalidParameterValue, match="A probe needs"):
                database.execute("select queue.enqueue_probe(%s, %s)", [owner, lane])

    def test_ending_one_and_claiming_the_next_is_one_step(
        self, person: Person, worker: Worker, database: psycopg.Connection[DictRow]
    ) -> None:
        database.execute("select queue.enqueue_probe(%s, 'web') from generate_series(1, 2)", [person.user_id])
        claim = worker.must_claim()
        call = "select to_jsonb(queue.settle_and_claim(%s, %s, 'completed', '{}', 'worker-1', '{web}'))"
        answer = worker.ask(call, claim.job_id, claim.attempt)
        assert (answer["answer"], answer["attempt"], answer["lane"]) == ("settled", 1, "web")
        answer = worker.ask(call, answer["job_id"], answer["attempt"])
        assert (answer["answer"], answer["job_id"], answer["payload"]) == ("settled", None, None)

    def test_several_are_claimed_in_one_call_in_their_order(self, stack: Stack, worker: Worker) -> None:
        free, chaos, pro = (submit(sign_up(stack, plan)) for plan in ("free", "chaos", "pro"))
        tests = "select array_agg(payload ->> 'test_id') from queue.claim_many('worker-1', '{web,app}', %s)"
        assert worker.ask(tests, 2) == [chaos, pro]
        assert worker.ask(tests, 2) == [free]


class TestProgress:
    def test_what_has_not_changed_is_not_told_again(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claim = worker.must_claim()

        def told() -> list[tuple[int, str]]:
            events = [row["payload"] for row in person.events(test_id) if row["event"] == "test.progress"]
            return [(event["progress"], event["message"]) for event in events]

        for percent, message in ((10, "a"), (10, "a"), (5, "a"), (10, "b"), (11, "b"), (11, "b")):
            claim.progress(percent, message)
        assert told() == [(10, "a"), (10, "b"), (11, "b")]
        claim.progress(11, "b", bug(test_id, 1))
        assert len(told()) == 3
        claim.progress(11, "b", status="processing_results")
        assert told()[3:] == [(11, "b")], "the status that goes with it is new"


# What a worker of the first version calls, and what it reads from the answer.
FIRST_VERSION = {
    "claim": "p_worker text, p_lanes text[], p_lease_seconds integer DEFAULT 30 -> SETOF queue.claimed_job",
    "heartbeat": "p_job_id uuid, p_attempt integer, p_lease_seconds integer DEFAULT 30 -> text",
    "progress": "p_job_id uuid, p_attempt integer, p_percent integer, p_message text, p_bugs jsonb DEFAULT '[]'::jsonb,"
    " p_status text DEFAULT NULL::text -> text",
    "settle": "p_job_id uuid, p_attempt integer, p_outcome text, p_result jsonb -> text",
    "release": "p_job_id uuid, p_attempt integer, p_reason text, p_code text, p_delay_seconds integer DEFAULT 0,"
    " p_counts boolean DEFAULT true -> text",
    "reap": " -> integer",
}


class TestFirstVersion:
    def test_a_worker_of_the_first_version_finds_its_functions(self, database: psycopg.Connection[DictRow]) -> None:
        rows = database.execute(
            "select proname, pg_get_function_arguments(oid) || ' -> ' || pg_get_function_result(oid) as signature"
            " from pg_proc where pronamespace = 'queue'::regnamespace and proname = any (%s)",
            [list(FIRST_VERSION)],
        ).fetchall()
        assert {row["proname"]: row["signature"] for row in rows} == FIRST_VERSION

    def test_a_worker_of_the_first_version_understands_the_answers(self, person: Person, worker: Worker) -> None:
        test_id = submit(person)
        claimed = worker.ask("select to_jsonb(queue.claim('worker-1', '{web,app}', 30))")
        assert set(claimed) == {"job_id", "attempt", "lane", "lease_expires_at", "payload"}
        assert set(claimed["payload"]) >= {
            *("kind", "test_id", "user_id", "test_name", "test_type", "test_source_url", "test_file_path"),
            *("requested_duration_minutes", "plan_type", "submitted_at"),
        }
        assert claimed["payload"]["kind"] == "test"
        claim = Claim(worker, claimed["job_id"], claimed["attempt"], claimed["lane"], claimed["payload"])
        assert claim.heartbeat() == "held"
        assert claim.progress(1) == "held"
        assert claim.release(counts=False) == "requeued"
        assert claim.heartbeat() == claim.progress(1) == claim.settle("completed") == claim.release() == "lost"
        assert worker.must_claim().complete() == "settled"
        assert worker.reap() == 0
        assert person.test(test_id)["status"] == "completed"


class TestStateMachine:
    @pytest.mark.parametrize("status", ["completed", "processing_results", "queued", "nonsense"])
    def test_not_even_the_databases_owner_draws_a_new_arrow(
        self, person: Person, database: psycopg.Connection[DictRow], status: str
    ) -> None:
        test_id = submit(person)
        if status == "queued":
            database.execute("select queue.cancel(%s)", [test_id])
        with pytest.raises(psycopg.DatabaseError, match="cannot become"):
            database.execute("update public.tests set status = %s where id = %s", [status, test_id])


def put_in_line(database: psycopg.Connection[DictRow], owner_id: str, test_type: str) -> None:
    """A test that nobody has to pay for and no file has to be uploaded for."""
    with database.transaction():
        row = database.execute(
            "insert into public.tests (user_id, test_name, test_type, test_source_url)"
            " values (%s, 'x', %s, %s) returning id",
            [owner_id, test_type, "https://example.com" if test_type == "web_url" else None],
        ).fetchone()
        assert row is not None
        database.execute("delete from private.quota_ledger where test_id = %s", [row["id"]])
        if test_type != "web_url":
            database.execute("select queue.admit_upload(%s, %s)", [row["id"], f"test-uploads/{row['id']}/app.apk"])
