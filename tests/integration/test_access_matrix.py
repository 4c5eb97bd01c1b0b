"""The whole of who may do what, tried: what access_matrix.py names works, and everything else in the database fails."""

from collections.abc import Iterator, Mapping

import pytest

from tests.integration.access_attempts import Attempt, Expected, Who, outcomes
from tests.integration.access_matrix import (
    FUNCTIONS,
    INNER_FUNCTIONS,
    ROLES,
    SUPABASES_POLICIES,
    TABLES,
    Table,
    uses,
)
from tests.integration.access_people import Cast, two_people
from tests.integration.acting import Person
from tests.stack_fixture import Stack

SUPABASES = "('auth', 'storage', 'realtime', 'extensions', 'graphql', 'graphql_public', 'vault', 'supabase_migrations')"
OURS = f"nspname !~ '^pg_' and nspname not in ('information_schema') and nspname not in {SUPABASES}"
COLUMN_USES = {"read": "select", "insert": "insert", "update": "update", "refer": "references"}
WHOLE_USES = {"delete": "delete", "truncate": "truncate", "trigger": "trigger", "maintain": "maintain"}


@pytest.fixture(scope="module")
def cast(stack: Stack) -> Iterator[Cast]:
    with two_people(stack) as cast:
        yield cast


# ---- nothing is in the database that is not in the matrix, nor the other way round ----------------------------------


def test_every_column_and_its_privileges_are_in_the_matrix(cast: Cast) -> None:
    found = {
        f"{row['name']}.{row['column']}": privileges(row["uses"]) for row in cast.rows(COLUMNS, list(ROLES.values()))
    }
    named = {
        f"{table.name}.{column}": uses(told)
        for table in TABLES
        for told, columns in named_columns(cast, table).items()
        for column in columns
    }
    assert differences(found, named) == []


def test_what_may_be_done_with_whole_rows_is_in_the_matrix(cast: Cast) -> None:
    found = {row["name"]: privileges(row["uses"]) for row in cast.rows(WHOLE, list(ROLES.values()))}
    assert differences(found, {table.name: uses(table.whole) for table in TABLES}) == []


def test_every_policy_is_in_the_matrix(cast: Cast) -> None:
    found = {row["name"]: set[str](row["policies"]) for row in cast.rows(POLICIES)}
    named = {table.name: set(table.policies) for table in TABLES if table.policies} | SUPABASES_POLICIES
    assert differences(found, named) == []


def test_every_function_and_who_executes_it_is_in_the_matrix(cast: Cast) -> None:
    executable = cast.rows(EXECUTABLE, list(ROLES), list(ROLES.values()))
    granted = {row["signature"]: set[str](row["who"]) for row in executable if row["who"]}
    assert differences(granted, {name: set(who.split()) for name, who in FUNCTIONS.items()}) == []

    inner = {row["signature"].partition("(")[0]: "its owner" for row in executable if not row["who"]}
    named = {f"{schema}.{name}": "its owner" for schema, names in INNER_FUNCTIONS.items() for name in names.split()}
    assert differences(inner, named) == []


def test_a_partition_is_reached_through_its_table_alone(cast: Cast) -> None:
    assert (
        cast.rows(
            """
        select oid::regclass::text from pg_class
        where relispartition and relkind = 'r' and relnamespace::regnamespace::text not in ('realtime')
          and (relacl is not null or not (relrowsecurity and relforcerowsecurity))
        """
        )
        == []
    )


def test_no_role_of_ours_is_more_than_it_seems(cast: Cast) -> None:
    """None owns anything, sees past row level security, or may become another that does."""
    assert (
        cast.rows(
            """
        select rolname from pg_roles
        where rolname = any(%s) and rolname <> 'supabase_auth_admin' and (
          rolsuper or rolcreatedb or rolcreaterole or rolreplication
          or rolbypassrls and rolname <> 'service_role'
          or exists (select from pg_class where relowner = pg_roles.oid)
        )
        """,
            list(ROLES.values()),
        )
        == []
    )


def test_every_table_has_row_level_security_even_for_its_owner(cast: Cast) -> None:
    assert not cast.rows(
        f"""
        select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = relnamespace
        where relkind in ('r', 'p') and {OURS} and not (relrowsecurity and relforcerowsecurity)
        """
    )


def test_a_view_shows_what_its_reader_may_see(cast: Cast) -> None:
    assert not cast.rows(
        f"""
        select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = relnamespace
        where relkind = 'v' and {OURS} and not coalesce(reloptions, '{{}}') @> '{{security_invoker=true}}'
        """
    )


