-- What a hosted Supabase database has before a project's first migration, on a plain PostgreSQL 17.
-- Run once on a new database, by its superuser (supabase_admin). The tables of Auth and Storage come after it, from
-- @supabase/lite; stack/owners.sql then gives them to the roles that own them on the hosted platform.

-- Roles ---------------------------------------------------------------------------------------------------------------

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin login noinherit createrole;
create role supabase_storage_admin login noinherit createrole;
create role supabase_realtime_admin nologin noinherit;
create role supabase_replication_admin login replication;
create role supabase_read_only_user login bypassrls;
create role dashboard_user nologin createrole createdb replication;
-- Not a superuser, as on the hosted platform: a migration that needs more fails here too.
create role postgres login createrole createdb bypassrls replication;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to supabase_storage_admin;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
grant pg_read_all_data to supabase_read_only_user;
-- The hosted platform lets postgres write policies on these two roles' tables by an extension of its own.
grant supabase_realtime_admin, supabase_storage_admin to postgres;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role supabase_auth_admin set search_path = auth;
alter role supabase_auth_admin set idle_in_transaction_session_timeout = '60s';
alter role supabase_storage_admin set search_path = storage;
alter role postgres set search_path = "$user", public, extensions;
alter role authenticator set search_path = public, extensions;

-- The database and its schemas ----------------------------------------------------------------------------------------

alter database postgres owner to postgres;
grant usage on schema public to anon, authenticated, service_role;
-- No default privileges for the API roles: since 2026 a new table is reachable only by what its migration grants.

create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role, dashboard_user;
grant all on schema extensions to postgres;
create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;
create extension pg_stat_statements with schema extensions;

create schema auth authorization supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role, postgres, dashboard_user;

create schema storage authorization supabase_storage_admin;
grant usage on schema storage to anon, authenticated, service_role, postgres, dashboard_user;

create schema supabase_migrations authorization postgres;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;

-- The Data API looks at the schema anew after each change of it.
create function extensions.pgrst_ddl_watch() returns event_trigger
language plpgsql set search_path = ''
as $$
begin
  notify pgrst, 'reload schema';
end
$$;
create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_ddl_watch();

-- Realtime: broadcast from the database -------------------------------------------------------------------------------

create schema realtime authorization supabase_realtime_admin;
grant usage on schema realtime to anon, authenticated, service_role, postgres;

set role supabase_realtime_admin;

create table realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp without time zone not null default now(),
  inserted_at timestamp without time zone not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  skip_broadcast boolean not null default false,
  expires_at timestamp without time zone,
  primary key (id, inserted_at),
  constraint messages_payload_exclusive check (payload is null or binary_payload is null)
) partition by range (inserted_at);

create index messages_inserted_at_topic_index on realtime.messages (inserted_at desc, topic)
  where extension = 'broadcast' and private is true;

alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to anon, authenticated, service_role, postgres;

create function realtime.topic() returns text
language sql stable
as $$
  select nullif(current_setting('realtime.topic', true), '')::text
$$;

-- Never raises: a trigger that calls it must not undo the write that it tells of.
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language plpgsql
as $$
declare
  message_id uuid := gen_random_uuid();
begin
  begin
    if not payload ? 'id' then
      payload := jsonb_set(payload, '{id}', to_jsonb(message_id));
    end if;
    perform set_config('realtime.topic', send.topic, true);
    insert into realtime.messages (id, payload, event, topic, private, extension)
    values (message_id, send.payload, send.event, send.topic, send.private, 'broadcast');
  exception when others then
    raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

create function realtime.send_binary(payload bytea, event text, topic text, private boolean default true) returns void
language plpgsql
as $$
begin
  begin
    perform set_config('realtime.topic', send_binary.topic, true);
    insert into realtime.messages (binary_payload, event, topic, private, extension)
    values (send_binary.payload, send_binary.event, send_binary.topic, send_binary.private, 'broadcast');
  exception when others then
    raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

create function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void
language plpgsql
as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Unexpected operation type: %', operation;
  end if;
  perform realtime.send(
    jsonb_build_object(
      'record', new, 'old_record', old, 'operation', operation, 'table', table_name, 'schema', table_schema
    ),
    event_name, topic_name
  );
exception when others then
  raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

reset role;

-- Only here: the hosted server asks once a minute what is in the publication; ours reads in the log that it may have
-- changed.
create function realtime.tell_of_schema_change() returns event_trigger
language plpgsql set search_path = ''
as $$
begin
  perform pg_catalog.pg_logical_emit_message(true, 'realtime schema changed', '');
end
$$;
create event trigger realtime_schema_change on ddl_command_end execute function realtime.tell_of_schema_change();
create event trigger realtime_schema_drop on sql_drop execute function realtime.tell_of_schema_change();

-- What the server asks for postgres_changes (stack/realtime/changes). Only here: the hosted server keeps its
-- subscriptions in a table and does all the work in the database.

-- The log is ahead of the tables by a moment: a transaction is in it before others see what it did. Its number comes
-- from the log, without the upper half.
create function realtime.wait_for(transaction_id bigint) returns void
language plpgsql
as $$
declare
  newest bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  full_id bigint := (newest >> 32 << 32) | transaction_id;
  looks integer := 0;
begin
  if full_id > newest then
    full_id := full_id - (1::bigint << 32);
  end if;
  while full_id > 0 and not pg_visible_in_snapshot(full_id::text::xid8, pg_current_snapshot()) loop
    looks := looks + 1;
    if looks > 100 then -- a millisecond is the shortest sleep, and long for what mostly takes a tenth of it
      perform pg_sleep(0.001);
    end if;
  end loop;
