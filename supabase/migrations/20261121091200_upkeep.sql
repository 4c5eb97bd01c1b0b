-- What happens by the clock. The scheduler logs in as deffatest_scheduler, which may execute these functions, call the
-- queue's, and vacuum a few tables; it reads and writes no table. Every function is safe to call twice and from two
-- schedulers at once.

create schema upkeep;
comment on schema upkeep is 'What the scheduler does by the clock: expiry, archives, sweeping, watching. Not exposed to the Data API.';
grant usage on schema upkeep to deffatest_scheduler;

create table upkeep.last_runs (
  service text primary key,
  succeeded_at timestamptz not null,
  counts jsonb not null
);

comment on table upkeep.last_runs is 'When each of the scheduler''s services last did its work, so that a restart neither forgets nor repeats it.';
comment on column upkeep.last_runs.counts is 'What it counted then.';

create table upkeep.cursors (
  service text primary key,
  place text not null,
  moved_at timestamptz not null default now()
);

comment on table upkeep.cursors is 'How far a service has come that does its work in pieces.';

create table upkeep.archives (
  id uuid primary key default gen_random_uuid(),
  object_key text not null unique,
  begun_at timestamptz not null default now(),
  recorded_at timestamptz,
  abandoned_at timestamptz,
  manifest jsonb,
  check ((recorded_at is null) = (manifest is null)),
  check (recorded_at is null or abandoned_at is null)
);

comment on table upkeep.archives is 'Files in the object storage that hold the rows of old tests.';
comment on column upkeep.archives.recorded_at is 'When its tests left the tables; null while it is being made, and for one whose making broke off.';
comment on column upkeep.archives.abandoned_at is 'When it was taken for one whose making broke off: its file is being deleted, and it can be recorded no more.';
comment on column upkeep.archives.manifest is 'What the file holds: counts, format, SHA-256. Also lies beside the file.';

create table upkeep.archived_tests (
  test_id uuid primary key,
  archive_id uuid not null references upkeep.archives (id),
  user_id uuid not null,
  sha256 bytea not null,
  restored_at timestamptz
);

create index archived_tests_of_an_archive on upkeep.archived_tests (archive_id);

comment on table upkeep.archived_tests is 'Which archive holds a test. Not tied to accounts or tests by foreign keys: it outlives both.';
comment on column upkeep.archived_tests.sha256 is 'Of the test''s line in the archive: nothing else is taken back.';
comment on column upkeep.archived_tests.restored_at is 'When its rows were last brought back; null while they are in the archive alone.';

alter table upkeep.last_runs enable row level security, force row level security;
alter table upkeep.cursors enable row level security, force row level security;
alter table upkeep.archives enable row level security, force row level security;
alter table upkeep.archived_tests enable row level security, force row level security;

create policy "No client reads or writes runs" on upkeep.last_runs for all to anon, authenticated using (false);
create policy "No client reads or writes cursors" on upkeep.cursors for all to anon, authenticated using (false);
create policy "No client reads or writes archives" on upkeep.archives for all to anon, authenticated using (false);
create policy "No client reads or writes archived tests" on upkeep.archived_tests for all to anon, authenticated using (false);


-- The scheduler's memory ---------------------------------------------------------------------------------------------

create function upkeep.record_run(p_service text, p_counts jsonb)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into upkeep.last_runs (service, succeeded_at, counts)
  values (p_service, now(), p_counts)
  on conflict (service) do update set succeeded_at = excluded.succeeded_at, counts = excluded.counts;
$$;
comment on function upkeep.record_run(text, jsonb) is 'Notes that a service has done its work, and what it counted.';

create function upkeep.read_runs()
returns table (service text, succeeded_at timestamptz, counts jsonb)
language sql
stable
security definer
set search_path = ''
as $$
  select service, succeeded_at, counts from upkeep.last_runs;
$$;
comment on function upkeep.read_runs() is 'When each service last did its work, and what it counted.';

create function upkeep.read_cursor(p_service text)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce((select place from upkeep.cursors where service = p_service), '');
$$;
comment on function upkeep.read_cursor(text) is 'How far a service has come; empty at the beginning.';