def test_no_function_looks_names_up_on_the_callers_path(cast: Cast) -> None:
    assert not cast.rows(
        f"""
        select f.oid::regprocedure::text from pg_proc f join pg_namespace n on n.oid = pronamespace
        where {OURS} and not coalesce(proconfig, '{{}}') && '{{search_path=,"search_path=\\"\\""}}'::text[]
        """
    )


def test_what_clients_call_runs_with_their_own_rights(cast: Cast) -> None:
    """Whatever needs more is behind it, in a schema that is not exposed."""
    assert not cast.rows(
        """
        select oid::regprocedure::text from pg_proc
        where pronamespace = 'public'::regnamespace and prosecdef
          and has_function_privilege('authenticated', oid, 'execute')
        """
    )


def test_every_table_type_and_function_says_what_it_is_for(cast: Cast) -> None:
    assert not cast.rows(
        f"""
        select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = relnamespace
        where relkind in ('r', 'p', 'v') and not relispartition and {OURS}
          and obj_description(c.oid, 'pg_class') is null
        union all
        select f.oid::regprocedure::text from pg_proc f join pg_namespace n on n.oid = pronamespace
        where {OURS} and obj_description(f.oid, 'pg_proc') is null
        union all
        select t.oid::regtype::text from pg_type t
        join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
        join pg_namespace n on n.oid = typnamespace
        where {OURS} and obj_description(t.oid, 'pg_type') is null
        """
    )


def differences(found: Mapping[str, object], named: Mapping[str, object]) -> list[str]:
    """What the database has and the matrix lacks, and the other way round, a line each."""
    return [f"the database has {name}: {found[name]}" for name in found if found[name] != named.get(name)] + [
        f"the matrix has {name}: {named[name]}" for name in named if named[name] != found.get(name)
    ]


COLUMNS = f"""
    select n.nspname || '.' || c.relname as name, a.attname as column, array(
      select role || ' ' || privilege
      from unnest(%s::text[]) as role, unnest('{{select,insert,update,references}}'::text[]) as privilege
      where has_column_privilege(role, c.oid, a.attnum, privilege)
    ) as uses
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and {OURS}
    order by 1, a.attnum
"""

WHOLE = f"""
    select n.nspname || '.' || c.relname as name, array(
      select role || ' ' || privilege
      from unnest(%s::text[]) as role, unnest('{{delete,truncate,trigger,maintain}}'::text[]) as privilege
      where has_table_privilege(role, c.oid, privilege)
    ) as uses
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and {OURS}
"""

POLICIES = """
    select relnamespace::regnamespace || '.' || relname as name, array_agg(polname) as policies
    from pg_policy
    join pg_class on pg_class.oid = polrelid and not relispartition
    group by 1
"""

EXECUTABLE = f"""
    select signature, array(
        select word from unnest(%s::text[], %s::text[]) as roles (word, role)
        where has_schema_privilege(role, n.oid, 'usage') and has_function_privilege(role, f.oid, 'execute')
      ) as who
    from pg_proc f
    join pg_namespace n on n.oid = f.pronamespace
    cross join lateral concat(
      nspname, '.', proname, '(', array_to_string(proargtypes::regtype[], ','), ')'
    ) as signature
    where {OURS}
"""


def privileges(found: list[str]) -> dict[str, set[str]]:
    """`deffatest_worker select` and the like in the matrix's words."""
    who = {role: word for word, role in ROLES.items()}
    what = {privilege: word for word, privilege in (COLUMN_USES | WHOLE_USES).items()}
    told: dict[str, set[str]] = {}
    for role, privilege in (one.split(" ") for one in found):
        told.setdefault(who[role], set()).add(what[privilege])
    return told


def named_columns(cast: Cast, table: Table) -> dict[str, list[str]]:
    """The matrix's columns of a table, `*` written out."""
    there = columns_of(cast, table)
    return {told: there if names == "*" else names.split() for told, names in table.columns.items()}


def columns_of(cast: Cast, table: Table) -> list[str]:
    return [
        row["attname"]
        for row in cast.rows(
            "select attname from pg_attribute where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped",
            table.name,
        )
    ]


# ---- each column, row and function, tried as each role --------------------------------------------------------------


def test_each_role_does_with_each_column_and_row_what_the_matrix_says_and_nothing_else(cast: Cast) -> None:
    tried = outcomes(cast.database, [*column_attempts(cast), *row_attempts(cast)])
    assert [f"{attempt}: {outcome}" for attempt, outcome in tried if not outcome.fits(attempt.expected)] == []


