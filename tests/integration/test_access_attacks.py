"""What somebody tries who wants what is not theirs, by every door there is: each attempt fails and changes nothing.

The whole of who may do what is in `test_access_matrix.py`, in SQL; here are the doors in front of it.
"""

import re
import uuid
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.access_matrix import TABLES, Table, uses
from tests.integration.access_people import Cast, two_people
from tests.integration.acting import DataApi, Person, Refused, Row, anonymous, http, server
from tests.integration.api_document import Operation, operations
from tests.integration.test_realtime_hostile import socket
from tests.stack_fixture import Stack

EXPOSED = [table for table in TABLES if table.name.startswith("public.")]
API_KEY = "sk-deffatest-abcdefghijklmnopqrstuvwxyz234567"
STRANGERS = ["anon", "owner", "other"]
NO_PRIVILEGE = "42501"


@pytest.fixture(scope="module")
def cast(stack: Stack) -> Iterator[Cast]:
    with two_people(stack) as cast:
        yield cast


@pytest.fixture(scope="module")
def test_id(cast: Cast) -> str:
    """The owner's completed test."""
    [test] = cast.rows("select id from public.tests where user_id = %s and status = 'completed'", cast.owner.user_id)
    return str(test["id"])


@pytest.fixture(autouse=True)
def nothing_changes(cast: Cast) -> Iterator[None]:
    """Whatever is tried: the owner's rows are afterwards what they were."""
    before = rows_of_the_owner(cast)
    yield
    assert rows_of_the_owner(cast) == before


def rows_of_the_owner(cast: Cast) -> list[Row]:
    return cast.rows(
        """
        select
          (select jsonb_agg(to_jsonb(p)) from public.profiles p where user_id = %(owner)s) as profile,
          (select jsonb_agg(to_jsonb(t) order by id) from public.tests t where user_id = %(owner)s) as tests,
          (select jsonb_agg(to_jsonb(k) order by id) from public.api_keys k where user_id = %(owner)s) as keys,
          (select jsonb_agg(to_jsonb(b) order by b.id) from public.bug_reports b join public.tests t on t.id = test_id
            where user_id = %(owner)s) as bugs
        """.replace("%(owner)s", f"'{cast.owner.user_id}'")
    )


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


# ---- the Data API: tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", EXPOSED, ids=lambda table: table.name)
def test_the_data_api_shows_the_owner_what_is_theirs_and_nobody_else_anything(cast: Cast, table: Table) -> None:
    name = table.name.removeprefix("public.")
    readers: dict[str, tuple[str, DataApi]] = {
        "anon": ("anon", anonymous(cast.stack)),
        "owner": ("person", cast.owner.api),
        "other": ("person", cast.other.api),
        "service": ("service", server(cast.stack)),
    }
    for reader, (word, api) in readers.items():
        columns = [
            column
            for told, named in table.columns.items()
            if "read" in uses(told).get(word, ())
            for column in named.split()
        ]
        if not columns:
            with pytest.raises(Refused) as refused:
                api.select(name)
            assert code_of(refused) == NO_PRIVILEGE, reader
            continue
        rows = api.select(name, ",".join(columns), **owned_by(cast.owner, cast, table))
        assert bool(rows) == (reader != "other" or table.rows == "everybody's"), reader