create function upkeep.move_cursor(p_service text, p_place text)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into upkeep.cursors (service, place)
  values (p_service, p_place)
  on conflict (service) do update set place = excluded.place, moved_at = now();
$$;
comment on function upkeep.move_cursor(text, text) is 'Notes how far a service has come.';


-- The month, uploads that never came ---------------------------------------------------------------------------------

create function upkeep.reset_months(p_limit integer)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_profile public.profiles;
  v_reset integer := 0;
begin
  for v_profile in
    select *
    from public.profiles as profile
    where last_monthly_reset_date is distinct from (private.quota_month_start(profile) at time zone 'utc')::date
    order by user_id
    limit p_limit
    -- Whoever holds a profile's row brings its count in step anyway.
    for no key update skip locked
  loop
    perform private.refresh_tests_used(v_profile.user_id);
    v_reset := v_reset + 1;
  end loop;
  return v_reset;
end;
$$;
comment on function upkeep.reset_months(integer) is 'Does for some profiles what reset_monthly_tests does for all, and answers for how many. What may be submitted does not depend on it.';

create function upkeep.refuse_abandoned_uploads(p_after_hours integer, p_limit integer)
returns setof uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_test_id uuid;
begin
  for v_test_id in
    select test_id
    from queue.jobs
    where not ready and enqueued_at < now() - make_interval(hours => p_after_hours)
    order by owner_id, id
    limit p_limit
    -- One that is locked is being admitted, refused or cancelled right now.
    for update skip locked
  loop
    if exists (select from public.uploads where test_id = v_test_id and state <> 'awaited') then
      perform queue.refuse_upload(
        v_test_id, format('The file could not be inspected within %s hours.', p_after_hours), 'inspection_unavailable'
      );
    else
      perform queue.refuse_upload(
        v_test_id, format('The file to test did not arrive within %s hours.', p_after_hours), 'upload_abandoned'
      );
    end if;
    return next v_test_id;
  end loop;
end;
$$;
comment on function upkeep.refuse_abandoned_uploads(integer, integer) is 'Fails tests whose file was not there in time, gives them back to the month, and answers which. What was uploaded of it is needed no more.';


-- Files that nobody needs any more -----------------------------------------------------------------------------------

create index reports_with_files on public.test_reports (created_at) where files_deleted_at is null;

create function upkeep.expired_reports(p_after_days integer, p_limit integer)
returns setof uuid
language sql
stable
security definer
set search_path = ''
as $$
  select test_id
  from public.test_reports
  where files_deleted_at is null
    -- The API answers 410 from the end of the last day; addresses that it signed before work for a quarter of an hour.
    and created_at < now() - make_interval(hours => 24 * p_after_days, mins => 15)
  order by created_at
  limit p_limit;
$$;
comment on function upkeep.expired_reports(integer, integer) is 'Tests whose report''s files have been kept long enough, oldest first.';

create function upkeep.record_deleted_files(p_test_id uuid)
returns void
language sql
security definer
set search_path = ''
as $$
  update public.test_reports set files_deleted_at = now() where test_id = p_test_id and files_deleted_at is null;
$$;
comment on function upkeep.record_deleted_files(uuid) is 'Says in the report''s row that its files are gone.';