def test_each_role_executes_the_functions_of_the_matrix_and_no_other(cast: Cast) -> None:
    tried = outcomes(cast.database, [*function_attempts(cast)])
    assert [f"{attempt}: {outcome}" for attempt, outcome in tried if not outcome.fits(attempt.expected)] == []


def column_attempts(cast: Cast) -> Iterator[Attempt]:
    """Reading and writing each column of the owner's rows, with the values that they have."""
    for table in TABLES:
        name, columns = table.name, columns_of(cast, table)
        whose = rows_of(cast, cast.owner, columns)
        values = values_of(cast, table, columns, whose)
        may = {column: uses(told) for told, named in named_columns(cast, table).items() for column in named}
        for who in callers(cast):
            for column, value in values.items():
                for use, statement in (
                    ("read", f"select {column} from {name} where {whose}"),
                    ("insert", f"insert into {name} ({column}) values ({value})"),
                    ("update", f"update {name} set {column} = {value} where {whose}"),
                ):
                    expected = expectation(table, who, use, may[column])
                    yield Attempt(who, f"{use} {name}.{column}", statement, expected)


def row_attempts(cast: Cast) -> Iterator[Attempt]:
    """Deleting and truncating, and counting rows without naming a column."""
    for table in TABLES:
        name, whose = table.name, rows_of(cast, cast.owner, columns_of(cast, table))
        for who in callers(cast):
            for use, statement in (("delete", f"delete from {name} where {whose}"), ("truncate", f"truncate {name}")):
                yield Attempt(who, f"{use} {name}", statement, expectation(table, who, use, uses(table.whole)))


def function_attempts(cast: Cast) -> Iterator[Attempt]:
    """Calling each function with nothing but nulls: whoever may execute it comes as far as its own checks."""
    for function in cast.rows(CALLS):
        may = FUNCTIONS.get(function["signature"], "").split()
        for who in callers(cast):
            expected = "let through" if who.word in may else "refused"
            yield Attempt(who, f"execute {function['signature']}", function["call"], expected)


# The nulls come from where the planner does not see them: for a strict function it would not even ask who may.
CALLS = f"""
    select signature, format('select %s(%s) from (select %s offset 0) as given', f.oid::regproc, given, made) as call
    from pg_proc f
    join pg_namespace n on n.oid = f.pronamespace
    cross join lateral concat(
      nspname, '.', proname, '(', array_to_string(proargtypes::regtype[], ','), ')'
    ) as signature
    cross join lateral (
      select string_agg('given.a' || place, ', ') as given,
        string_agg(format('null::%s as a%s', type, place), ', ') as made
      from unnest(proargtypes::regtype[]) with ordinality as arguments (type, place)
    ) as arguments
    where {OURS}
"""


def callers(cast: Cast) -> list[Who]:
    """Every role; of people the owner of the rows that are tried, and somebody else."""
    owner, other = Who("person", cast.owner.user_id), Who("person", cast.other.user_id, "somebody else")
    return [owner, other, *(Who(word) for word in ROLES if word != "person")]


def expectation(table: Table, who: Who, use: str, may: dict[str, set[str]]) -> Expected:
    if use not in may.get(who.word, set()):
        return "refused"
    if use == "insert":
        # One column alone seldom makes a row; what matters here is that no privilege was missing.
        return "let through"
    return "nothing" if who.is_somebody_else and table.rows == "their own" else "something"


def rows_of(cast: Cast, person: Person, columns: list[str]) -> str:
    """The condition for somebody's rows, in a table that says whose they are; elsewhere for all."""
    if "user_id" in columns:
        return f"user_id = '{person.user_id}'"
    if "test_id" in columns:
        tests = cast.rows("select id from public.tests where user_id = %s", person.user_id)
        return f"test_id in ({', '.join(repr(str(test['id'])) for test in tests)})"
    if "key_id" in columns:
        return f"key_id in (select id from public.api_keys where user_id = '{person.user_id}')"
    return "true"


def values_of(cast: Cast, table: Table, columns: list[str], whose: str) -> dict[str, str]:
    """Each column's value in one of those rows, as SQL writes it."""
    listed = ", ".join(f"quote_nullable({column}::text) as {column}" for column in columns)
    found = cast.rows(f"select {listed} from {table.name} where {whose} limit 1")
    is_read = any("read" in what for told in table.columns for what in uses(told).values())
    assert found or not is_read, f"Nobody has a row in {table.name}: make one in give_one_of_everything."
    return found[0] if found else dict.fromkeys(columns, "null")