def owned_by(owner: Person, cast: Cast, table: Table) -> dict[str, str]:
    """The filter for the owner's rows, where a table says whose they are."""
    columns = " ".join(table.columns.values()).split()
    if "user_id" in columns:
        return {"user_id": f"eq.{owner.user_id}"}
    if "key_id" in columns:
        keys = cast.rows("select id from public.api_keys where user_id = %s", owner.user_id)
        return {"key_id": f"in.({','.join(str(key['id']) for key in keys)})"}
    if "test_id" in columns:
        tests = cast.rows("select id from public.tests where user_id = %s", owner.user_id)
        return {"test_id": f"in.({','.join(str(test['id']) for test in tests)})"}
    return {}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("plan_type", "chaos"),
        ("subscription_status", "ACTIVE"),
        ("concurrent_test_slots", 999),
        ("max_test_duration_minutes", 9999),
        ("tests_this_month_count", -1000),
        ("last_monthly_reset_date", "2000-01-01"),
        ("current_billing_period_ends_at", "2099-01-01T00:00:00Z"),
        ("paddle_customer_id", "ctm_somebody"),
        ("email", "boss@example.com"),
        ("api_key", "chosen"),
        ("user_id", "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_nobody_promotes_themselves(cast: Cast, column: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        cast.owner.api.update("profiles", {column: value}, user_id=f"eq.{cast.owner.user_id}")
    assert code_of(refused) == NO_PRIVILEGE


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("progress", 100),
        ("status", "completed"),
        ("bug_count", 0),
        ("report_download_url", "https://example.com/forged.zip"),
        ("requested_duration_minutes", 9999),
        ("plan_type_at_submission", "chaos"),
        ("test_file_path", "test-uploads/somebody/app.apk"),
        ("user_id", "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_nobody_forges_what_a_test_found(cast: Cast, test_id: str, column: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        cast.owner.api.update("tests", {column: value}, id=f"eq.{test_id}")
    assert code_of(refused) == NO_PRIVILEGE


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("tests", {"test_name": "x", "test_type": "web_url", "progress": 100}),
        ("tests", {"test_name": "x", "test_type": "web_url", "status": "completed", "bug_count": 0}),
        ("bug_reports", {"severity": "low", "title": "x", "description": "x", "reproduction_steps": "x"}),
        ("test_events", {"sequence": 999, "event": "test.completed", "payload": {}}),
        ("test_reports", {"object_key": "test-reports/x", "summary": {}}),
        ("api_keys", {"name": "mine", "api_key_hash": "0" * 64}),
        ("processed_webhooks", {"id": "evt_1", "event_type": "subscription.created"}),
        ("plans", {"plan_type": "mine", "display_name": "Mine"}),
        ("uploads", {"file_name": "x", "state": "passed"}),
    ],
)
def test_nobody_inserts_what_is_made_by_others(cast: Cast, test_id: str, table: str, row: Row) -> None:
    belonging = {"tests": "user_id", "api_keys": "user_id"}.get(table)
    owned = {belonging: cast.owner.user_id} if belonging else {}
    if table in ("bug_reports", "test_events", "test_reports", "uploads"):
        owned = {"test_id": test_id}
    with pytest.raises(Refused) as refused:
        cast.owner.api.insert(table, row | owned)
    assert code_of(refused) == NO_PRIVILEGE


@pytest.mark.parametrize("table", ["profiles", "tests", "plans", "bug_reports", "test_events", "test_reports"])
def test_nobody_deletes_what_has_to_stay(cast: Cast, table: str) -> None:
    with pytest.raises(Refused) as refused:
        cast.owner.api.delete(table)
    assert code_of(refused) == NO_PRIVILEGE


def test_somebody_else_changes_and_deletes_no_row(cast: Cast, test_id: str) -> None:
    other = cast.other.api
    assert other.update("profiles", {"full_name": "Mallory"}, user_id=f"eq.{cast.owner.user_id}") == []
    assert other.update("tests", {"test_name": "Mine now"}, id=f"eq.{test_id}") == []
    keys = {"returning": "id", "user_id": f"eq.{cast.owner.user_id}"}
    assert other.update("api_keys", {"is_active": False}, **keys) == []
    assert other.delete("api_keys", **keys) == []


