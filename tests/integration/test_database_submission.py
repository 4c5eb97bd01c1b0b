"""Submitting and cancelling: whatever the door, the plan's limits hold and what is asked for is checked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.acting import ADDRESS, Person, Refused, Row, anonymous, operator, server, sign_up
from tests.stack_fixture import Stack

ASKED = {"test_name": "Shop", "test_type": "web_url", "test_source_url": ADDRESS}

FORGERIES = {
    "id": "5a0c5a5c-0000-4000-8000-000000000000",
    "status": "completed",
    "test_file_path": "test-uploads/another/app.apk",
    "progress": 100,
    "estimated_completion_time": "2030-01-01",
    "submitted_at": "2020-01-01",
    "started_at": "2020-01-01",
    "completed_at": "2020-01-01",
    "report_download_url": "https://evil.example.com/report.zip",
    "bug_count": 999,
}

Door = Callable[..., str]


@pytest.fixture(params=["insert", "rpc", "server"])
def door(request: pytest.FixtureRequest, stack: Stack) -> Door:
    """Each way a test comes in by; answers its id."""

    def by_insert(person: Person, **changed: object) -> str:
        [test] = person.api.insert("tests", ASKED | {"user_id": person.user_id} | changed)
        return test["id"]

    def by_rpc(person: Person, **changed: object) -> str:
        return person.submit(**changed)["test_id"]

    def by_server(person: Person, **changed: object) -> str:
        [test] = server(stack).insert("tests", ASKED | {"user_id": person.user_id} | changed)
        return test["id"]

    return {"insert": by_insert, "rpc": by_rpc, "server": by_server}[request.param]


@pytest.fixture(scope="module")
def asker(stack: Stack) -> Person:
    """Somebody whose every wish is refused."""
    return sign_up(stack)


@pytest.fixture(scope="module")
def customer(stack: Stack) -> Person:
    """Somebody with tests to spare."""
    return sign_up(stack, "chaos")


def refused(door: Door, person: Person, **changed: object) -> Refused:
    with pytest.raises(Refused) as refusal:
        door(person, **changed)
    return refusal.value


def test_a_test_is_queued_on_the_plan_of_its_owner(stack: Stack, door: Door) -> None:
    person = sign_up(stack, "pro")
    test = person.test(door(person))
    assert (test["status"], test["progress"], test["bug_count"]) == ("queued", 0, 0)
    assert test["plan_type_at_submission"] == "pro"
    assert test["requested_duration_minutes"] == 5
    assert person.profile()["tests_this_month_count"] == 1


@pytest.mark.parametrize("minutes", [0, -1, 6, 100_000])
def test_a_test_takes_no_longer_than_the_plan_allows(asker: Person, door: Door, minutes: int) -> None:
    refusal = refused(door, asker, requested_duration_minutes=minutes)
    assert (refusal.status, refusal.message) == (422, "A test on the Free plan takes 1 to 5 minutes.")
    assert asker.profile()["tests_this_month_count"] == 0


def test_a_longer_test_is_refused_with_the_plan_that_allows_it(asker: Person, door: Door) -> None:
    hint = refused(door, asker, requested_duration_minutes=60).hint
    assert hint == "Ask for 1 to 5 minutes, or upgrade to Pro (up to 120 minutes)."


def test_the_month_ends_with_the_plans_last_test(stack: Stack, door: Door) -> None:
    person = sign_up(stack)
    for _ in range(5):
        door(person)
    refusal = refused(door, person)
    assert (refusal.status, refusal.message) == (402, "All 5 tests of this month are used.")
    assert "upgrade to Pro (25 tests a month)" in refusal.hint
    assert person.profile()["tests_this_month_count"] == 5


@pytest.mark.parametrize("name", [None, "", "  \n ", "x" * 201, "two\nlines"])
def test_a_name_is_one_short_line(asker: Person, door: Door, name: str | None) -> None:
    assert refused(door, asker, test_name=name).status == 422


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://?q=1",
        "https://user:secret@example.com",
        "https://user@example.com",
        "https://exa mple.com",
        "https://example.com\\@evil.example.com",
        "https://example.com:0",
        "https://example.com:65536",
        "https://example.com:port",
        "https://example..com",
        "https://.example.com",
        "https://[::1",
        "https://example.com/" + "x" * 2048,
    ],
)
def test_an_address_that_cannot_be_tested_is_refused(asker: Person, address: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        asker.submit(test_source_url=address)
    assert (refusal.value.status, refusal.value.message) == (422, "The address cannot be tested.")
    assert refusal.value.details
    assert asker.profile()["tests_this_month_count"] == 0


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000",
        "https://EXAMPLE.com",
        "https://example.com:8443/a/b?c=d#e",
        "https://[2606:4700::1111]:8080/",
        "https://b\u00fccher.example/stra\u00dfe",
        "https://example.com/@someone",
        "https://example.com?next=user@example.com",
    ],
)
def test_an_address_is_kept_as_it_was_given(customer: Person, address: str) -> None:
    test_id = customer.submit(test_source_url=f"  {address} ")["test_id"]
    assert customer.test(test_id)["test_source_url"] == address


def test_a_password_in_an_address_is_refused_for_being_one(asker: Person, door: Door) -> None:
    refusal = refused(door, asker, test_source_url="https://user:secret@example.com")
    assert "password" in refusal.details
    assert "secret" not in str(refusal)


def test_a_type_that_there_is_not_is_refused_by_the_names_of_those_there_are(asker: Person, door: Door) -> None:
    refusal = refused(door, asker, test_type="ios_app")
    assert (refusal.status, refusal.hint) == (422, "Use web_url, web_bundle or android_apk.")


@pytest.mark.parametrize("test_type", ["web_bundle", "android_apk"])
def test_a_test_of_a_file_has_no_address(customer: Person, door: Door, test_type: str) -> None:
    assert refused(door, customer, test_type=test_type).status == 422
    assert customer.test(door(customer, test_type=test_type, test_source_url=""))["test_source_url"] is None


@pytest.mark.parametrize("column", FORGERIES)
def test_what_is_not_the_clients_to_say_is_refused(asker: Person, column: str) -> None:
    with pytest.raises(Refused) as refusal:
        asker.api.insert("tests", ASKED | {column: FORGERIES[column]})
    assert (refusal.value.status, refusal.value.code) == (403, "42501")
    assert asker.api.select("tests") == []


def test_the_plan_that_a_client_names_is_ignored(customer: Person) -> None:
    [test] = customer.api.insert("tests", ASKED | {"plan_type_at_submission": "free"})
    assert test["plan_type_at_submission"] == "chaos"


@pytest.mark.parametrize("column", [*FORGERIES, "user_id"])
def test_nothing_that_the_queue_writes_can_be_changed(stack: Stack, customer: Person, column: str) -> None:
    test_id = customer.submit()["test_id"]
    before = customer.test(test_id)
    for caller in (customer.api, server(stack)):
        with pytest.raises(Refused) as refusal:
            caller.update("tests", {column: FORGERIES.get(column, customer.user_id)}, id=f"eq.{test_id}")
        assert refusal.value.code == "42501"
    assert customer.test(test_id) == before


def test_a_test_can_be_renamed_by_its_owner(customer: Person, asker: Person) -> None:
    person, other = customer, asker
    test_id = person.submit()["test_id"]
    [renamed] = person.api.update("tests", {"test_name": " Checkout "}, id=f"eq.{test_id}")
    assert renamed["test_name"] == "Checkout"
    assert other.api.update("tests", {"test_name": "Mine"}, id=f"eq.{test_id}") == []
    with pytest.raises(Refused) as refusal:
        person.api.update("tests", {"test_name": " "}, id=f"eq.{test_id}")
    assert refusal.value.status == 422


def test_a_test_cannot_be_deleted_out_of_the_month(customer: Person) -> None:
    test_id = customer.submit()["test_id"]
    with pytest.raises(Refused) as refusal:
        customer.api.delete("tests", id=f"eq.{test_id}")
    assert refusal.value.code == "42501"


def test_nobody_submits_a_test_for_another(stack: Stack) -> None:
    ann, bob = sign_up(stack), sign_up(stack)
    for attempt in (
        lambda: bob.api.insert("tests", ASKED | {"user_id": ann.user_id}),
        lambda: bob.submit(user_id=ann.user_id),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert (refusal.value.status, refusal.value.code) == (403, "42501")
    assert ann.profile()["tests_this_month_count"] == 0


def test_nobody_learns_from_a_refusal_how_anothers_month_stands(stack: Stack) -> None:
    ann, bob = sign_up(stack), sign_up(stack)
    for _ in range(5):
        ann.submit()
    with pytest.raises(Refused) as refusal:
        bob.api.insert("tests", ASKED | {"user_id": ann.user_id})
    assert refusal.value.code == "42501"


def test_nobody_sees_the_tests_of_another(stack: Stack) -> None:
    ann, bob = sign_up(stack), sign_up(stack)
    ann.submit()
    assert bob.api.select("tests") == []
    with pytest.raises(Refused) as refusal:
        anonymous(stack).select("tests")
    assert refusal.value.code == "42501"


def test_somebody_signed_out_submits_nothing(stack: Stack) -> None:
    caller = anonymous(stack)
    for attempt in (
        lambda: caller.insert("tests", ASKED),
        lambda: caller.call("submit_test", p_test_name="x", p_test_type="web_url"),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert (refusal.value.status, refusal.value.code) == (401, "42501")


def test_many_rows_in_one_insert_are_counted_one_by_one(stack: Stack) -> None:
    person = sign_up(stack)
    with pytest.raises(Refused) as refusal:
        person.api.insert("tests", [ASKED] * 6)
    assert refusal.value.status == 402
    assert person.api.select("tests") == []
    assert person.profile()["tests_this_month_count"] == 0
    assert len(person.api.insert("tests", [ASKED] * 5)) == 5


def test_submissions_at_the_same_moment_do_not_share_the_last_test(stack: Stack) -> None:
    person = sign_up(stack)

    def submit(_: int) -> int:
        try:
            person.submit()
        except Refused as refusal:
            return refusal.status
        return 200

    with ThreadPoolExecutor(8) as together:
        answers = sorted(together.map(submit, range(8)))
    assert answers == [200] * 5 + [402] * 3
    assert person.profile()["tests_this_month_count"] == 5


@pytest.mark.usefixtures("quiet_queue")
def test_submitting_answers_the_place_in_the_queue(stack: Stack) -> None:
    first, second = sign_up(stack), sign_up(stack)
    answer = first.submit()
    assert set(answer) == {"test_id", "status", "queue_position", "estimated_start_time"}
    assert (answer["status"], answer["queue_position"]) == ("queued", 1)
    assert second.submit()["queue_position"] == 2
    assert sign_up(stack, "pro").submit()["queue_position"] == 1


def test_a_waiting_test_that_is_cancelled_is_given_back(stack: Stack) -> None:
    person = sign_up(stack)
    test_id = person.submit()["test_id"]
    answer: Row = person.api.call("cancel_test", p_test_id=test_id)
    assert (answer["test_id"], answer["status"]) == (test_id, "cancelled")
    assert person.test(test_id)["completed_at"] is not None
    assert person.profile()["tests_this_month_count"] == 0


def test_a_test_that_has_ended_cannot_be_cancelled(stack: Stack) -> None:
    person = sign_up(stack)
    test_id = person.submit()["test_id"]
    person.api.call("cancel_test", p_test_id=test_id)
    with pytest.raises(Refused) as refusal:
        person.api.call("cancel_test", p_test_id=test_id)
    assert (refusal.value.status, refusal.value.message) == (409, "The test is already cancelled.")
    assert person.profile()["tests_this_month_count"] == 0


def test_the_test_of_another_is_not_there_to_cancel(stack: Stack) -> None:
    ann, bob = sign_up(stack), sign_up(stack)
    test_id = ann.submit()["test_id"]
    with pytest.raises(Refused) as refusal:
        bob.api.call("cancel_test", p_test_id=test_id)
    assert refusal.value.status == 404
    assert ann.test(test_id)["status"] == "queued"


def test_a_server_cancels_for_anybody(stack: Stack) -> None:
    person = sign_up(stack)
    test_id = person.submit()["test_id"]
    assert server(stack).call("cancel_test", p_test_id=test_id)["status"] == "cancelled"


def test_the_billing_month_is_counted_from_the_end_of_the_paid_period(stack: Stack) -> None:
    person = sign_up(stack, "pro")
    person.submit()
    with operator(stack) as connection:
        connection.execute(
            "update private.quota_ledger set reserved_at = now() - interval '10 days' where user_id = %s",
            [person.user_id],
        )
        ends = "update public.profiles set current_billing_period_ends_at = now() + %s::interval where user_id = %s"
        connection.execute(ends, ["15 days", person.user_id])
        assert person.profile()["tests_this_month_count"] == 1
        connection.execute(ends, ["25 days", person.user_id])
        assert person.profile()["tests_this_month_count"] == 0


@pytest.mark.parametrize(
    ("anchor", "at", "start"),
    [
        ("2026-01-15 10:00", "2026-01-15 10:00", "2026-01-15 10:00"),
        ("2026-01-15 10:00", "2026-02-15 09:59", "2026-01-15 10:00"),
        ("2026-01-15 10:00", "2026-02-15 10:00", "2026-02-15 10:00"),
        ("2026-01-31 00:00", "2026-02-27 23:59", "2026-01-31 00:00"),
        ("2026-01-31 00:00", "2026-02-28 00:00", "2026-02-28 00:00"),
        ("2026-01-31 00:00", "2026-03-30 23:59", "2026-02-28 00:00"),
        ("2026-01-31 00:00", "2026-03-31 00:00", "2026-03-31 00:00"),
        ("2027-06-10 12:00", "2026-06-09 12:00", "2026-05-10 12:00"),
        ("2027-06-10 12:00", "2026-06-10 12:00", "2026-06-10 12:00"),
    ],
)
def test_a_billing_month_begins_on_the_anchors_day(stack: Stack, anchor: str, at: str, start: str) -> None:
    with operator(stack) as connection:
        row = connection.execute(
            "select private.billing_month_start(%s::timestamp at time zone 'utc', %s::timestamp at time zone 'utc')"
            " = %s::timestamp at time zone 'utc' as agrees",
            [anchor, at, start],
        ).fetchone()
    assert row == {"agrees": True}


def test_the_monthly_reset_shows_the_new_month_and_is_no_clients_to_run(stack: Stack) -> None:
    person = sign_up(stack)
    person.submit()
    with pytest.raises(Refused) as refusal:
        person.api.call("reset_monthly_tests")
    assert refusal.value.code == "42501"
    with operator(stack) as connection:
        # A month later, all that has changed is the calendar.
        connection.execute(
            "update private.quota_ledger set reserved_at = reserved_at - interval '1 month' where user_id = %s",
            [person.user_id],
        )
        connection.execute(
            "update public.profiles set last_monthly_reset_date = last_monthly_reset_date - 31 where user_id = %s",
            [person.user_id],
        )
    assert person.profile()["tests_this_month_count"] == 1
    server(stack).call("reset_monthly_tests")
    assert person.profile()["tests_this_month_count"] == 0
