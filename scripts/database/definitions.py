"""Today's definition of every table, type and function, read back from a migrated database."""

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import LiteralString

import psycopg
from psycopg.rows import DictRow, dict_row

SCHEMAS = ["public", "private", "queue", "doors", "billing", "uploads", "upkeep", "sign_in"]
GENERATED = "-- Generated from the migrations by `make generate`; change those, not this."

Connection = psycopg.Connection[DictRow]


def current_definitions(database_url: str) -> dict[PurePosixPath, str]:
    """Each file's text by its path below supabase/current: tables, types, functions, one object a file."""
    with psycopg.Connection[DictRow].connect(
        database_url, row_factory=dict_row, cursor_factory=psycopg.ClientCursor[DictRow]
    ) as connection:
        # With nothing of ours on the search path every name is written out with its schema.
        connection.execute("set search_path = ''")
        return {
            **_files(connection, "tables", TABLES, _table),
            **_files(connection, "types", TYPES, _type),
            **_files(connection, "functions", FUNCTIONS, _function),
        }


def _files(
    connection: Connection, folder: str, query: LiteralString, describe: Callable[[Connection, DictRow], Iterable[str]]
) -> dict[PurePosixPath, str]:
    return {
        PurePosixPath(folder, f"{found['name']}.sql"): "\n\n".join([GENERATED, *describe(connection, found)]) + "\n"
        for found in connection.execute(query, {"schemas": SCHEMAS}).fetchall()
    }


def _table(connection: Connection, table: DictRow) -> Iterable[str]:
    """A table of ours as one would write it; of a table of Supabase's, our policies and triggers on it."""
    if table["ours"]:
        yield f"create table {table['name']} (\n{_joined(connection, COLUMNS, table)}\n){table['storage']};"
        yield from _statements(connection, COMMENTS, table)
        yield from _statements(connection, INDEXES, table)
        yield from _statements(connection, ROW_SECURITY, table)
    yield from _statements(connection, POLICIES, table)
    yield from _statements(connection, TRIGGERS, table)
    if table["ours"]:
        yield from _statements(connection, TABLE_GRANTS, table)


def _type(connection: Connection, found: DictRow) -> Iterable[str]:
    yield f"create type {found['name']} as (\n{_joined(connection, ATTRIBUTES, found)}\n);"
    yield from _statements(connection, COMMENTS, found)


def _function(connection: Connection, function: DictRow) -> Iterable[str]:
    yield f"{function['definition'].rstrip()};"
    yield f"comment on function {function['signature']} is {function['comment']};"
    grants = [row["statement"] for row in connection.execute(FUNCTION_GRANTS, function)]
    yield "\n".join(grants or ["-- Executed by its owner alone."])


def _statements(connection: Connection, query: LiteralString, parameters: DictRow) -> Iterable[str]:
    """The statements of one kind as one paragraph, or none."""
    statements = [row["statement"] for row in connection.execute(query, {**parameters, "schemas": SCHEMAS})]
    if statements:
        yield "\n".join(statements)


def _joined(connection: Connection, query: LiteralString, parameters: DictRow) -> str:
    return ",\n".join(f"  {row['statement']}" for row in connection.execute(query, parameters))


TABLES: LiteralString = """
    select
        c.oid,
        n.nspname || '.' || c.relname as name,
        n.nspname = any(%(schemas)s) as ours,
        coalesce(E'\nwith (' || array_to_string(c.reloptions, ', ') || ')', '') as storage
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and (
        n.nspname = any(%(schemas)s)
        or n.nspname in ('auth', 'realtime', 'storage') and (
            exists (select from pg_policy p where p.polrelid = c.oid)
            or exists (
                select from pg_trigger t
                join pg_proc f on f.oid = t.tgfoid
                where t.tgrelid = c.oid and f.pronamespace::regnamespace::text = any(%(schemas)s)
            )
        )
    )
    order by name
"""

COLUMNS: LiteralString = """
    select statement from (
        select 1 as part, a.attnum as place, format(
            '%%I %%s%%s%%s', a.attname, format_type(a.atttypid, a.atttypmod),
            case when a.attnotnull then ' not null' else '' end,
            case
                when a.attidentity <> '' then ' generated always as identity'
                when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
            end
        ) as statement
        from pg_attribute a
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = %(oid)s and a.attnum > 0 and not a.attisdropped
        union all
        select 2, row_number() over (order by contype desc, conname),
            format('constraint %%I %%s', conname, pg_get_constraintdef(oid))
        from pg_constraint
        where conrelid = %(oid)s and contype in ('p', 'u', 'f', 'c')
    ) as parts
    order by part, place
"""