def test_somebody_else_submits_nothing_in_anothers_name(cast: Cast) -> None:
    for attempt in (
        lambda: cast.other.submit(user_id=cast.owner.user_id),
        lambda: cast.other.api.insert(
            "tests", {"user_id": cast.owner.user_id, "test_name": "x", "test_type": "web_url"}
        ),
        lambda: cast.other.api.insert("profiles", {"user_id": cast.owner.user_id}),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert code_of(refused) == NO_PRIVILEGE


@pytest.mark.parametrize("what", ["*", "count", "id,api_key_hash"])
def test_the_hash_of_a_key_is_not_read_by_its_owner_either(cast: Cast, what: str) -> None:
    if what == "count":
        # A filter reads too: whoever may ask which hash begins with what learns all of it.
        with pytest.raises(Refused) as refused:
            cast.owner.api.select("api_keys", "id", api_key_hash="like.a*")
    else:
        with pytest.raises(Refused) as refused:
            cast.owner.api.select("api_keys", what)
    assert code_of(refused) == NO_PRIVILEGE


# ---- the Data API: relations, schemas, functions --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("profiles", "email,tests(*),api_keys(id)"),
        ("tests", "*,profiles(*)"),
        ("tests", "id,bug_reports(*,bug_details(*)),test_events(*),test_reports(*),uploads(test_id)"),
        ("bug_reports", "*,tests(*,profiles(*))"),
        ("test_events", "*,tests!inner(user_id)"),
        ("api_keys", "id,profiles(*)"),
    ],
)
def test_embedding_shows_no_row_of_somebody_else(cast: Cast, table: str, columns: str) -> None:
    shown = str(cast.other.api.select(table, columns))
    assert cast.owner.user_id not in shown
    assert cast.owner.email not in shown


