"""The history of tests through the API: pages, filters, orders, and what is refused."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import DictRow
from supabase import create_client
from supabase.lib.client_options import SyncClientOptions

from tests.integration.acting import Person, Row, operator, sign_up
from tests.integration.api_caller import ApiCaller, ApiRefused, api_of, api_with_key
from tests.stack_fixture import Stack

FIRST = datetime(2026, 7, 1, 12, tzinfo=UTC)
NAMES = ("Zebra", "apple", "Äpfel", "Shop 10%", "Shop 100", "under_score", "undersscore")


@pytest.fixture(scope="module")
def database(stack: Stack) -> Iterator[psycopg.Connection[DictRow]]:
    with closing(operator(stack)) as connection:
        yield connection


def finished(database: psycopg.Connection[DictRow], person: Person, number: int, **changed: object) -> str:
    """A test that ended; each next one was submitted a day later."""
    at = FIRST + timedelta(days=number)
    values: Row = {
        "user_id": person.user_id,
        "test_name": NAMES[number % len(NAMES)],
        "test_type": ("web_url", "web_bundle", "android_apk")[number % 3],
        "test_source_url": f"https://shop{number}.example.com/",
        "status": "failed" if number % 5 == 4 else "completed",
        "requested_duration_minutes": 5 + number % 4,
        "submitted_at": at,
        "completed_at": at + timedelta(minutes=5),
        "bug_count": number % 3,
    } | changed
    row = database.execute(
        """
        insert into public.tests (
          user_id, test_name, test_type, test_source_url, status, requested_duration_minutes,
          submitted_at, completed_at, bug_count
        )
        values (
          %(user_id)s, %(test_name)s, %(test_type)s, %(test_source_url)s, %(status)s, %(requested_duration_minutes)s,
          %(submitted_at)s, %(completed_at)s, %(bug_count)s
        )
        returning id
        """,
        values,
    ).fetchone()
    assert row is not None
    return str(row["id"])


@pytest.fixture(scope="module")
def person(stack: Stack, database: psycopg.Connection[DictRow]) -> Person:
    """Somebody with fourteen tests, of 1 to 14 July."""
    person = sign_up(stack, "chaos")
    for number in range(14):
        finished(database, person, number)
    finished(database, sign_up(stack), 3)
    return person


@pytest.fixture(scope="module")
def api(stack: Stack, person: Person) -> ApiCaller:
    return api_of(stack, person)


def days(tests: list[Row]) -> list[int]:
    """The days of July on which they were submitted."""
    return [datetime.fromisoformat(test["submitted_at"]).day for test in tests]


def test_the_address_of_the_contract_answers_the_newest_in_its_shape(api: ApiCaller, person: Person) -> None:
    address = (
        "/tests/history?offset=0&limit=10&sortBy=newest&filterByType=all&filterByStatus=all&search=&startDate=&endDate="
    )
    answer = api.call("GET", address)
    assert list(answer) == ["success", "data", "pagination"]
    assert days(answer["data"]) == list(range(14, 4, -1))
    pagination = answer["pagination"]
    assert pagination.pop("nextCursor")
    assert pagination == {"page": 1, "limit": 10, "total": 14, "hasMore": True}
    newest = answer["data"][0]
    assert newest.pop("id")
    assert newest == {
        "user_id": person.user_id,
        "test_name": "undersscore",
        "test_type": "web_bundle",
        "test_source_url": "https://shop13.example.com/",
        "requested_duration_minutes": 6,
        "status": "completed",
        "progress": 0,
        "submitted_at": "2026-07-14T12:00:00Z",
        "completed_at": "2026-07-14T12:05:00Z",
        "bug_count": 1,
        "report_download_url": None,
    }


def test_pages_by_offset_meet_and_say_when_they_end(api: ApiCaller) -> None:
    second = api.call("GET", "/tests/history", params={"offset": 10, "limit": 5})
    assert days(second["data"]) == [4, 3, 2, 1]
    assert second["pagination"] == {"page": 3, "limit": 5, "total": 14, "hasMore": False, "nextCursor": None}
    beyond = api.call("GET", "/tests/history", params={"offset": 1000})
    assert beyond["data"] == []
    assert beyond["pagination"]["total"] == 14


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"filterByType": "android_apk"}, [12, 9, 6, 3]),
        ({"filterByStatus": "failed"}, [10, 5]),
        ({"filterByType": "web_bundle", "filterByStatus": "failed"}, [5]),
        ({"filterByStatus": "running"}, []),
        ({"search": "SHOP 10"}, [12, 11, 5, 4]),
        ({"search": "10%"}, [11, 4]),
        ({"search": "under_"}, [13, 6]),
        ({"search": "äPFEL"}, [10, 3]),
        ({"search": "shop13.example"}, [14]),
        ({"search": "'; drop table public.tests; --"}, []),
        ({"search": "\\"}, []),
        ({"startDate": "2026-07-12"}, [14, 13, 12]),
        ({"endDate": "2026-07-02"}, [2, 1]),
        ({"startDate": "2026-07-03", "endDate": "2026-07-03"}, [3]),
        ({"startDate": "2026-07-03T12:00:01Z", "endDate": "2026-07-05T12:00:00Z"}, [5, 4]),
        ({"startDate": "2026-07-13T14:00:00+02:00", "endDate": ""}, [14, 13]),
        ({"startDate": "2026-07-13 12:00", "endDate": "2026-07-14T11:59:59.999"}, [13]),
    ],
)
def test_filters_leave_what_they_say_and_count_it(api: ApiCaller, filters: dict[str, str], expected: list[int]) -> None:
    answer = api.call("GET", "/tests/history", params=filters | {"limit": 100})
    assert days(answer["data"]) == expected
    assert answer["pagination"]["total"] == len(expected)


def day(test: Row) -> int:
    return days([test])[0]


def most_bugs_first(test: Row) -> tuple[int, int]:
    return -test["bug_count"], -day(test)


def longest_first(test: Row) -> tuple[int, int]:
    return -test["requested_duration_minutes"], -day(test)


SORTS: dict[str, Callable[[Row], Any]] = {
    "newest": lambda test: -day(test),
    "oldest": day,
    "bugs": most_bugs_first,
    "duration": longest_first,
}


@pytest.mark.parametrize("sort_by", SORTS)
def test_tests_come_in_the_order_that_is_asked_for(api: ApiCaller, sort_by: str) -> None:
    tests = api.get("/tests/history", sortBy=sort_by, limit=100)
    assert tests == sorted(tests, key=SORTS[sort_by])


def test_names_are_sorted_as_people_do(api: ApiCaller) -> None:
    names = [test["test_name"] for test in api.get("/tests/history", sortBy="name", limit=100)]
    assert names[::2] == ["Äpfel", "apple", "Shop 10%", "Shop 100", "under_score", "undersscore", "Zebra"]


@pytest.mark.parametrize("sort_by", ["newest", "oldest", "name", "bugs", "duration"])
def test_pages_by_cursor_miss_and_repeat_nothing_while_tests_are_added(
    stack: Stack, database: psycopg.Connection[DictRow], sort_by: str
) -> None:
    somebody = sign_up(stack)
    before = {finished(database, somebody, number) for number in range(9)}
    api = api_of(stack, somebody)
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = api.call("GET", "/tests/history", params={"limit": 2, "sortBy": sort_by, "cursor": cursor})
        seen += [test["id"] for test in page["data"]]
        cursor = page["pagination"]["nextCursor"]
        assert page["pagination"]["hasMore"] is (cursor is not None)
        finished(database, somebody, 20 + len(seen), test_name="A first", bug_count=9, requested_duration_minutes=9)
        finished(database, somebody, -len(seen), test_name="zz last", bug_count=0, requested_duration_minutes=1)
        if len(seen) > 40:
            break
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"offset": -1}, "offset"),
        ({"offset": "1000001"}, "offset"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "1e1"}, "limit"),
        ({"limit": ["1", "2"]}, "limit"),
        ({"sortBy": "id; --"}, "sortBy"),
        ({"filterByType": "ios"}, "filterByType"),
        ({"filterByStatus": "done"}, "filterByStatus"),
        ({"search": "x" * 201}, "search"),
        ({"search": "a\0b"}, "search"),
        ({"startDate": "tomorrow"}, "startDate"),
        ({"endDate": "2026-02-30"}, "endDate"),
        ({"endDate": "2026-07-01T25:00:00Z"}, "endDate"),
        ({"startDate": "2026-07-02", "endDate": "2026-07-01"}, "endDate"),
        ({"cursor": "bm9uc2Vuc2U"}, "cursor"),
        ({"cursor": "'"}, "cursor"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_field(api: ApiCaller, parameters: dict[str, Any], field: str) -> None:
    with pytest.raises(ApiRefused) as refusal:
        api.get("/tests/history", **parameters)
    assert refusal.value.status == 422
    assert list(refusal.value.fields) == [f"query.{field}"]


def test_all_that_is_wrong_is_said_at_once(api: ApiCaller) -> None:
    with pytest.raises(ApiRefused) as refusal:
        api.get("/tests/history", limit=0, sortBy="x", startDate="x")
    assert list(refusal.value.fields) == ["query.limit", "query.sortBy", "query.startDate"]


def test_a_cursor_belongs_to_its_order_and_replaces_an_offset(api: ApiCaller) -> None:
    cursor = api.call("GET", "/tests/history", params={"limit": 2})["pagination"]["nextCursor"]
    for parameters in ({"sortBy": "bugs"}, {"offset": 2}):
        with pytest.raises(ApiRefused) as refusal:
            api.get("/tests/history", cursor=cursor, **parameters)
        assert refusal.value.status == 422


def test_a_program_and_the_official_client_get_the_same(stack: Stack, api: ApiCaller, person: Person) -> None:
    asked = {"limit": 3, "sortBy": "bugs", "search": "s", "startDate": "2026-07-02"}
    answer = api.call("GET", "/tests/history", params=asked)
    assert answer["data"]
    assert api_with_key(stack, person).call("GET", "/v1/tests/history", params=asked) == answer

    options = SyncClientOptions(headers={"Authorization": f"Bearer {person.token}"})
    client = create_client(stack.url, stack.publishable_key, options)
    arguments = {"p_limit": 3, "p_sort_by": "bugs", "p_search": "s", "p_start_date": "2026-07-02"}
    assert client.rpc("test_history", arguments).execute().data == {
        "data": answer["data"],
        "pagination": answer["pagination"],
    }