end
$$;

-- Whether each of these roles, with the claims beside it, sees the row of this primary key. A policy that fails hides
-- it.
create function realtime.visible_to(
  entity oid, transaction_id bigint, key_names text[], key_values text[], role_names text[], claims text[]
) returns boolean[]
language plpgsql
as $$
declare
  row_exists text := (
    select format(
      'prepare realtime_row_exists as select exists (select from %I.%I where %s)', n.nspname, c.relname,
      string_agg(format('%I = %L::%s', key.name, key.value, format_type(a.atttypid, a.atttypmod)), ' and ')
    )
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join unnest(key_names, key_values) as key (name, value)
    join pg_attribute a on a.attrelid = c.oid and a.attname = key.name
    where c.oid = entity
    group by n.nspname, c.relname
  );
  answer boolean;
  answers boolean[] := '{}';
begin
  perform realtime.wait_for(transaction_id);
  -- Planned once for all viewers of a role.
  if exists (select from pg_prepared_statements where name = 'realtime_row_exists') then
    deallocate realtime_row_exists;
  end if;
  execute row_exists;
  for viewer in 1 .. cardinality(role_names) loop
    begin
      perform
        set_config('request.jwt.claims', claims[viewer], true),
        set_config('request.jwt.claim.sub', claims[viewer]::jsonb ->> 'sub', true),
        set_config('request.jwt.claim.email', claims[viewer]::jsonb ->> 'email', true),
        set_config('request.jwt.claim.role', role_names[viewer], true);
      perform set_config('role', role_names[viewer], true);
      execute 'execute realtime_row_exists' into answer;
    exception when others then
      raise warning 'a change of %: % as %', entity::regclass, sqlerrm, role_names[viewer];
      answer := false;
    end;
    perform set_config('role', 'none', true);
    answers := answers || coalesce(answer, false);
  end loop;
  return answers;
end
$$;

-- The values of a filter as the column's type writes them; raises what the hosted server tells the client.
create function realtime.filter_values(
  entity oid, role_name text, column_name text, operator text, given text
) returns text[]
language plpgsql
as $$
declare
  type regtype := (
    select atttypid from pg_attribute
    where attrelid = entity and attname = column_name and attnum > 0 and not attisdropped
      and has_column_privilege(role_name, attrelid, attnum, 'SELECT')
  );
  type_name text := format_type(type, -1);
  compares text := case operator
    when 'lt' then '<' when 'lte' then '<=' when 'gt' then '>' when 'gte' then '>='
    when 'eq' then '=' when 'neq' then '<>' when 'in' then '=' when 'isdistinct' then '='
  end;
  "values" text[];
begin
  if type is null then
    raise exception 'invalid column for filter %', column_name;
  end if;
  if compares is not null then
    -- A type without the operator is refused here, not when a row is to be compared.
    execute format('select null::%1$s %2$s null::%1$s', type_name, compares);
  end if;
  if operator = 'in' then
    execute format('select array(select unnest(%L::%s[])::text)', given, type_name) into "values";
    if cardinality("values") > 100 then
      raise exception 'too many values for `in` filter. Maximum 100';
    end if;
    return "values";
  elsif operator = 'is' then
    if given not in ('null', 'true', 'false', 'unknown') then
      raise exception 'invalid value for is filter: must be null, true, false, or unknown';
    elsif given <> 'null' and type <> 'boolean'::regtype then
      raise exception 'is % filter requires a boolean column, got %', given, type;
    end if;
    return array[given];
  elsif operator in ('like', 'ilike', 'match', 'imatch') then
    if not exists (
      select from pg_operator
      where oprname = case operator when 'match' then '~' when 'imatch' then '~*' else '~~' end
        and oprleft = type and oprresult = 'boolean'::regtype and (operator like '%like' or oprright = type)
    ) then
      raise exception 'operator % requires a text-compatible column type, got %', operator, type;
    end if;
    if operator like '%match' then
      begin
        perform '' ~ given;
      exception when others then
        raise exception 'invalid regular expression for % filter: %', operator, sqlerrm;
      end;
    end if;
    return array[given];
  end if;
  execute format('select array[(%L::%s)::text]', given, type_name) into "values";
  return "values";
end
$$;

create function realtime.check_select(entity oid, role_name text, columns text[]) returns void
language plpgsql
as $$
declare
  unknown_column text := (
    select name from unnest(columns) with ordinality as wanted (name, position)
    where not exists (
      select from pg_attribute
      where attrelid = entity and attname = name and attnum > 0 and not attisdropped
        and has_column_privilege(role_name, attrelid, attnum, 'SELECT')
    )
    order by position limit 1
  );
begin
  if not exists (select from pg_roles where rolname = role_name) then
    raise undefined_object using message = format('role "%s" does not exist', role_name);
  elsif unknown_column is not null then
    raise exception 'invalid column for select %', unknown_column;
  end if;
end
$$;

revoke execute on function realtime.wait_for, realtime.visible_to, realtime.filter_values, realtime.check_select
  from public;

-- Stored alone, and sent to nobody, is what a client broadcast with `persist`: the socket has sent it already.
create publication supabase_realtime_messages_publication for table realtime.messages where (not skip_broadcast)
  with (publish = 'insert', publish_via_partition_root = true);