create function upkeep.needless_objects(p_keys text[])
returns setof text
language sql
stable
security definer
set search_path = ''
as $$
  with objects as materialized (
    select
      key,
      case when split_part(key, '/', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        then split_part(key, '/', 2)::uuid
      end as test_id
    from unnest(p_keys) as key
    where split_part(key, '/', 1) in ('test-reports', 'test-uploads', 'quarantine')
  )
  select key
  from objects
  left join public.tests on tests.id = objects.test_id
  left join public.test_reports on test_reports.test_id = objects.test_id
  where objects.test_id is not null
    -- What was found harmful is kept for a month, for whoever wants to look into it.
    and not exists (
      select from public.uploads
      where uploads.test_id = objects.test_id and state = 'quarantined' and object_key = key
        and inspected_at > now() - interval '30 days'
    )
    and (
      tests.id is null
      or tests.status in ('completed', 'failed', 'cancelled') and (
        test_reports.test_id is null
        or test_reports.files_deleted_at is not null
        -- Left by an earlier attempt, which found a bug that the report does not have.
        or starts_with(key, format('test-reports/%s/bugs/', tests.id)) and not exists (
          select from public.bug_details
          where bug_details.test_id = tests.id and (key = recording or key = any (screenshots))
        )
      )
    );
$$;
comment on function upkeep.needless_objects(text[]) is 'Of these object keys those that no test needs: there is no such test, or it has ended and its report does not name them. Keys that no test could have are not among them.';


-- Archives -----------------------------------------------------------------------------------------------------------

create index ended_tests on public.tests (completed_at) where completed_at is not null;

create function upkeep.tables_of_a_test()
returns table (name text, test_column name)
language sql
stable
set search_path = ''
as $$
  -- Read from the foreign keys: a table that is added later is archived too, instead of being emptied by the cascade.
  with recursive belonging as (
    select conrelid as id, attribute.attname as test_column
    from pg_constraint
    cross join lateral unnest(conkey, confkey) as pairs (key, target)
    join pg_attribute as attribute on attribute.attrelid = conrelid and attribute.attnum = pairs.key
    join pg_attribute as target on target.attrelid = confrelid and target.attnum = pairs.target
    where contype = 'f' and conparentid = 0 and confrelid = 'public.tests'::regclass and target.attname = 'id'
      -- A test that has ended has no job and needs no login, which may be gone when it comes back.
      and conrelid not in ('queue.jobs'::regclass, 'private.test_credentials'::regclass)
  ),
  depths as (
    select id, 1 as depth from belonging
    union
    select belonging.id, depths.depth + 1
    from depths
    join pg_constraint on confrelid = depths.id and contype = 'f' and conrelid <> confrelid
    join belonging on belonging.id = conrelid
  )
  select ordered.name, ordered.test_column
  from (
    select 'public.tests' as name, 'id'::name as test_column, 0 as depth
    union all
    select id::regclass::text, belonging.test_column, max(depth)
    from belonging join depths using (id)
    group by id, belonging.test_column
  ) as ordered
  order by depth, name;
$$;
comment on function upkeep.tables_of_a_test() is 'The tables that hold a test and all that belongs to it, each after those that it refers to.';

create function upkeep.test_document(p_test_id uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_table record;
  v_rows jsonb;
  v_document jsonb := '{}';
begin
  for v_table in select * from upkeep.tables_of_a_test() loop
    execute format(
      'select coalesce(jsonb_agg(to_jsonb(found) order by to_jsonb(found)), ''[]'') from %s as found where %I = $1',
      v_table.name, v_table.test_column
    ) into v_rows using p_test_id;
    v_document := v_document || jsonb_build_object(v_table.name, v_rows);
  end loop;
  return v_document::text;
end;
$$;
comment on function upkeep.test_document(uuid) is 'All rows of a test as one line of JSON, by table. The same rows give the same text.';

create function upkeep.begin_archive()
returns table (archive_id uuid, object_key text, schema_version text)
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_id uuid := gen_random_uuid();
begin
  insert into upkeep.archives (id, object_key)
  values (v_id, format('archives/%s/%s.jsonl.gz', to_char(now() at time zone 'utc', 'YYYY/MM'), v_id));

  return query
  select id, archives.object_key, (select max(version) from supabase_migrations.schema_migrations)
  from upkeep.archives
  where id = v_id;
end;
$$;
comment on function upkeep.begin_archive() is 'A new archive''s id and place. Until record_archive it is no more than an intention.';

create function upkeep.abandon_archives()
returns table (archive_id uuid, object_key text)
language sql
security definer
set search_path = ''
as $$
  -- From here on nobody can record them, so their files can be deleted.
  update upkeep.archives
  set abandoned_at = coalesce(abandoned_at, now())
  where recorded_at is null
  returning id, object_key;
$$;
comment on function upkeep.abandon_archives() is 'Gives up the archives that were begun and not recorded, and answers which. Their tests are still in the tables.';

create function upkeep.forget_archive(p_archive_id uuid)
returns void
language sql
security definer
set search_path = ''
as $$
  delete from upkeep.archives where id = p_archive_id and abandoned_at is not null;
$$;
comment on function upkeep.forget_archive(uuid) is 'Drops an archive that was given up, once its file is deleted.';

create function upkeep.archivable_tests(p_after_days integer, p_limit integer)
returns setof uuid
language sql
stable
security definer
set search_path = ''
as $$
  select id
  from public.tests
  where completed_at < now() - make_interval(hours => 24 * p_after_days)
    and status in ('completed', 'failed', 'cancelled')
    -- Files go first: without its rows nobody could say what they are.
    and not exists (
      select from public.test_reports where test_reports.test_id = tests.id and files_deleted_at is null
    )
    and not exists (
      select from upkeep.archived_tests
      where archived_tests.test_id = tests.id and restored_at > now() - interval '30 days'
    )
  order by completed_at
  limit p_limit;
$$;
comment on function upkeep.archivable_tests(integer, integer) is 'Tests that ended so long ago, whose files are gone, and that nobody brought back in the last 30 days; oldest first.';

create function upkeep.record_archive(p_archive_id uuid, p_manifest jsonb, p_tests uuid[], p_sha256 bytea[])
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_archived integer;
begin
  perform from upkeep.archives
  where id = p_archive_id and recorded_at is null and abandoned_at is null
  for update;
  if not found then
    raise exception using
      errcode = 'PT409',
      message = format('Archive %s is not being made.', p_archive_id),
      hint = 'It was recorded before, or another scheduler took it for one that broke off. Begin a new one.';
  end if;

  perform from public.tests where id = any (p_tests) order by id for update;

  insert into upkeep.archived_tests (test_id, archive_id, user_id, sha256)
  select tests.id, p_archive_id, tests.user_id, sent.sha256
  from unnest(p_tests, p_sha256) as sent (test_id, sha256)
  join public.tests on tests.id = sent.test_id
  -- What changed since it was read is in the file as it was, and stays in the tables for the next archive.
  where sha256(convert_to(upkeep.test_document(sent.test_id), 'UTF8')) = sent.sha256
  on conflict (test_id) do update
  set archive_id = excluded.archive_id, sha256 = excluded.sha256, restored_at = null;
  get diagnostics v_archived = row_count;

  if v_archived > 0 then
    update upkeep.archives set recorded_at = now(), manifest = p_manifest where id = p_archive_id;
    delete from public.tests
    where id = any (p_tests)
      and id in (select test_id from upkeep.archived_tests where archive_id = p_archive_id);
  end if;
  return v_archived;
end;
$$;
comment on function upkeep.record_archive(uuid, jsonb, uuid[], bytea[]) is 'The tests are in the file: they leave the tables, and where they are is written down, all or nothing. Answers how many did.';

create function upkeep.archives_of_deleted_accounts()
returns table (archive_id uuid, object_key text, sha256 text)
language sql
stable
security definer
set search_path = ''
as $$
  select id, object_key, manifest ->> 'sha256'
  from upkeep.archives
  where recorded_at is not null and exists (
    select from upkeep.archived_tests
    where archive_id = archives.id
      and not exists (select from public.profiles where profiles.user_id = archived_tests.user_id)
  )
  order by recorded_at;
$$;
comment on function upkeep.archives_of_deleted_accounts() is 'Archives that still hold tests of people who have deleted their account.';

create function upkeep.tests_to_keep(p_archive_id uuid)
returns setof uuid
language sql
stable
security definer
set search_path = ''
as $$
  select test_id
  from upkeep.archived_tests join public.profiles using (user_id)
  where archive_id = p_archive_id;
$$;
comment on function upkeep.tests_to_keep(uuid) is 'The tests of an archive whose owners have an account.';

create function upkeep.replace_archive(p_old uuid, p_new uuid, p_manifest jsonb, p_tests uuid[])
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_erased integer;
begin
  perform from upkeep.archives
  where id in (p_old, p_new) and abandoned_at is null and (recorded_at is null) = (id = p_new)
  order by id
  for update;
  get diagnostics v_erased = row_count;
  if v_erased < 2 then
    raise exception using
      errcode = 'PT409',
      message = format('Archive %s cannot take the place of %s.', p_new, p_old),
      hint = 'Another scheduler took one of them for one that broke off, or was faster. Begin anew.';
  end if;

  update upkeep.archived_tests set archive_id = p_new where archive_id = p_old and test_id = any (p_tests);
  delete from upkeep.archived_tests where archive_id = p_old;
  get diagnostics v_erased = row_count;

  update upkeep.archives set recorded_at = now(), manifest = p_manifest where id = p_new;
  update upkeep.archives
  set recorded_at = null, manifest = null, abandoned_at = now()
  where id = p_old or id = p_new and p_tests = '{}';
  return v_erased;
end;
$$;
comment on function upkeep.replace_archive(uuid, uuid, jsonb, uuid[]) is 'The new archive has these tests of the old one; the old one is given up, and with it all others; so is the new one if it has none. Answers how many those are.';

create function upkeep.find_archive(p_name text)
returns table (archive_id uuid, object_key text, sha256 text, test_id uuid)
language sql
stable
security definer
set search_path = ''
as $$
  select archives.id, archives.object_key, archives.manifest ->> 'sha256', archived_tests.test_id
  from upkeep.archived_tests join upkeep.archives on archives.id = archived_tests.archive_id
  where archived_tests.test_id::text = lower(p_name)
  union all
  select archives.id, archives.object_key, archives.manifest ->> 'sha256', null
  from upkeep.archives
  where recorded_at is not null and (archives.id::text = lower(p_name) or archives.object_key = p_name);
$$;
comment on function upkeep.find_archive(text) is 'The archive of that id or object key, or the one that holds the test of that id; no row when there is none.';

create function upkeep.restore_test(p_archive_id uuid, p_document text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_document jsonb := p_document;
  v_test_id uuid := v_document #>> '{public.tests,0,id}';
  v_archived upkeep.archived_tests;
  v_table text;
  v_columns text;
  v_unknown text;
begin
  select * into v_archived
  from upkeep.archived_tests
  where test_id = v_test_id and archive_id = p_archive_id and sha256 = sha256(convert_to(p_document, 'UTF8'))
  for update;
  if not found then
    return 'not_archived';
  elsif exists (select from public.tests where id = v_test_id) then
    return 'present';
  end if;

  perform from public.profiles where user_id = v_archived.user_id for key share;
  if not found then
    return 'owner_gone';
  end if;

  select string_agg(name, ', ') into v_unknown
  from jsonb_object_keys(v_document) as name
  where name not in (select tables.name from upkeep.tables_of_a_test() as tables);
  if v_unknown is not null then
    raise exception using
      errcode = 'PT409',
      message = format('Test %s has rows of tables that are no more: %s.', v_test_id, v_unknown),
      hint = 'The archive''s line still has them; carry them over by hand.';
  end if;

  for v_table in select name from upkeep.tables_of_a_test() loop
    continue when coalesce(v_document -> v_table, '[]') = '[]';

    -- Only what the archive has: a column that came later gets its default, a generated one makes itself.
    select
      string_agg(quote_ident(key), ', ') filter (where attgenerated = ''),
      string_agg(key, ', ') filter (where attname is null)
    into v_columns, v_unknown
    from jsonb_object_keys(v_document -> v_table -> 0) as key
    left join pg_attribute
      on attrelid = v_table::regclass and attname = key and attnum > 0 and not attisdropped;
    if v_unknown is not null then
      raise exception using
        errcode = 'PT409',
        message = format('Test %s has columns of %s that are no more: %s.', v_test_id, v_table, v_unknown),
        hint = 'The archive''s line still has them; carry them over by hand.';
    end if;

    execute format(
      'insert into %1$s (%2$s) overriding system value select %2$s from jsonb_populate_recordset(null::%1$s, $1)',
      v_table, v_columns
    ) using v_document -> v_table;
  end loop;

  update upkeep.archived_tests set restored_at = now() where test_id = v_test_id;
  return 'restored';
end;
$$;
comment on function upkeep.restore_test(uuid, text) is 'Brings a test''s rows back as they were, from its line in the archive. Answers restored, present, owner_gone, or not_archived for a line that is not what was archived.';


-- Watching -----------------------------------------------------------------------------------------------------------

create function upkeep.hot_tables()
returns table (name regclass)
language sql
stable
set search_path = ''
as $$
  select unnest(array[
    'queue.jobs', 'queue.places', 'queue.attempts', 'public.tests', 'public.test_events', 'public.unconfirmed_findings',
    'public.profiles'
  ]::regclass[]);
$$;
comment on function upkeep.hot_tables() is 'The tables whose rows are written again and again, which bloat when vacuum cannot keep up.';

-- VACUUM runs in no function, so the scheduler runs it itself.
grant maintain on
  queue.jobs, queue.places, queue.attempts, public.tests, public.test_events, public.unconfirmed_findings, public.profiles
to deffatest_scheduler;

create function upkeep.measure_tables()
returns table (name text, live_rows bigint, dead_rows bigint, bytes bigint, may_vacuum boolean)
language sql
stable
security definer
set search_path = ''
as $$
  select
    hot.name::text,
    pg_stat_get_live_tuples(hot.name),
    pg_stat_get_dead_tuples(hot.name),
    pg_total_relation_size(hot.name),
    has_table_privilege(session_user, hot.name, 'maintain')
  from upkeep.hot_tables() as hot;
$$;
comment on function upkeep.measure_tables() is 'Living and dead rows and the size of the hot tables, as PostgreSQL last counted them, and whether the caller may vacuum them.';

create function upkeep.measure_database()
returns table (
  oldest_transaction_seconds double precision,
  oldest_transaction text,
  retained_wal_bytes bigint,
  retaining_slot text,
  inactive_slots integer
)
language sql
stable
security definer
set search_path = ''
as $$
  select
    coalesce(extract(epoch from clock_timestamp() - oldest.xact_start), 0),
    coalesce(format('%s (process %s, %s)', oldest.application_name, oldest.pid, oldest.state), ''),
    coalesce(furthest.retained, 0)::bigint,
    coalesce(furthest.slot_name, ''),
    (select count(*) from pg_replication_slots where not active)::integer
  from (select) as always
  left join (
    select application_name, pid, state, xact_start
    from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid() and xact_start is not null
    order by xact_start
    limit 1
  ) as oldest on true
  left join (
    select slot_name::text, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) as retained
    from pg_replication_slots
    where restart_lsn is not null
    order by retained desc
    limit 1
  ) as furthest on true;
$$;
comment on function upkeep.measure_database() is 'What keeps vacuum from its work and the disk from being freed: the oldest transaction, and the log that replication slots hold back.';

grant execute on function
  upkeep.record_run(text, jsonb),
  upkeep.read_runs(),
  upkeep.read_cursor(text),
  upkeep.move_cursor(text, text),
  upkeep.reset_months(integer),
  upkeep.refuse_abandoned_uploads(integer, integer),
  upkeep.expired_reports(integer, integer),
  upkeep.record_deleted_files(uuid),
  upkeep.needless_objects(text[]),
  upkeep.test_document(uuid),
  upkeep.begin_archive(),
  upkeep.abandon_archives(),
  upkeep.forget_archive(uuid),
  upkeep.archivable_tests(integer, integer),
  upkeep.record_archive(uuid, jsonb, uuid[], bytea[]),
  upkeep.archives_of_deleted_accounts(),
  upkeep.tests_to_keep(uuid),
  upkeep.replace_archive(uuid, uuid, jsonb, uuid[]),
  upkeep.find_archive(text),
  upkeep.restore_test(uuid, text),
  upkeep.measure_tables(),
  upkeep.measure_database()
to deffatest_scheduler;
