"""What clients hear of a test: four events, kept in order and sent live to the owner alone."""

import json
import re
import uuid
from collections.abc import Iterator

import psycopg
import pytest

from tests.integration.acting import Person, Refused, Row, Worker, bug, operator, server, sign_up
from tests.stack_fixture import Stack

pytestmark = pytest.mark.usefixtures("quiet_queue")

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def person(stack: Stack) -> Person:
    return sign_up(stack)


def data_of(person: Person, test_id: str, event: str) -> list[Row]:
    return [row["payload"] for row in person.events(test_id) if row["event"] == event]


def a_completed_test(person: Person, worker: Worker) -> str:
    test_id = person.submit()["test_id"]
    claim = worker.must_claim()
    bugs = [
        bug(test_id, number, severity=severity)
        for number, severity in enumerate(["critical", "high", "medium", "low"], start=1)
    ]
    claim.progress(65, "AI is actively testing your application", *bugs)
    claim.progress(100, "Test completed, processing results", status="processing_results")
    claim.complete(*bugs)
    return test_id


def test_progress_is_told_as_the_product_has_it(person: Person, worker: Worker) -> None:
    test_id = a_completed_test(person, worker)
    assert data_of(person, test_id, "test.progress")[0] == {
        "test_id": test_id,
        "progress": 65,
        "status": "running",
        "message": "AI is actively testing your application",
    }


def test_every_change_of_status_is_told_as_the_product_has_it(person: Person, worker: Worker) -> None:
    test_id = a_completed_test(person, worker)
    changes = data_of(person, test_id, "test.status_change")
    assert [(change["previous_status"], change["new_status"]) for change in changes] == [
        ("queued", "running"),
        ("running", "processing_results"),
        ("processing_results", "completed"),
    ]
    assert changes[1]["message"] == "Test completed, processing results"
    for change in changes:
        assert set(change) == {"test_id", "previous_status", "new_status", "timestamp", "message"}
        assert TIME.fullmatch(change["timestamp"])


def test_a_bug_is_told_as_the_product_has_it(person: Person, worker: Worker) -> None:
    test_id = a_completed_test(person, worker)
    found = data_of(person, test_id, "test.bug_found")
    assert TIME.fullmatch(found[0].pop("timestamp"))
    assert found[0] == {
        "test_id": test_id,
        "bug_id": "bug-1",
        "severity": "critical",
        "title": "Button 1 does nothing",
    }
    assert [bug["severity"] for bug in found] == ["critical", "major", "minor", "minor"]


def test_the_end_is_told_last_and_as_the_product_has_it(person: Person, worker: Worker) -> None:
    test_id = a_completed_test(person, worker)
    last = person.events(test_id)[-1]
    assert last["event"] == "test.completed"
    assert TIME.fullmatch(last["payload"].pop("completed_at"))
    assert last["payload"] == {
        "test_id": test_id,
        "bug_count": {"critical": 1, "major": 1, "minor": 2, "total": 4},
        "report_download_url": f"https://api.example.com/tests/{test_id}/report.zip",
    }


def test_events_are_numbered_from_one_without_a_gap(person: Person, worker: Worker) -> None:
    test_id = a_completed_test(person, worker)
    sequence = [row["sequence"] for row in person.events(test_id)]
    assert sequence == list(range(1, len(sequence) + 1))


def test_a_client_reads_on_from_the_last_number_it_saw(person: Person, worker: Worker) -> None:
    test_id = a_completed_test(person, worker)
    missed = person.api.select("test_events", test_id=f"eq.{test_id}", sequence="gt.7", order="sequence")
    assert [row["sequence"] for row in missed][:2] == [8, 9]


def test_nobody_reads_the_events_of_another(stack: Stack, person: Person, worker: Worker) -> None:
    a_completed_test(person, worker)
    assert sign_up(stack).api.select("test_events") == []


def test_no_client_writes_events(stack: Stack, person: Person, worker: Worker) -> None:
    test_id = a_completed_test(person, worker)
    for caller in (person.api, server(stack)):
        with pytest.raises(Refused) as refusal:
            caller.insert("test_events", {"test_id": test_id, "sequence": 99, "event": "test.progress", "payload": {}})
        assert refusal.value.code == "42501"
        with pytest.raises(Refused):
            caller.update("test_events", {"payload": {}}, test_id=f"eq.{test_id}")
        with pytest.raises(Refused):
            caller.delete("test_events", test_id=f"eq.{test_id}")


def test_each_event_is_sent_live_to_the_test_and_to_its_owner(stack: Stack, person: Person, worker: Worker) -> None:
    test_id = a_completed_test(person, worker)
    told = [(row["event"], row["payload"] | {"id": row["sequence"]}) for row in person.events(test_id)]
    with operator(stack) as connection:
        for topic in (f"test:{test_id}", f"user:{person.user_id}"):
            sent = connection.execute(
                "select event, payload, private from realtime.messages"
                " where topic = %s order by (payload ->> 'id')::int",
                [topic],
            ).fetchall()
            assert [(row["event"], row["payload"]) for row in sent] == told
            assert all(row["private"] for row in sent)


def test_a_write_stands_when_no_live_message_can_be_sent(stack: Stack, person: Person) -> None:
    test_id = person.submit()["test_id"]
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("alter function realtime.send(jsonb, text, text, boolean) rename to unreachable")
        connection.execute("select queue.cancel(%s)", [test_id])
        row = connection.execute("select count(*) from public.test_events where test_id = %s", [test_id]).fetchone()
        connection.rollback()
    assert row == (1,)


@pytest.fixture
def probe(stack: Stack) -> Iterator[psycopg.Connection]:
    with psycopg.connect(stack.database_url) as connection:
        yield connection
        connection.rollback()


def may_receive(probe: psycopg.Connection, person: Person, topic: str, extension: str = "broadcast") -> bool:
    """What Realtime asks before it lets a client join: can this person see a message on the topic?"""
    probe.execute("reset role")
    message_id = uuid.uuid4()
    probe.execute(
        "insert into realtime.messages (id, topic, extension) values (%s, %s, %s)", [message_id, topic, extension]
    )
    claims = {"sub": person.user_id, "role": "authenticated"}
    for setting, value in {
        "realtime.topic": topic,
        "request.jwt.claims": json.dumps(claims),
        "request.jwt.claim.sub": person.user_id,
        "request.jwt.claim.role": "authenticated",
    }.items():
        probe.execute("select set_config(%s, %s, true)", [setting, value])
    probe.execute("set local role authenticated")
    return probe.execute("select from realtime.messages where id = %s", [message_id]).fetchone() is not None


def test_a_person_receives_their_own_channels_alone(stack: Stack, person: Person, probe: psycopg.Connection) -> None:
    other = sign_up(stack)
    test_id, others_test_id = person.submit()["test_id"], other.submit()["test_id"]
    assert may_receive(probe, person, f"test:{test_id}")
    assert may_receive(probe, person, f"user:{person.user_id}")
    assert not may_receive(probe, person, f"test:{others_test_id}")
    assert not may_receive(probe, person, f"user:{other.user_id}")
    assert not may_receive(probe, person, "test:")
    assert not may_receive(probe, person, "lobby")
    assert not may_receive(probe, person, f"test:{test_id}", "presence")
