"""Who may do what, stated whole: a new table or function that opens a door makes one of these fail."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from psycopg.rows import DictRow

from tests.integration.acting import Refused, anonymous, operator, sign_up
from tests.stack_fixture import Stack

OURS = "('public', 'private', 'queue')"

EXECUTABLE = {
    "anon": set[str](),
    "authenticated": {
        "private.cancel_test(uuid)",
        "private.may_receive(text)",
        "private.mint_api_key()",
        "private.queue_place(uuid)",
        "cancel_test(uuid)",
        "generate_api_key()",
        "submit_test(text,text,text,integer,uuid)",
    },
    "service_role": {
        "private.cancel_test(uuid)",
        "private.queue_place(uuid)",
        "queue.admit_upload(uuid,text)",
        "queue.enqueue_probe(uuid,text,jsonb)",
        "queue.refuse_upload(uuid,text,text)",
        "cancel_test(uuid)",
        "reset_monthly_tests()",
        "submit_test(text,text,text,integer,uuid)",
    },
    "deffatest_worker": {
        "queue.claim(text,text[],integer)",
        "queue.claim_many(text,text[],integer,integer)",
        "queue.heartbeat(uuid,integer,integer)",
        "queue.measure()",
        "queue.progress(uuid,integer,integer,text,jsonb,text)",
        "queue.reap()",
        "queue.refresh_estimates()",
        "queue.release(uuid,integer,text,text,integer,boolean)",
        "queue.settle(uuid,integer,text,jsonb)",
        "queue.settle_and_claim(uuid,integer,text,jsonb,text,text[],integer)",
    },
    "deffatest_scheduler": {
        "queue.measure()",
        "queue.reap()",
        "queue.refresh_estimates()",
    },
}

OF_A_TEST = {"tests", "test_events", "bug_reports", "bug_details", "unconfirmed_findings", "test_reports"}
READABLE = {
    "anon": {"plans"},
    "authenticated": {"plans", "profiles"} | OF_A_TEST,
    "service_role": {"plans", "profiles", "api_keys", "processed_webhooks"} | OF_A_TEST,
    "deffatest_worker": set[str](),
    "deffatest_scheduler": set[str](),
}


@pytest.fixture
def database(stack: Stack) -> Iterator[psycopg.Connection[DictRow]]:
    with closing(operator(stack)) as connection:
        yield connection


def names(database: psycopg.Connection[DictRow], query: str, *parameters: object) -> set[str]:
    return {row["name"] for row in database.execute(query.encode(), parameters).fetchall()}


@pytest.mark.parametrize("role", EXECUTABLE)
def test_a_role_executes_these_functions_and_no_other(database: psycopg.Connection[DictRow], role: str) -> None:
    executable = names(
        database,
        f"""
        select oid::regprocedure::text as name from pg_proc
        where pronamespace::regnamespace::text in {OURS}
          and has_schema_privilege(%s, pronamespace, 'usage') and has_function_privilege(%s, oid, 'execute')
        """,
        role,
        role,
    )
    assert executable == EXECUTABLE[role]


@pytest.mark.parametrize("role", READABLE)
def test_a_role_reads_these_tables_whole_and_no_other(database: psycopg.Connection[DictRow], role: str) -> None:
    readable = names(
        database,
        f"""
        select oid::regclass::text as name from pg_class
        where relkind = 'r' and relnamespace::regnamespace::text in {OURS} and has_table_privilege(%s, oid, 'select')
        """,
        role,
    )
    assert readable == READABLE[role]


def test_no_client_writes_a_table_whole(database: psycopg.Connection[DictRow]) -> None:
    writable = names(
        database,
        f"""
        select role || ' ' || privilege || ' ' || oid::regclass as name
        from pg_class,
          unnest('{{anon,authenticated,service_role,deffatest_worker,deffatest_scheduler}}'::text[]) as role,
          unnest('{{insert,update,delete,truncate}}'::text[]) as privilege
        where relkind = 'r' and relnamespace::regnamespace::text in {OURS} and has_table_privilege(role, oid, privilege)
        """,
    )
    assert writable == {
        "authenticated delete api_keys",
        "service_role delete api_keys",
        "service_role insert processed_webhooks",
        "service_role update processed_webhooks",
    }


def test_every_table_has_row_level_security_even_for_its_owner(database: psycopg.Connection[DictRow]) -> None:
    assert not names(
        database,
        f"""
        select oid::regclass::text as name from pg_class
        where relkind = 'r' and relnamespace::regnamespace::text in {OURS}
          and not (relrowsecurity and relforcerowsecurity)
        """,
    )


def test_every_table_type_and_function_says_what_it_is_for(database: psycopg.Connection[DictRow]) -> None:
    assert not names(
        database,
        f"""
        select oid::regclass::text as name from pg_class
        where relkind = 'r' and relnamespace::regnamespace::text in {OURS} and obj_description(oid, 'pg_class') is null
        union all
        select oid::regprocedure::text from pg_proc
        where pronamespace::regnamespace::text in {OURS} and obj_description(oid, 'pg_proc') is null
        union all
        select t.oid::regtype::text from pg_type t join pg_class c on c.oid = t.typrelid
        where c.relkind = 'c' and t.typnamespace::regnamespace::text in {OURS}
          and obj_description(t.oid, 'pg_type') is null
        """,
    )


def test_no_function_looks_names_up_on_the_callers_path(database: psycopg.Connection[DictRow]) -> None:
    assert not names(
        database,
        f"""
        select oid::regprocedure::text as name from pg_proc
        where pronamespace::regnamespace::text in {OURS}
          and not coalesce(proconfig, '{{}}') && '{{search_path=,"search_path=\\"\\""}}'::text[]
        """,
    )


def test_what_clients_call_runs_with_their_own_rights(database: psycopg.Connection[DictRow]) -> None:
    """Whatever needs more is behind it, in a schema that is not exposed."""
    assert not names(
        database,
        """
        select oid::regprocedure::text as name from pg_proc
        where pronamespace = 'public'::regnamespace and prosecdef
          and has_function_privilege('authenticated', oid, 'execute')
        """,
    )


def test_column_privileges_hold_through_the_data_api(stack: Stack) -> None:
    """A Data API that grants everything to its roles by itself would let all of these through."""
    person = sign_up(stack, "chaos")
    test_id = person.submit()["test_id"]
    person.api.call("generate_api_key")
    for attempt in (
        lambda: person.api.update("profiles", {"plan_type": "chaos"}, user_id=f"eq.{person.user_id}"),
        lambda: person.api.update("tests", {"status": "completed"}, id=f"eq.{test_id}"),
        lambda: person.api.insert("tests", {"test_name": "x", "test_type": "web_url", "progress": 100}),
        lambda: person.api.select("api_keys", "api_key_hash"),
        lambda: person.api.insert("bug_reports", {"test_id": test_id}),
        lambda: person.api.select("processed_webhooks"),
        lambda: anonymous(stack).select("profiles"),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "42501"


def test_inner_schemas_are_not_reached_through_the_data_api(stack: Stack) -> None:
    person = sign_up(stack)
    for table in ("jobs", "slots", "quota_ledger", "users", "queue.jobs", "private.quota_ledger", "auth.users"):
        with pytest.raises(Refused) as refusal:
            person.api.select(table)
        assert refusal.value.status in (403, 404)