ATTRIBUTES: LiteralString = """
    select format('%%I %%s', attname, format_type(atttypid, atttypmod)) as statement
    from pg_attribute
    where attrelid = %(oid)s and attnum > 0 and not attisdropped
    order by attnum
"""

COMMENTS: LiteralString = """
    select format(
        'comment on %%s is %%L;',
        case
            when c.relkind = 'c' then 'type ' || %(name)s
            when d.objsubid = 0 then 'table ' || %(name)s
            else format('column %%s.%%I', %(name)s, a.attname)
        end,
        d.description
    ) as statement
    from pg_class c
    join pg_description d
        on d.objoid = c.oid and d.classoid = 'pg_class'::regclass
        or d.objoid = c.reltype and d.classoid = 'pg_type'::regclass
    left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
    where c.oid = %(oid)s
    order by d.objsubid
"""

INDEXES: LiteralString = """
    select pg_get_indexdef(i.indexrelid) || ';' as statement
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    where i.indrelid = %(oid)s
        and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
    order by c.relname
"""

ROW_SECURITY: LiteralString = """
    select format('alter table %%s %%s row level security;', %(name)s, mode) as statement
    from pg_class, lateral (
        values (1, relrowsecurity, 'enable'), (2, relforcerowsecurity, 'force')
    ) as modes (place, is_on, mode)
    where oid = %(oid)s and is_on
    order by place
"""

POLICIES: LiteralString = """
    select concat_ws(E'\n',
        format('create policy %%I', policyname),
        format(
            'on %%s as %%s for %%s', %(name)s, lower(permissive), lower(cmd)
        ),
        'to ' || array_to_string(roles, ', '),
        'using (' || qual || ')',
        'with check (' || with_check || ')'
    ) || ';' as statement
    from pg_policies
    where format('%%I.%%I', schemaname, tablename) = %(name)s
    order by policyname
"""

TRIGGERS: LiteralString = """
    select pg_get_triggerdef(t.oid) || ';' as statement
    from pg_trigger t
    join pg_proc f on f.oid = t.tgfoid
    where t.tgrelid = %(oid)s and not t.tgisinternal
        and f.pronamespace::regnamespace::text = any(%(schemas)s)
    order by t.tgname
"""

TABLE_GRANTS: LiteralString = """
    select format(
        'grant %%s on %%s to %%s;',
        string_agg(lower(privilege_type) || columns, ', ' order by privilege_type collate "C", columns collate "C"),
        %(name)s,
        grantee
    ) as statement
    from (
        select case acl.grantee when 0 then 'public' else acl.grantee::regrole::text end as grantee,
            acl.privilege_type, '' as columns
        from pg_class c cross join lateral aclexplode(c.relacl) as acl
        where c.oid = %(oid)s and acl.grantee <> c.relowner
        union all
        select acl.grantee::regrole::text, acl.privilege_type,
            ' (' || string_agg(a.attname, ', ' order by a.attnum) || ')'
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid
        cross join lateral aclexplode(a.attacl) as acl
        where c.oid = %(oid)s and acl.grantee <> c.relowner
        group by acl.grantee, acl.privilege_type
    ) as granted
    group by grantee
    order by grantee collate "C"
"""

TYPES: LiteralString = """
    select c.oid, n.nspname || '.' || c.relname as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'c' and n.nspname = any(%(schemas)s)
    order by name
"""

FUNCTIONS: LiteralString = """
    select
        f.oid,
        n.nspname || '.' || f.proname as name,
        f.oid::regprocedure::text as signature,
        pg_get_functiondef(f.oid) as definition,
        quote_nullable(obj_description(f.oid, 'pg_proc')) as comment
    from pg_proc f
    join pg_namespace n on n.oid = f.pronamespace
    where n.nspname = any(%(schemas)s)
    order by name
"""

FUNCTION_GRANTS: LiteralString = """
    select format(
        'grant execute on function %%s to %%s;', %(signature)s,
        case acl.grantee when 0 then 'public' else acl.grantee::regrole::text end
    ) as statement
    from pg_proc f
    cross join lateral aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) as acl
    where f.oid = %(oid)s and acl.grantee <> f.proowner
    order by acl.grantee::regrole::text collate "C"
"""
