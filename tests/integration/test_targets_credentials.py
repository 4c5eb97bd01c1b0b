"""A login for a target goes to the worker that holds the test's lease, and is seen by nobody else."""

import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deffatest.sealing import Sealing
from tests.integration.acting import Person, Refused, Worker, anonymous, operator, server, sign_up
from tests.integration.clockwork import Clockwork
from tests.integration.fleet import Fleet, wait_until
from tests.integration.test_targets_ownership import Api
from tests.stack_fixture import Stack
from worker.fleet.queue import SealedLogin

Row = dict[str, Any]
PASSWORD = "correct horse battery staple"
ACCOUNT = {"username": "ann@example.com", "password": PASSWORD}
LOGIN = {"host": "shop.example.com", "label": "A customer", **ACCOUNT}

pytestmark = pytest.mark.usefixtures("quiet_queue")


@pytest.fixture(scope="module")
def ann(stack: Stack) -> Person:
    return sign_up(stack, "chaos")


@pytest.fixture
def fleet(stack: Stack, tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(stack, tmp_path)
    yield fleet
    fleet.stop()


def keys_of(stack: Stack) -> str:
    return stack.environment()["DEFFATEST_ENCRYPTION_KEYS"]


def handed_out(worker: Worker, job_id: object, attempt: int) -> list[tuple[str, str, str]]:
    connection: psycopg.Connection[Any] = worker._connection  # pyright: ignore[reportPrivateUsage]
    return connection.execute(
        "select credential_id::text, host, sealed from queue.credentials(%s, %s)", [job_id, attempt]
    ).fetchall()


def test_a_login_is_kept_sealed_and_shown_without_its_secrets(stack: Stack, ann: Person) -> None:
    api = Api(stack, ann)
    answer = api.ask("POST", "/credentials", {**LOGIN, "host": "Shop.example.com.", "totp_secret": "GEZDGNBVGY3TQOJQ"})
    assert answer.status_code == 201
    kept = answer.json()["data"]
    assert set(kept) == {"id", "host", "label", "created_at", "rotated_at", "used_at"}
    assert (kept["host"], kept["label"], kept["rotated_at"]) == ("shop.example.com", "A customer", None)
    assert kept in api.data("GET", "/credentials")
    assert PASSWORD not in answer.text + api.ask("GET", "/credentials").text
    with operator(stack) as connection:
        [row] = connection.execute(
            "select sealed from public.target_credentials where id = %s", [kept["id"]]
        ).fetchall()
    opened = SealedLogin(kept["id"], kept["host"], row["sealed"]).opened(Sealing.parse(keys_of(stack)))
    assert (opened.username, opened.password.get_secret_value()) == ("ann@example.com", PASSWORD)
    assert len(opened.code(0)) == 6


def test_a_login_is_replaced_and_deleted_by_its_owner(stack: Stack, ann: Person) -> None:
    api = Api(stack, ann)
    kept = api.data("POST", "/credentials", LOGIN)
    replaced = api.data("PUT", f"/credentials/{kept['id']}", {**ACCOUNT, "password": "a new one"})
    assert (replaced["label"], replaced["rotated_at"] is None) == ("A customer", False)
    assert api.data("DELETE", f"/credentials/{kept['id']}") == {"id": kept["id"]}
    assert api.ask("DELETE", f"/credentials/{kept['id']}").json()["error"]["code"] == "credential_not_found"
    assert api.ask("PUT", f"/credentials/{kept['id']}", ACCOUNT).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"username": ""},
        {"password": ""},
        {"password": "x" * 1025},
        {"totp_secret": "189"},
        {"totp_secret": "A"},
        {"totp_secret": "otpauth://totp/x"},
        {"host": "two words"},
        {"host": "https://shop.example.com"},
        {"label": "two\nlines"},
        {"fields": {str(number): "x" for number in range(21)}},
        {"unknown": "x"},
    ],
)
def test_what_is_no_login_is_refused_without_repeating_it(stack: Stack, ann: Person, changed: Row) -> None:
    answer = Api(stack, ann).ask("POST", "/credentials", {**LOGIN, **changed})
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"]
    assert PASSWORD not in answer.text


