"""The local Supabase through its one address, as the official client sees it."""

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from postgrest.exceptions import APIError
from supabase import Client, create_client
from supabase_auth.errors import AuthApiError

from tests.stack_fixture import Stack

PASSWORD = "correct horse battery staple 1"


@pytest.fixture
def client(stack: Stack) -> Client:
    return create_client(stack.url, stack.publishable_key)


@pytest.fixture
def notes(stack: Stack) -> Iterator[str]:
    """A table with row level security in which a user may read all, but write only one column."""
    table = f"probe_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(stack.postgres_database_url, autocommit=True) as connection:
        connection.execute(
            f"""
            create table public.{table} (
              id int generated always as identity primary key,
              owner uuid not null default auth.uid() references auth.users (id) on delete cascade,
              body text,
              verified boolean not null default false
            );
            alter table public.{table} enable row level security;
            create policy own on public.{table} to authenticated
              using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
            grant select, insert (body), update (body) on public.{table} to authenticated;
            notify pgrst, 'reload schema';
            """.encode()
        )
        yield table
        connection.execute(f"drop table public.{table}".encode())


def rows_of(client: Client, table: str) -> Any:
    """The client's builder of queries; its own types leave much unknown."""
    return client.table(table)


def sign_up(client: Client) -> str:
    """A new user, signed in; returns the user's id."""
    answer = client.auth.sign_up({"email": f"{uuid.uuid4().hex}@example.com", "password": PASSWORD})
    assert answer.user is not None
    assert answer.session is not None
    return answer.user.id


def test_a_user_signs_up_signs_in_and_is_known(client: Client) -> None:
    email = f"{uuid.uuid4().hex}@example.com"
    client.auth.sign_up({"email": email, "password": PASSWORD})
    client.auth.sign_out()

    client.auth.sign_in_with_password({"email": email, "password": PASSWORD})

    answer = client.auth.get_user()
    assert answer is not None
    assert answer.user.email == email


def test_a_wrong_password_is_refused(client: Client) -> None:
    email = f"{uuid.uuid4().hex}@example.com"
    client.auth.sign_up({"email": email, "password": PASSWORD})

    with pytest.raises(AuthApiError, match="Invalid login credentials"):
        client.auth.sign_in_with_password({"email": email, "password": "something else 2"})


def test_a_request_without_key_is_refused(stack: Stack) -> None:
    assert httpx.get(f"{stack.url}/rest/v1/plans").status_code == 401


def test_a_user_writes_the_columns_granted(client: Client, notes: str) -> None:
    user = sign_up(client)

    rows = rows_of(client, notes).insert({"body": "mine"}).execute().data

    assert [(row["owner"], row["body"]) for row in rows] == [(user, "mine")]


@pytest.mark.parametrize("change", [{"verified": True}, {"body": "mine", "verified": True}])
def test_column_privileges_hold(client: Client, notes: str, change: dict[str, object]) -> None:
    """Guards against the gateway granting everything by itself at its first request."""
    sign_up(client)
    rows_of(client, notes).insert({"body": "mine"}).execute()

    with pytest.raises(APIError) as refusal:
        rows_of(client, notes).update(change).eq("body", "mine").execute()
    assert refusal.value.code == "42501"
    with pytest.raises(APIError) as refusal:
        rows_of(client, notes).insert(change).execute()
    assert refusal.value.code == "42501"
    with pytest.raises(APIError) as refusal:
        rows_of(client, notes).delete().eq("body", "mine").execute()
    assert refusal.value.code == "42501"


@pytest.mark.parametrize("key", ["publishable_key", "secret_key"])
def test_a_role_without_grants_gets_nothing(stack: Stack, notes: str, key: str) -> None:
    """Not even the secret key: since 2026 new tables are granted to no API role."""
    client = create_client(stack.url, getattr(stack, key))

    with pytest.raises(APIError) as refusal:
        rows_of(client, notes).select("id").execute()
    assert refusal.value.code == "42501"


def test_a_user_sees_only_rows_the_policy_shows(stack: Stack, notes: str) -> None:
    alice, bob = create_client(stack.url, stack.publishable_key), create_client(stack.url, stack.publishable_key)
    sign_up(alice)
    sign_up(bob)
    rows_of(alice, notes).insert({"body": "of alice"}).execute()

    assert rows_of(bob, notes).select("body").execute().data == []
    assert rows_of(alice, notes).select("body").execute().data == [{"body": "of alice"}]


def test_a_trigger_on_users_runs_with_the_rights_it_has_when_hosted(stack: Stack) -> None:
    """Sign-up runs as supabase_auth_admin, who may not write our tables: such a trigger must be SECURITY DEFINER."""
    with psycopg.connect(stack.database_url) as connection:
        owner = connection.execute("select tableowner from pg_tables where schemaname = 'auth' and tablename = 'users'")
        assert owner.fetchone() == ("supabase_auth_admin",)
        connection.execute(
            """
            create function public.note_user() returns trigger language plpgsql as $$
            begin
              raise exception 'as %', current_user;
            end
            $$;
            create trigger note_user before insert on auth.users for each row execute function public.note_user();
            """
        )
    try:
        answer = httpx.post(
            f"{stack.url}/auth/v1/signup",
            headers={"apikey": stack.publishable_key},
            json={"email": f"{uuid.uuid4().hex}@example.com", "password": PASSWORD},
        )
        assert answer.status_code >= 400
        log = (stack.folder / "postgres.log").read_text()
        assert "as supabase_auth_admin" in log
    finally:
        with psycopg.connect(stack.database_url) as connection:
            connection.execute("drop function public.note_user() cascade")


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/rest/v2/plans", "/functions/v1/nothing", "/studio", "/static/main.js"]
)
def test_an_unknown_path_is_404_in_json(stack: Stack, path: str) -> None:
    answer = httpx.get(f"{stack.url}{path}", headers={"apikey": stack.publishable_key})

    assert answer.status_code == 404
    assert "message" in answer.json()


@pytest.mark.parametrize("path", ["/auth/v1/nothing", "/rest/v1/no_such_table", "/storage/v1/nothing"])
def test_an_unknown_path_of_a_part_is_an_error_in_json(stack: Stack, path: str) -> None:
    answer = httpx.get(f"{stack.url}{path}", headers={"apikey": stack.publishable_key})

    assert answer.status_code in (400, 401, 404)
    assert answer.json()


def test_realtime_says_that_it_wants_a_websocket(stack: Stack) -> None:
    answer = httpx.get(f"{stack.url}/realtime/v1/websocket", params={"apikey": stack.publishable_key})

    assert answer.status_code == 426
    assert "WebSocket" in answer.json()["error"]


def test_a_browser_on_another_origin_may_call(stack: Stack) -> None:
    answer = httpx.options(
        f"{stack.url}/rest/v1/plans",
        headers={
            "origin": "http://localhost:3000",
            "access-control-request-method": "PATCH",
            "access-control-request-headers": "apikey, authorization, content-type, x-client-info",
        },
    )

    assert answer.is_success
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert "apikey" in answer.headers["access-control-allow-headers"]


def test_storage_keeps_what_is_uploaded(stack: Stack) -> None:
    storage = create_client(stack.url, stack.secret_key).storage
    bucket = f"probe-{uuid.uuid4().hex[:8]}"
    storage.create_bucket(bucket)

    storage.from_(bucket).upload("folder/hello.txt", b"hello", {"content-type": "text/plain"})

    assert storage.from_(bucket).download("folder/hello.txt") == b"hello"
