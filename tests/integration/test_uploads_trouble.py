"""When the inspection is in trouble: nothing passes for that, nothing is lost, and its owner is told."""

import signal
from collections.abc import Iterator

import pytest

from tests.integration.acting import Person, operator, sign_up
from tests.integration.fleet import wait_until
from tests.integration.uploading import Api, Inspectors, silent_scanner
from tests.stack_fixture import Stack
from tests.stand_ins.clamd import stand_in
from tests.upload_files import bundle

pytestmark = pytest.mark.usefixtures("quiet_queue")


@pytest.fixture
def inspectors(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspectors]:
    folder = tmp_path_factory.mktemp("inspectors")
    with stand_in(folder) as scanner:
        yield Inspectors(stack, folder, scanner)


@pytest.fixture
def ann(stack: Stack) -> Person:
    return sign_up(stack)


def state(stack: Stack, test_id: str) -> str:
    with operator(stack) as database:
        row = database.execute("select state from public.uploads where test_id = %s", [test_id]).fetchone()
        assert row is not None
        return row["state"]


def test_nothing_passes_while_the_scanner_is_not_there(stack: Stack, ann: Person, inspectors: Inspectors) -> None:
    api = Api(stack, ann)
    test_id = api.submit_form(bundle()).json()["data"]["test_id"]
    with inspectors.one(clamd=str(inspectors.folder / "nobody.socket")):
        waits = "The file waits for its scan for malware"
        wait_until(lambda: any(event["payload"].get("message") == waits for event in ann.events(test_id)), "it is told")
    assert state(stack, test_id) == "arrived"
    assert ann.test(test_id)["status"] == "queued"
    with operator(stack) as database:
        database.execute("update public.uploads set available_at = now() where test_id = %s", [test_id])
    with inspectors.one():
        assert api.verdict(test_id)["state"] == "passed"


def test_what_a_killed_inspector_held_is_inspected_by_another(
    stack: Stack, ann: Person, inspectors: Inspectors
) -> None:
    api = Api(stack, ann)
    test_id = api.submit_form(bundle()).json()["data"]["test_id"]
    with silent_scanner(inspectors.folder) as socket, inspectors.one(clamd=socket) as inspector:
        wait_until(lambda: state(stack, test_id) == "inspecting", "an inspector has it")
        inspector.send_signal(signal.SIGKILL)
        inspector.wait()
    assert state(stack, test_id) == "inspecting"
    with operator(stack) as database:
        database.execute("update public.uploads set lease_expires_at = now() where test_id = %s", [test_id])
    with inspectors.one():
        assert api.verdict(test_id)["state"] == "passed"


def test_a_file_over_which_inspectors_fall_silent_again_and_again_is_refused(stack: Stack, ann: Person) -> None:
    test_id = Api(stack, ann).submit_form(bundle()).json()["data"]["test_id"]
    with operator(stack) as database:
        for _ in range(3):
            database.execute("update public.uploads set available_at = now() where test_id = %s", [test_id])
            database.execute("select * from uploads.claim('inspector', 1)")
            database.execute("update public.uploads set lease_expires_at = now() - interval '1 s'")
            database.execute("select uploads.reap()")
    assert state(stack, test_id) == "refused"
    assert ann.test(test_id)["status"] == "failed"
    assert ann.profile()["tests_this_month_count"] == 0


def test_a_verdict_that_comes_too_late_changes_nothing(stack: Stack, ann: Person) -> None:
    test_id = Api(stack, ann).submit_form(bundle()).json()["data"]["test_id"]
    with operator(stack) as database:
        database.execute("select * from uploads.claim('inspector', 30)")
        ann.api.call("cancel_test", p_test_id=test_id)
        late = "select uploads.pass(%s, 1, 'web_bundle', repeat('a', 64), 1, '{}')"
        assert database.execute(late, [test_id]).fetchall() == [{"pass": False}]
        assert database.execute("select uploads.heartbeat(%s, 1, 30)", [test_id]).fetchall() == [{"heartbeat": False}]
    assert ann.test(test_id)["status"] == "cancelled"
    assert state(stack, test_id) == "refused"


def test_a_file_that_cannot_be_inspected_in_time_is_not_blamed_on_its_owner(stack: Stack, ann: Person) -> None:
    api = Api(stack, ann)
    arrived = api.submit_form(bundle()).json()["data"]["test_id"]
    with operator(stack) as database:
        database.execute("update queue.jobs set enqueued_at = now() - interval '25 hours'")
        database.execute("select * from upkeep.refuse_abandoned_uploads(24, 10)")
    assert "could not be inspected" in ann.events(arrived)[-1]["payload"]["message"]
    assert ann.profile()["tests_this_month_count"] == 0