def test_the_login_of_another_is_not_there(stack: Stack, ann: Person) -> None:
    kept = Api(stack, ann).data("POST", "/credentials", LOGIN)
    bob = sign_up(stack)
    api = Api(stack, bob)
    assert api.data("GET", "/credentials") == []
    assert api.ask("PUT", f"/credentials/{kept['id']}", ACCOUNT).status_code == 404
    assert api.ask("DELETE", f"/credentials/{kept['id']}").status_code == 404
    assert bob.api.delete("target_credentials", id=f"eq.{kept['id']}", returning="id") == []
    with pytest.raises(Refused) as refusal:
        bob.submit(credential_id=kept["id"])
    assert (refusal.value.status, refusal.value.message) == (404, "There is no such login.")
    assert bob.profile()["tests_this_month_count"] == 0


def test_no_client_reads_or_writes_what_is_sealed(stack: Stack, ann: Person) -> None:
    kept = Api(stack, ann).data("POST", "/credentials", LOGIN)
    row = {"id": str(uuid.uuid4()), "user_id": ann.user_id, "host": "a.example.com", "label": "x", "sealed": "v1.x"}
    for caller in (ann.api, anonymous(stack), server(stack)):
        for attempt in (
            lambda caller=caller: caller.select("target_credentials", "sealed"),
            lambda caller=caller: caller.select("target_credentials", "*"),
            lambda caller=caller: caller.insert("target_credentials", row),
            lambda caller=caller: caller.update(
                "target_credentials", {"label": "x"}, id=f"eq.{kept['id']}", returning="id"
            ),
        ):
            with pytest.raises(Refused) as refusal:
                attempt()
            assert refusal.value.code == "42501"
    assert ann.api.select("target_credentials", "host", id=f"eq.{kept['id']}") == [{"host": "shop.example.com"}]


@pytest.mark.usefixtures("quiet_queue")
class TestWhoGetsIt:
    def test_the_worker_that_holds_the_lease_and_no_other(self, stack: Stack, worker: Worker) -> None:
        person = sign_up(stack)
        kept = Api(stack, person).data("POST", "/credentials", LOGIN)
        person.submit()
        claim = worker.must_claim()
        [(credential_id, host, sealed)] = handed_out(worker, claim.job_id, claim.attempt)
        assert (credential_id, host) == (kept["id"], "shop.example.com")
        assert PASSWORD not in sealed
        assert Api(stack, person).data("GET", "/credentials")[0]["used_at"] is not None

        for job_id, attempt in ((claim.job_id, claim.attempt + 1), (claim.job_id, 0), (uuid.uuid4(), 1)):
            assert handed_out(worker, job_id, attempt) == []
        claim.release(counts=False)
        assert handed_out(worker, claim.job_id, claim.attempt) == []
        again = worker.must_claim()
        assert handed_out(worker, again.job_id, claim.attempt) == []
        assert len(handed_out(worker, again.job_id, again.attempt)) == 1
        again.complete()
        assert handed_out(worker, again.job_id, again.attempt) == []

    def test_the_one_that_was_asked_for_else_the_newest_of_the_host(self, stack: Stack, worker: Worker) -> None:
        person = sign_up(stack, "chaos")
        api = Api(stack, person)
        old, new = (api.data("POST", "/credentials", {**LOGIN, "label": label}) for label in ("old", "new"))
        other = api.data("POST", "/credentials", {**LOGIN, "host": "sso.example.com"})

        def given(**asked: object) -> list[str]:
            person.submit(**asked)
            claim = worker.must_claim()
            logins = [row[0] for row in handed_out(worker, claim.job_id, claim.attempt)]
            claim.complete()
            return logins

        assert given(test_source_url="https://SHOP.example.com:8443/") == [new["id"]]
        assert given(credential_id=old["id"]) == [old["id"]]
        assert given(credential_id=other["id"]) == [other["id"]]
        assert given(test_source_url="https://www.shop.example.com/") == []
        assert given(test_source_url="https://example.com/") == []

    def test_it_is_attached_by_the_api_too(self, stack: Stack, worker: Worker) -> None:
        person = sign_up(stack)
        api = Api(stack, person)
        other = api.data("POST", "/credentials", {**LOGIN, "host": "sso.example.com"})
        asked = {"test_name": "Shop", "test_type": "web_url", "test_source_url": "https://shop.example.com"}
        api.data("POST", "/tests/submit", {**asked, "credential_id": other["id"]})
        claim = worker.must_claim()
        assert [row[0] for row in handed_out(worker, claim.job_id, claim.attempt)] == [other["id"]]
        unknown = api.ask("POST", "/tests/submit", {**asked, "credential_id": str(uuid.uuid4())})
        assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "credential_not_found")

    def test_no_role_but_the_workers(self, stack: Stack) -> None:
        with operator(stack) as connection:
            for role in ("anon", "authenticated", "service_role", "deffatest_scheduler", "deffatest_door"):
                [row] = connection.execute(
                    "select has_function_privilege(%s, 'queue.credentials(uuid, integer)', 'execute') as may", [role]
                ).fetchall()
                assert row["may"] is False, role