def test_embedding_does_not_reach_a_column_that_the_table_itself_hides(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        cast.owner.api.select("profiles", "email,api_keys(api_key_hash)")
    assert code_of(refused) == NO_PRIVILEGE


@pytest.mark.parametrize("schema", ["private", "queue", "upkeep", "doors", "auth", "storage", "realtime", "pg_catalog"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_header_leads_to_another_schema(cast: Cast, schema: str, method: str) -> None:
    path = "rpc/claim" if method == "POST" else "users"
    response = http.request(
        method,
        f"{cast.stack.url}/rest/v1/{path}",
        headers={**bearer(cast, cast.owner.token), "Accept-Profile": schema, "Content-Profile": schema},
        json={} if method == "POST" else None,
    )
    assert (response.status_code, response.json()["code"]) == (406, "PGRST106")


@pytest.mark.parametrize(
    "function",
    ["reset_monthly_tests", "claim", "settle", "enter", "mint_api_key", "queue.claim", "private.mint_api_key"],
)
@pytest.mark.parametrize("who", STRANGERS)
def test_functions_of_servers_workers_and_doors_are_not_called(cast: Cast, who: str, function: str) -> None:
    api = {"anon": anonymous(cast.stack), "owner": cast.owner.api, "other": cast.other.api}[who]
    with pytest.raises(Refused) as refused:
        api.call(function)
    assert (refused.value.status, code_of(refused)) in [(401, "42501"), (403, "42501"), (404, "PGRST202")]


def test_functions_of_people_do_not_act_for_somebody_else(cast: Cast, test_id: str) -> None:
    for function, arguments in (
        ("cancel_test", {"p_test_id": test_id}),
        ("test_status", {"p_test_id": test_id}),
        ("announce_upload", {"p_test_id": test_id, "p_file_name": "shop.zip", "p_file_size": 1000}),
    ):
        with pytest.raises(Refused) as refused:
            cast.other.api.call(function, **arguments)
        assert refused.value.status == 404
    shown = str([cast.other.api.call(function) for function in ("test_history", "live_tests", "dashboard_summary")])
    assert test_id not in shown


def test_an_api_key_opens_nothing_but_the_functions(cast: Cast, test_id: str) -> None:
    """Nor as the key of the gateway: the API alone knows what it is."""
    refusals = [
        http.get(f"{cast.stack.url}/rest/v1/profiles", headers=bearer(cast, API_KEY)),
        http.get(f"{cast.stack.url}/rest/v1/profiles", headers={"apikey": API_KEY}),
        http.post(
            f"{cast.stack.url}/rest/v1/rpc/cancel_test", headers=bearer(cast, API_KEY), json={"p_test_id": test_id}
        ),
        http.get(f"{cast.stack.url}/auth/v1/user", headers=bearer(cast, API_KEY)),
    ]
    assert [response.status_code // 100 for response in refusals] == [4, 4, 4, 4]


def bearer(cast: Cast, token: str | None) -> dict[str, str]:
    return {"apikey": cast.stack.publishable_key} | ({"Authorization": f"Bearer {token}"} if token else {})


# ---- the functions --------------------------------------------------------------------------------------------------

PROTECTED = [operation for operation in operations() if operation.callers & {"accessToken", "apiKey"}]
OF_SOMEBODY = [operation for operation in PROTECTED if "{" in operation.path]


@pytest.mark.parametrize("operation", PROTECTED, ids=lambda operation: operation.name)
def test_an_endpoint_opens_to_those_whom_it_names(cast: Cast, api_key: str, operation: Operation) -> None:
    path = re.sub(r"\{\w+\}", str(uuid.uuid4()), operation.path)
    assert ask_function(cast, operation, path, None).status_code == 401
    for token in (cast.stack.publishable_key, cast.stack.secret_key, cast.owner.token[:-4] + "AAAA"):
        assert ask_function(cast, operation, path, token).status_code == 401
    if "apiKey" in operation.callers:
        assert ask_function(cast, operation, path, API_KEY).json()["error"]["code"] == "api_key_unknown"
    else:
        response = ask_function(cast, operation, path, api_key)
        assert (response.status_code, response.json()["error"]["code"]) == (403, "person_needed")


@pytest.mark.parametrize("operation", OF_SOMEBODY, ids=lambda operation: operation.name)
def test_what_is_somebody_elses_is_not_there(cast: Cast, test_id: str, operation: Operation) -> None:
    [owned] = cast.rows(
        """
        select
          (select id from public.api_keys where user_id = %(owner)s limit 1) as "keyId",
          (select id from public.target_ownership where user_id = %(owner)s) as "targetId",
          (select id from public.target_credentials where user_id = %(owner)s) as "credentialId"
        """.replace("%(owner)s", f"'{cast.owner.user_id}'")
    )
    path = operation.path.format(testId=test_id, **owned)
    response = ask_function(cast, operation, path, cast.other.token)
    assert response.status_code == 404, response.text


@pytest.fixture(scope="module")
def api_key(cast: Cast) -> str:
    return cast.other.api.call("generate_api_key")["api_key"]


def ask_function(cast: Cast, operation: Operation, path: str, token: str | None) -> httpx.Response:
    """The example of an endpoint at this path, as whoever has this token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    content_type, example = operation.body or (None, None)
    body: Row = {"json": example or {}} if content_type else {}
    return http.request(operation.method, f"{cast.stack.url}/functions/v1{path}", headers=headers, **body)


# ---- Realtime -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "answer"), [("owner", "ok"), ("other", "error"), ("anon", "error"), ("key", "error"), ("service", "ok")]
)
async def test_a_private_channel_is_joined_by_its_owner_and_servers_alone(
    cast: Cast, test_id: str, who: str, answer: str
) -> None:
    token = {
        "owner": cast.owner.token,
        "other": cast.other.token,
        "anon": "",
        "key": API_KEY,
        "service": "",
    }[who]
    key = cast.stack.secret_key if who == "service" else cast.stack.publishable_key
    for topic in (f"test:{test_id}", f"user:{cast.owner.user_id}"):
        async with socket(cast.stack, key) as listener:
            assert (await listener.join(topic, token, private=True))["status"] == answer


async def test_changes_of_rows_are_sent_to_their_owner_alone(cast: Cast, test_id: str) -> None:
    """Of the tables that Realtime reads at all; the other person's own change is the first they hear."""
    published = cast.rows("select tablename from pg_publication_tables where pubname = 'supabase_realtime'")
    assert {row["tablename"] for row in published} == {"tests", "bug_reports"}
    changes = [{"event": "*", "schema": "public", "table": "tests"}]
    async with socket(cast.stack) as listener:
        joined = await listener.join("changes", cast.other.token, postgres_changes=changes)
        assert joined["status"] == "ok"
        await listener.first(lambda frame: frame[3] == "system")
        cast.rows("update public.tests set test_name = test_name where id = %s returning id", test_id)
        own = cast.other.submit()["test_id"]
        heard = await listener.first(lambda frame: frame[3] == "postgres_changes")
    assert heard[4]["data"]["record"]["id"] == own


async def test_nobody_writes_into_a_channel(cast: Cast, test_id: str) -> None:
    topic = f"test:{test_id}"
    async with socket(cast.stack) as listener, socket(cast.stack) as writer:
        assert (await listener.join(topic, cast.owner.token, private=True))["status"] == "ok"
        assert (await writer.join(topic, cast.owner.token, private=True))["status"] == "ok"
        forged = {"type": "broadcast", "event": "test.completed", "payload": {"bug_count": 0}}
        await writer.send("1", "2", f"realtime:{topic}", "broadcast", forged)
        cast.rows("select realtime.send('{}', 'real', %s)", topic)
        heard = await listener.first(lambda frame: frame[3] == "broadcast")
    assert heard[4]["event"] == "real"


# ---- Storage --------------------------------------------------------------------------------------------------------

BUCKET = "deffatest-storage"
FOLDERS = ["test-uploads", "test-reports", "quarantine", "archives", "system-files/templates"]
"""What lies in the bucket. Nobody reaches any of it but by an address that was signed for one object."""


@pytest.fixture(scope="module")
def objects(cast: Cast, test_id: str) -> list[str]:
    """An object in each folder, in Storage's own tables as on the hosted platform."""
    keys = [f"{folder}/{test_id}/file.zip" for folder in FOLDERS]
    headers = {"apikey": cast.stack.secret_key, "Authorization": f"Bearer {cast.stack.secret_key}"}
    address = f"{cast.stack.url}/storage/v1"
    http.post(f"{address}/bucket", headers=headers, json={"id": BUCKET, "name": BUCKET, "public": False})
    for key in keys:
        http.post(f"{address}/object/{BUCKET}/{key}", headers=headers, content=b"secret").raise_for_status()
    return keys


@pytest.mark.parametrize("who", STRANGERS)
def test_no_object_is_read_listed_signed_or_written(cast: Cast, objects: list[str], who: str) -> None:
    token = {"anon": None, "owner": cast.owner.token, "other": cast.other.token}[who]

    def ask(method: str, path: str, **sent: object) -> httpx.Response:
        return http.request(method, f"{cast.stack.url}/storage/v1/{path}", headers=bearer(cast, token), **sent)  # type: ignore[arg-type]

    for key in objects:
        refused = [
            ask("GET", f"object/{BUCKET}/{key}"),
            ask("GET", f"object/public/{BUCKET}/{key}"),
            ask("POST", f"object/sign/{BUCKET}/{key}", json={"expiresIn": 60}),
            ask("PUT", f"object/{BUCKET}/{key}", content=b"forged"),
            ask("GET", f"s3/{BUCKET}/{key}"),
        ]
        assert [response.status_code // 100 for response in refused] == [4] * len(refused), key
        assert not any(b"secret" in response.content for response in refused)
        folder = key.rpartition("/")[0]
        assert ask("POST", f"object/list/{BUCKET}", json={"prefix": folder}).json() == []

    [key, *_] = objects
    moved = {"bucketId": BUCKET, "sourceKey": key, "destinationKey": "mine.zip"}
    refused = [
        ask("POST", f"object/{BUCKET}/mine.zip", content=b"forged"),
        ask("POST", f"object/upload/sign/{BUCKET}/mine.zip", json={}),
        ask("POST", "object/move", json=moved),
        ask("POST", "object/copy", json=moved),
        ask("POST", "bucket", json={"id": "mine", "name": "mine", "public": True}),
        ask("PUT", f"bucket/{BUCKET}", json={"public": True}),
        ask("POST", f"bucket/{BUCKET}/empty"),
        ask("DELETE", f"bucket/{BUCKET}"),
        ask("GET", f"s3/{BUCKET}?list-type=2"),
        ask("PUT", f"s3/{BUCKET}/mine.zip", content=b"forged"),
    ]
    assert [response.status_code // 100 for response in refused] == [4] * len(refused)
    assert ask("GET", "bucket").json() == []
    ask("DELETE", f"object/{BUCKET}", json={"prefixes": objects})
    assert [row["name"] for row in cast.rows("select name from storage.objects order by name")] == sorted(objects)
