"""Tests through the API: submitted, seen, cancelled, counted."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from supabase import create_client
from supabase.lib.client_options import SyncClientOptions

from tests.integration.acting import Person, Row, Worker, bug, operator, sign_up
from tests.integration.api_caller import ApiCaller, ApiRefused, api_of, api_with_key
from tests.integration.realtime.running import deno
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")

ASKED: Row = {
    "test_name": "E-commerce Website Test",
    "test_type": "web_url",
    "test_source_url": "https://shop.example.com/",
    "requested_duration_minutes": 15,
    "plan_type_at_submission": "free",
}
NOBODYS = "550e8400-e29b-41d4-a716-446655440000"


@pytest.fixture(scope="module")
def unlucky(stack: Stack) -> ApiCaller:
    """Somebody who gets nothing done."""
    return api_of(stack, sign_up(stack, "chaos"))


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack, "chaos")


@pytest.fixture
def api(stack: Stack, person: Person) -> ApiCaller:
    return api_of(stack, person)


def submit(api: ApiCaller, **changed: object) -> Row:
    return api.call("POST", "/tests/submit", json=ASKED | changed)["data"]


def is_soon(time: str) -> bool:
    return abs(datetime.fromisoformat(time) - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("form", ["json", "data", "files"])
def test_a_test_is_submitted_in_any_of_three_content_types(api: ApiCaller, person: Person, form: str) -> None:
    body: Any = {name: (None, str(value)) for name, value in ASKED.items()} if form == "files" else ASKED
    response = api.ask("POST", "/tests/submit", **{form: body})
    assert response.status_code == 201
    submitted = response.json()["data"]
    assert list(submitted) == ["test_id", "status", "estimated_start_time", "queue_position"]
    assert (submitted["status"], submitted["queue_position"]) == ("queued", 1)
    assert is_soon(submitted["estimated_start_time"])
    test = person.test(submitted["test_id"])
    assert {name: test[name] for name in ASKED} == ASKED | {"plan_type_at_submission": "chaos"}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"test_name": ""}, ["body.test_name"]),
        ({"test_name": None}, ["body.test_name"]),
        ({"test_name": "x" * 201}, ["body.test_name"]),
        ({"test_name": "two\nlines"}, ["body.test_name"]),
        ({"test_type": "ios_ipa"}, ["body.test_type"]),
        ({"test_source_url": ""}, ["body.test_source_url"]),
        ({"test_source_url": "javascript:alert(1)"}, ["body.test_source_url"]),
        ({"test_source_url": "http://169.254.169.254/"}, ["body.test_source_url"]),
        ({"test_type": "android_apk"}, ["body.test_source_url"]),
        ({"requested_duration_minutes": 0}, ["body.requested_duration_minutes"]),
        ({"requested_duration_minutes": 361}, ["body.requested_duration_minutes"]),
        ({"requested_duration_minutes": 1.5}, ["body.requested_duration_minutes"]),
        ({"requested_duration_minutes": "soon"}, ["body.requested_duration_minutes"]),
        ({"requested_duration_minutes": 10**12}, ["body.requested_duration_minutes"]),
        ({"status": "completed", "bug_count": 0}, ["body.status", "body.bug_count"]),
        ({"file_name": "shop.zip"}, ["body.file_size"]),
    ],
)
def test_a_wrong_submission_is_refused_by_field_and_counts_nothing(
    unlucky: ApiCaller, changed: Row, fields: list[str]
) -> None:
    with pytest.raises(ApiRefused) as refusal:
        submit(unlucky, **changed)
    assert refusal.value.status == 422
    assert list(refusal.value.fields) == fields
    assert unlucky.get("/tests/live") == []
    assert unlucky.get("/user/plan")["tests_this_month_count"] == 0


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"test_name=x", "text/plain", 415),
        (b"x", "multipart/form-data", 415),
        (b"x", "multipart/form-data; boundary=y", 400),
        (b"a" * 70_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    unlucky: ApiCaller, content: bytes, content_type: str, status: int
) -> None:
    with pytest.raises(ApiRefused) as refusal:
        unlucky.call("POST", "/tests/submit", content=content, headers={"Content-Type": content_type})
    assert refusal.value.status == status


def test_an_address_takes_no_file(unlucky: ApiCaller) -> None:
    with pytest.raises(ApiRefused) as refusal:
        unlucky.call("POST", "/tests/submit", data=ASKED, files={"file": ("shop.zip", b"PK")})
    assert (refusal.value.status, list(refusal.value.fields)) == (422, ["body.file"])
    assert unlucky.get("/tests/live") == []


def test_the_months_last_test_is_the_last(stack: Stack) -> None:
    somebody = sign_up(stack)
    api = api_of(stack, somebody)
    for _ in range(5):
        submit(api, requested_duration_minutes=5)
    with pytest.raises(ApiRefused) as refusal:
        submit(api, requested_duration_minutes=5)
    assert (refusal.value.status, refusal.value.code) == (402, "quota_used")
    assert "upgrade to Pro" in refusal.value.hint
    assert api.get("/user/plan")["testsThisMonthRemaining"] == 0


def test_who_is_on_the_largest_plan_is_not_told_to_upgrade(unlucky: ApiCaller) -> None:
    with pytest.raises(ApiRefused) as refusal:
        submit(unlucky, requested_duration_minutes=1000)
    assert refusal.value.hint == "Ask for 1 to 360 minutes."


def test_the_place_in_line_is_the_true_one_and_moves_up(api: ApiCaller, worker: Worker) -> None:
    first, *_, last = [submit(api) for _ in range(6)]
    assert (first["queue_position"], last["queue_position"]) == (1, 6)
    waiting = api.get(f"/tests/{last['test_id']}/status")
    assert list(waiting) == [
        "test_id", "status", "progress", "estimated_completion_time", "queue_position", "estimated_start_time",
    ]  # fmt: skip
    assert (waiting["status"], waiting["progress"], waiting["queue_position"]) == ("queued", 0, 6)

    claim = worker.must_claim("web")
    assert claim.test_id == first["test_id"]
    claim.progress(65)
    running = api.get(f"/tests/{claim.test_id}/status")
    assert (running["status"], running["progress"]) == ("running", 65)
    assert running["estimated_completion_time"] > datetime.now(UTC).isoformat()
    assert (running["queue_position"], running["estimated_start_time"]) == (None, None)
    assert api.get(f"/tests/{last['test_id']}/status")["queue_position"] == 5


def test_live_tests_are_those_that_have_not_ended_and_run_first(api: ApiCaller, worker: Worker) -> None:
    tests = [submit(api, test_name=f"Test {number}")["test_id"] for number in range(4)]
    done = worker.must_claim("web")
    running = worker.must_claim("web")
    running.progress(30)
    done.complete()
    api.call("DELETE", f"/tests/{tests[3]}")

    live = api.get("/tests/live")
    assert [test["id"] for test in live] == [tests[1], tests[2]]
    assert list(live[0]) == [
        "id", "test_name", "test_type", "status", "submitted_at", "estimated_completion_time", "progress",
    ]  # fmt: skip
    assert (live[0]["status"], live[0]["progress"], live[1]["status"]) == ("running", 30, "queued")


def test_a_waiting_test_is_cancelled_at_once_and_given_back(api: ApiCaller) -> None:
    test_id = submit(api)["test_id"]
    answer = api.call("DELETE", f"/tests/{test_id}")
    assert answer == {
        "success": True,
        "data": {"test_id": test_id, "status": "cancelled"},
        "message": "Test cancelled successfully",
    }
    assert api.get("/user/plan")["tests_this_month_count"] == 0
    with pytest.raises(ApiRefused) as refusal:
        api.call("DELETE", f"/tests/{test_id}")
    assert (refusal.value.status, refusal.value.code) == (409, "test_ended")


def test_a_running_test_is_told_to_stop(api: ApiCaller, worker: Worker) -> None:
    test_id = submit(api)["test_id"]
    claim = worker.must_claim("web")
    answer = api.call("DELETE", f"/v1/tests/{test_id}")
    assert (answer["data"]["status"], answer["message"]) == ("running", "The test is being cancelled")
    assert claim.heartbeat() == "cancel"


@pytest.mark.parametrize(("method", "path"), [("GET", "/status"), ("DELETE", ""), ("GET", "/report")])
def test_somebody_elses_test_is_not_there(stack: Stack, api: ApiCaller, method: str, path: str) -> None:
    theirs = sign_up(stack).submit()["test_id"]
    for test_id in (theirs, NOBODYS):
        with pytest.raises(ApiRefused) as refusal:
            api.call(method, f"/tests/{test_id}{path}")
        assert (refusal.value.status, refusal.value.code) == (404, "test_not_found")
    with pytest.raises(ApiRefused) as refusal:
        api.call(method, f"/tests/1%20or%201=1{path}")
    assert (refusal.value.status, list(refusal.value.fields)) == (422, ["path.testId"])


def test_the_summary_counts_all_that_was_ever_found(stack: Stack, api: ApiCaller, worker: Worker) -> None:
    assert api.get("/tests/summary") == {
        "totalTestsRun": 0,
        "totalBugsFound": 0,
        "testsThisMonth": {"count": 0, "limit": 200},
        "bugSeverityDistribution": {"critical": 0, "major": 0, "minor": 0},
        "planInfo": {"plan_type": "chaos"},
        "recentActivity": [],
    }
    for _ in range(7):
        submit(api)
    first = worker.must_claim("web")
    # What an attempt found and the report does not name was no bug.
    first.progress(50, "Looking", bug(first.test_id, 1), bug(first.test_id, 9, severity="critical"))
    assert api.get("/tests/summary")["bugSeverityDistribution"] == {"critical": 1, "major": 1, "minor": 0}
    first.complete(
        bug(first.test_id, 1), bug(first.test_id, 2, severity="medium"), bug(first.test_id, 3, severity="low")
    )
    second = worker.must_claim("web")
    second.complete(bug(second.test_id, 1, severity="critical"), bug(second.test_id, 2, confirmed=False))

    summary = api.get("/tests/summary")
    history = api.get("/tests/history")
    assert summary["totalTestsRun"] == len(history) == 7
    assert summary["totalBugsFound"] == sum(test["bug_count"] for test in history) == 4
    assert summary["bugSeverityDistribution"] == {"critical": 1, "major": 1, "minor": 2}
    assert summary["testsThisMonth"] == {"count": 7, "limit": 200}
    assert summary["recentActivity"] == history[:5]

    with operator(stack) as connection:
        # As the scheduler does once a test is in the archive, and when it is asked for again.
        kept = connection.execute(
            """
            select to_jsonb(tests) as test, jsonb_agg(to_jsonb(bug_reports)) as bugs
            from public.tests join public.bug_reports on test_id = tests.id
            where tests.id = %s
            group by tests.id
            """,
            [first.test_id],
        ).fetchone()
        assert kept is not None
        connection.execute("delete from public.tests where id = %s", [first.test_id])
        archived = api.get("/tests/summary")
        connection.execute(
            "insert into public.tests select * from jsonb_populate_record(null::public.tests, %s)",
            [Jsonb(kept["test"])],
        )
        connection.execute(
            "insert into public.bug_reports select * from jsonb_populate_recordset(null::public.bug_reports, %s)",
            [Jsonb(kept["bugs"])],
        )
    assert archived["recentActivity"] == [test for test in history if test["id"] != first.test_id][:5]
    assert {**archived, "recentActivity": []} == {**summary, "recentActivity": []}
    assert api.get("/tests/summary") == summary


def test_a_program_and_the_official_client_get_the_same(stack: Stack, person: Person, api: ApiCaller) -> None:
    program = api_with_key(stack, person)
    submitted = program.call("POST", "/v1/tests/submit", json=ASKED)["data"]
    client = create_client(
        stack.url, stack.publishable_key, SyncClientOptions(headers={"Authorization": f"Bearer {person.token}"})
    )
    for path, function in (("/tests/live", "live_tests"), ("/tests/summary", "dashboard_summary")):
        assert program.get(f"/v1{path}") == api.get(path) == client.rpc(function).execute().data != []
    path = f"/tests/{submitted['test_id']}/status"
    told: Any = client.rpc("test_status", {"p_test_id": submitted["test_id"]}).execute().data
    by_program, by_person = program.get(f"/v1{path}"), api.get(path)
    for status in (told, by_program, by_person):
        assert is_soon(status.pop("estimated_start_time"))
    assert told == by_program == by_person
    assert told["queue_position"] == submitted["queue_position"] == 1


def test_supabase_js_reads_the_same_by_rpc_and_by_our_function(stack: Stack, person: Person, api: ApiCaller) -> None:
    for _ in range(3):
        submit(api)
    command, environment = deno(stack, Path(__file__).parent / "api_door" / "supabase_js.ts", person.token)
    process = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert process.returncode == 0, process.stderr
    told: Row = json.loads(process.stdout)
    assert len(told["seen"]) == 5
    for read in told["seen"].values():
        assert read.get("error") is None
        answered = {name: value for name, value in read["door"].items() if name != "success"}
        assert answered == (read["rpc"] if "pagination" in answered else {"data": read["rpc"]})
    history = told["seen"]["/tests/history?limit=2"]["rpc"]
    assert (len(history["data"]), history["pagination"]["total"]) == (2, 3)
    assert told["refusal"] == ["PT422", "limit is a whole number from 1 to 100."]


def test_a_repeated_submission_with_one_key_is_one_test(api: ApiCaller) -> None:
    headers = {"Idempotency-Key": "order-4711"}
    first = api.call("POST", "/tests/submit", json=ASKED, headers=headers)
    assert api.call("POST", "/tests/submit", json=ASKED, headers=headers) == first
    assert len(api.get("/tests/live")) == 1


def test_a_refused_submission_leaves_its_idempotency_key_free(unlucky: ApiCaller) -> None:
    headers = {"Idempotency-Key": "order-4712"}
    for _ in range(2):
        with pytest.raises(ApiRefused) as refusal:
            unlucky.call("POST", "/tests/submit", json=ASKED | {"test_source_url": "nowhere"}, headers=headers)
        assert (refusal.value.status, list(refusal.value.fields)) == (422, ["body.test_source_url"])
    unlucky.call("POST", "/tests/submit", json=ASKED, headers=headers)


def test_a_file_is_sent_once_for_one_idempotency_key(api: ApiCaller, person: Person) -> None:
    bundle = {"test_name": "Bundle", "test_type": "web_bundle"}
    by_form: Row = {"data": bundle, "files": {"file": ("shop.zip", b"PK\x03\x04 not really")}}
    by_parts: Row = {"json": bundle | {"file_name": "shop.zip", "file_size": 1000}}
    for number, request in enumerate((by_form, by_parts)):
        headers = {"Idempotency-Key": f"bundle-{number}"}
        first = api.call("POST", "/tests/submit", headers=headers, **request)
        assert api.call("POST", "/tests/submit", headers=headers, **request) == first
        [upload] = person.api.select("uploads", "state", test_id=f"eq.{first['data']['test_id']}")
        assert upload["state"] == ("awaited" if "upload" in first["data"] else "arrived")
    assert len(api.get("/tests/live")) == 2