def leave_login(fleet: Fleet) -> None:
    """As the fleet's user, for the host of its tests."""
    session = fleet.client.auth.get_session()
    assert session is not None
    user = Person(fleet.user_id, "", session.access_token, anonymous(fleet.stack))
    Api(fleet.stack, user).data("POST", "/credentials", {**LOGIN, "host": "shop.example"})


def test_a_run_is_told_the_login_and_nothing_of_it_is_written_down(fleet: Fleet) -> None:
    leave_login(fleet)
    worker = fleet.start_worker(keep_runs=False)
    gate = fleet.gate()
    test_id = fleet.submit("login", f"wait:{gate}", "bug")
    descriptor = fleet.arrives_at(gate)
    said = f"Did login of ann@example.com with {len(PASSWORD)} characters"
    wait_until(
        lambda: said in [one["message"] for one in fleet.events(test_id, "test.progress")], "it says what it was told"
    )
    written = [path.read_bytes() for path in (fleet.folder / "runs").rglob("*") if path.is_file()]
    assert written
    assert not [text for text in written if PASSWORD.encode() in text]
    os.close(descriptor)
    fleet.until_status(test_id, "completed")
    assert PASSWORD not in fleet.log(worker)


def test_a_login_that_cannot_be_opened_is_our_fault_and_said_so(fleet: Fleet) -> None:
    leave_login(fleet)
    fleet.start_worker(environment={"DEFFATEST_ENCRYPTION_KEYS": f"other:{'A' * 43}="})
    test_id = fleet.submit("bug")
    attempted = "select code, reason from queue.attempts where test_id = %s"
    [(code, reason), *_] = wait_until(lambda: fleet.rows(attempted, test_id), "the first attempt ends")
    assert (code, reason) == ("login_not_opened", "The login for the test could not be opened on our side.")


def test_logins_are_sealed_again_with_a_new_key(stack: Stack, ann: Person, worker: Worker) -> None:
    clockwork = Clockwork(stack, worker)
    api = Api(stack, ann)
    kept = api.data("POST", "/credentials", LOGIN)
    broken = api.data("POST", "/credentials", LOGIN)
    old, new = keys_of(stack), f"new:{'B' * 43}="
    with operator(stack) as connection:
        # What was copied into another row does not open there, and is left alone.
        connection.execute(
            "update public.target_credentials set sealed = (select sealed from public.target_credentials where id = %s)"
            " where id = %s",
            [kept["id"], broken["id"]],
        )
        settings = clockwork.settings.model_copy().model_validate(
            {**clockwork.settings.model_dump(), "encryption_keys": f"{new},{old}"}
        )
        counts = clockwork.turn("resealing", encryption_keys=settings.encryption_keys)
        assert counts["resealed"] >= 1
        assert counts["broken"] >= 1  # other tests leave some too
        again = clockwork.turn("resealing", encryption_keys=settings.encryption_keys)
        assert again == {"resealed": 0, "broken": counts["broken"]}
        [row] = connection.execute(
            "select sealed, key_id, rotated_at from public.target_credentials where id = %s", [kept["id"]]
        ).fetchall()
        assert row["key_id"] == "new"
        login = SealedLogin(kept["id"], kept["host"], row["sealed"]).opened(Sealing.parse(new))
        assert login.password.get_secret_value() == PASSWORD
        assert row["rotated_at"] is not None
        # One that its owner replaced meanwhile stays as it is.
        [lost] = connection.execute(
            "select upkeep.reseal_credential(%s, %s, %s) as done", [kept["id"], json.dumps("older"), row["sealed"]]
        ).fetchall()
        assert lost["done"] is False
    assert clockwork.turn("resealing") == {"resealed": 0, "broken": 0}
