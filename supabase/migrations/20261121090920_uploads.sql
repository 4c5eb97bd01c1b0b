-- The files that people give to be tested: from the announcement to the verdict of an inspector.
--
--   announce ──▶ awaited ──arrive──▶ arrived ──claim──▶ inspecting ──pass──▶ passed         the test may be claimed
--                  ▲                    ▲                    │
--                  └─── (sent anew)     └─ put_back, reap ───┼──refuse─────▶ refused        the test fails, given back
--                                                            └──quarantine─▶ quarantined    as refused; harmful
--
-- The bytes go from the client to the object storage by addresses that our functions sign; only what happens to them is
-- here. An inspection's number fences as the attempt of a job does: an inspector that lost its lease changes nothing.
--
-- Locks are taken in the order job, upload, so that a cancel (job, test, upload) meets no verdict half way.

create table public.uploads (
  test_id uuid primary key references public.tests (id) on delete cascade,
  file_name text not null,
  announced_bytes bigint not null check (announced_bytes > 0),
  object_key text not null,
  state text not null default 'awaited'
  check (state in ('awaited', 'arrived', 'inspecting', 'passed', 'refused', 'quarantined')),
  storage_upload_id text,
  part_bytes bigint check (part_bytes > 0),
  found_bytes bigint,
  found_kind text check (found_kind in ('web_bundle', 'android_apk')),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  details jsonb not null default '{}',
  code text,
  reason text,
  announced_at timestamptz not null default now(),
  arrived_at timestamptz,
  inspected_at timestamptz,
  inspection integer not null default 0,
  failures integer not null default 0,
  inspected_by text,
  lease_expires_at timestamptz,
  available_at timestamptz not null default now(),
  check ((state = 'inspecting') = (lease_expires_at is not null)),
  check (state <> 'passed' or (found_kind is not null and sha256 is not null and found_bytes is not null)),
  check (state not in ('refused', 'quarantined') or (code is not null and reason is not null))
)
with (fillfactor = 85);

create index uploads_to_inspect on public.uploads (available_at) where state in ('arrived', 'inspecting');

comment on table public.uploads is 'The file of a test of a bundle or an app: what was announced, where it stands, and what its inspection found.';
comment on column public.uploads.file_name is 'As its owner calls it. Nothing is told from it: what the file is, its content says.';
comment on column public.uploads.announced_bytes is 'The size that its owner announced; what arrives must have it. Of a file inside a form, the most that it can be.';
comment on column public.uploads.object_key is 'Where it lies in the object storage: test-uploads/{test}/{name}, and quarantine/{test}/{name} once it was found harmful.';
comment on column public.uploads.storage_upload_id is 'The object storage''s own id of the upload in parts; null before it has begun.';
comment on column public.uploads.part_bytes is 'The size of every part but the last.';
comment on column public.uploads.found_kind is 'What the file is by its content.';
comment on column public.uploads.sha256 is 'Of the whole file, in hexadecimal digits: what a worker runs is what was inspected.';
comment on column public.uploads.details is 'Of a bundle {files, bytes, root, pages}; of an app {package, version_name, version_code, min_sdk, target_sdk, abis, signatures, certificates}.';
comment on column public.uploads.code is 'Why it was refused, in a word that can be searched for.';
comment on column public.uploads.reason is 'Why it was refused and what to do, in words for its owner.';
comment on column public.uploads.inspection is 'The fencing token: how often an inspector took it.';
comment on column public.uploads.failures is 'How many inspectors fell silent over it.';
comment on column public.uploads.available_at is 'When it may be inspected, after a failure of the platform.';

alter table public.uploads enable row level security, force row level security;

create policy "Users can view the uploads of their own tests"
on public.uploads for select
to authenticated
using (test_id in (select id from public.tests where user_id = (select auth.uid())));

grant select (
  test_id, file_name, announced_bytes, object_key, state, storage_upload_id, part_bytes, found_bytes, found_kind, sha256,
  details, code, reason, announced_at, arrived_at, inspected_at
)
on public.uploads to authenticated;
grant select on public.uploads to service_role;

create schema uploads;
comment on schema uploads is 'What our functions and the inspectors do with uploads. Not exposed to the Data API.';

do $$
begin
  if not exists (select from pg_roles where rolname = 'deffatest_inspector') then
    create role deffatest_inspector nologin;
    comment on role deffatest_inspector is 'An inspector of uploads: may execute the functions made for it and nothing else. An operator gives it a password.';
  end if;
end
$$;
grant usage on schema uploads to deffatest_door, deffatest_inspector;


-- Announcing ---------------------------------------------------------------------------------------------------------

create function private.checked_file_name(p_name text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  -- Some browsers send the whole path.
  v_name text := btrim(regexp_replace(p_name, '^.*[/\\]', ''), E' \t\r\n');
begin
  if coalesce(v_name, '') = '' then
    raise exception using
      errcode = 'PT422',
      message = 'The file needs a name.',
      hint = 'Send file_name, such as shop.zip.',
      constraint = 'invalid_file_name';
  elsif length(v_name) > 200 or v_name ~ '[[:cntrl:]]' then
    raise exception using
      errcode = 'PT422',
      message = 'The file''s name is too long or has a control character in it.',
      detail = format('It has %s characters; 200 are allowed.', length(v_name)),
      hint = 'Give the file a plain name, such as shop.zip.',
      constraint = 'invalid_file_name';
  end if;
  return v_name;
end;
$$;
comment on function private.checked_file_name(text) is 'The name without folders; raises when it is blank, longer than 200 characters or not one line.';

create function private.upload_key(p_test_id uuid, p_name text)
returns text
language sql
immutable
set search_path = ''
as $$
  -- Plain letters alone: a key is part of addresses, of signatures and of commands that operators type.
  select format(
    'test-uploads/%s/%s',
    p_test_id,
    coalesce(nullif(btrim(left(regexp_replace(p_name, '[^A-Za-z0-9._-]+', '_', 'g'), 120), '._'), ''), 'file')
  );
$$;
comment on function private.upload_key(uuid, text) is 'Where a test''s file lies in the object storage.';

create function private.check_upload_size(p_bytes bigint, p_plan_type text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_plan public.plans;
  v_larger public.plans;
begin
  select * into strict v_plan from public.plans where plan_type = p_plan_type;
  if p_bytes is null or p_bytes < 1 then
    raise exception using
      errcode = 'PT422',
      message = 'The file is empty, or its size was not said.',
      hint = 'Send file_size in bytes.',
      constraint = 'invalid_file_size';
  elsif p_bytes > v_plan.max_upload_bytes then
    select * into v_larger
    from public.plans
    where max_upload_bytes >= p_bytes and priority > v_plan.priority
    order by priority
    limit 1;

    raise exception using
      errcode = 'PT413',
      message = format('The file is larger than the %s plan allows.', v_plan.display_name),
      detail = format('It has %s bytes; %s are allowed.', p_bytes, v_plan.max_upload_bytes),
      hint = 'Leave out of it what the app does not need'
        || coalesce(format(', or upgrade to %s (up to %s)', v_larger.display_name, pg_size_pretty(v_larger.max_upload_bytes)), '') || '.',
      constraint = 'upload_too_large';
  end if;
end;
$$;
comment on function private.check_upload_size(bigint, text) is 'Raises unless the plan allows an upload of that many bytes.';

create function private.announce_upload(p_test_id uuid, p_file_name text, p_file_size bigint)
returns public.uploads
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_name text := private.checked_file_name(p_file_name);
  v_test public.tests;
  v_upload public.uploads;
begin
  select * into v_test
  from public.tests
  where id = p_test_id and (user_id = auth.uid() or auth.role() = 'service_role');
  if not found then
    raise exception using
      errcode = 'PT404',
      message = 'There is no such test.',
      hint = 'Look at your tests for its id.',
      constraint = 'test_not_found';
  end if;
  if not exists (select from queue.jobs where test_id = p_test_id and not ready for update) then
    raise exception using
      errcode = 'PT409',
      message = 'The test is not waiting for a file.',
      detail = format('It is of type %s and %s.', v_test.test_type, v_test.status),
      hint = 'Submit a test of type web_bundle or android_apk for each file.',
      constraint = 'no_upload_awaited';
  end if;
  perform private.check_upload_size(p_file_size, v_test.plan_type_at_submission);

  insert into public.uploads (test_id, file_name, announced_bytes, object_key)
  values (p_test_id, v_name, p_file_size, private.upload_key(p_test_id, v_name))
  on conflict (test_id) do update
  set
    file_name = excluded.file_name,
    announced_bytes = excluded.announced_bytes,
    object_key = excluded.object_key,
    announced_at = now(),
    -- Another file: what came of the first one counts no more.
    storage_upload_id = null,
    part_bytes = null
  where uploads.state = 'awaited'
  returning * into v_upload;
  if not found then
    raise exception using
      errcode = 'PT409',
      message = 'The test''s file has arrived already.',
      hint = 'Submit another test for another file.',
      constraint = 'upload_arrived_already';
  end if;
  return v_upload;
end;
$$;
comment on function private.announce_upload(uuid, text, bigint) is 'As public.announce_upload, to which it is the inside.';
grant execute on function private.announce_upload(uuid, text, bigint) to authenticated, service_role;

create function public.announce_upload(p_test_id uuid, p_file_name text, p_file_size bigint)
returns jsonb
language sql
set search_path = ''
as $$
  select jsonb_build_object(
    'test_id', announced.test_id,
    'file_name', announced.file_name,
    'file_size', announced.announced_bytes,
    'state', announced.state
  )
  from private.announce_upload(p_test_id, p_file_name, p_file_size) as announced;
$$;
comment on function public.announce_upload(uuid, text, bigint) is 'Says which file a waiting test will get and how many bytes it has; 413 when the plan allows less. The addresses to send it to are answered by GET /api/tests/{id}/upload.';
grant execute on function public.announce_upload(uuid, text, bigint) to authenticated, service_role;


-- Arriving: what our functions tell ----------------------------------------------------------------------------------

create function uploads.begin(p_user_id uuid, p_test_id uuid, p_storage_upload_id text, p_part_bytes bigint)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_counts text;
begin
  update public.uploads
  set
    storage_upload_id = coalesce(storage_upload_id, p_storage_upload_id),
    part_bytes = coalesce(part_bytes, p_part_bytes)
  where test_id = p_test_id and state = 'awaited'
    and exists (select from public.tests where id = p_test_id and user_id = p_user_id)
  returning storage_upload_id into v_counts;
  return v_counts;
end;
$$;
comment on function uploads.begin(uuid, uuid, text, bigint) is 'An upload in parts has begun. Answers the one that counts: of two at the same time the first; null when none is awaited.';

create function uploads.forget_parts(p_user_id uuid, p_test_id uuid)
returns void
language sql
security definer
set search_path = ''
as $$
  update public.uploads
  set storage_upload_id = null, part_bytes = null
  where test_id = p_test_id and state = 'awaited'
    and exists (select from public.tests where id = p_test_id and user_id = p_user_id);
$$;
comment on function uploads.forget_parts(uuid, uuid) is 'What came of the upload was thrown away; it begins anew.';

create function uploads.arrive(p_user_id uuid, p_test_id uuid, p_bytes bigint)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from queue.jobs where test_id = p_test_id and owner_id = p_user_id and not ready for update;
  if not found then
    return false;
  end if;
  update public.uploads
  set state = 'arrived', found_bytes = p_bytes, arrived_at = now(), available_at = now(), storage_upload_id = null
  where test_id = p_test_id and state = 'awaited' and p_bytes <= announced_bytes;
  if not found then
    return false;
  end if;
  perform queue.report_progress(p_test_id, null, 'The file has arrived and is being inspected');
  perform pg_notify('uploads_arrived', p_test_id::text);
  return true;
end;
$$;
comment on function uploads.arrive(uuid, uuid, bigint) is 'The whole file lies in the object storage. False when it is not awaited (any more), or larger than announced.';

create function uploads.break_off(p_user_id uuid, p_test_id uuid, p_reason text, p_code text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from queue.jobs where test_id = p_test_id and owner_id = p_user_id and not ready for update;
  if not found or not exists (select from public.uploads where test_id = p_test_id and state = 'awaited') then
    return false;
  end if;
  perform queue.refuse_upload(p_test_id, p_reason, p_code);
  return true;
end;
$$;
comment on function uploads.break_off(uuid, uuid, text, text) is 'The file inside a form did not come whole: its test fails before its start and is given back.';

grant execute on function
  uploads.begin(uuid, uuid, text, bigint),
  uploads.forget_parts(uuid, uuid),
  uploads.arrive(uuid, uuid, bigint),
  uploads.break_off(uuid, uuid, text, text)
to deffatest_door;

create function private.end_upload()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.uploads
  set
    state = 'refused',
    code = case new.status when 'cancelled' then 'cancelled_by_owner' else 'upload_not_taken' end,
    reason = case new.status
      when 'cancelled' then 'The test was cancelled before its file had passed inspection.'
      else 'The test ended before its file had passed inspection.'
    end,
    storage_upload_id = null,
    lease_expires_at = null
  where test_id = new.id and state in ('awaited', 'arrived', 'inspecting');
  return null;
end;
$$;
comment on function private.end_upload() is 'After a test ends before its file was taken: the upload waits for nothing any more.';

create trigger end_upload
after update of status on public.tests
for each row when (old.status = 'queued' and new.status in ('cancelled', 'failed') and new.test_type <> 'web_url')
execute function private.end_upload();


-- Inspecting: what inspectors call -----------------------------------------------------------------------------------

create function uploads.held(p_test_id uuid, p_inspection integer)
returns public.uploads
language plpgsql
set search_path = ''
as $$
declare
  v_upload public.uploads;
begin
  perform from queue.jobs where test_id = p_test_id and not ready for update;
  select * into v_upload
  from public.uploads
  where test_id = p_test_id and inspection = p_inspection and state = 'inspecting'
  for update;
  return v_upload;
end;
$$;
comment on function uploads.held(uuid, integer) is 'The fence: the upload, locked, if this inspection still holds it; else null.';

create function uploads.reap(p_lease_failures integer default 3)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_test_id uuid;
  v_reaped integer := 0;
  v_failures integer;
begin
  for v_test_id in
    select test_id from public.uploads where state = 'inspecting' and lease_expires_at < now() order by test_id limit 100
  loop
    -- In the order job, upload; one that is locked is being cancelled or judged.
    perform from queue.jobs where test_id = v_test_id and not ready for update skip locked;
    continue when not found;
    update public.uploads
    set
      state = 'arrived',
      failures = failures + 1,
      inspected_by = null,
      lease_expires_at = null,
      available_at = now() + make_interval(secs => 5 * failures)
    where test_id = v_test_id and state = 'inspecting' and lease_expires_at < now()
    returning failures into v_failures;
    continue when not found;
    v_reaped := v_reaped + 1;
    if v_failures >= p_lease_failures then
      perform queue.refuse_upload(
        v_test_id,
        'The file could not be inspected: the inspection broke off several times. Send it in another test, or ask us.',
        'inspection_failed'
      );
      update public.uploads
      set code = 'inspection_failed', reason = 'The inspection broke off several times.'
      where test_id = v_test_id;
    end if;
  end loop;
  return v_reaped;
end;
$$;
comment on function uploads.reap(integer) is 'Takes uploads back from inspectors that fell silent; one over which several did is refused. Answers how many.';

create function uploads.claim(p_inspector text, p_lease_seconds integer)
returns table (
  test_id uuid, inspection integer, test_type text, object_key text, file_name text, bytes bigint, max_bytes bigint
)
language plpgsql
security definer
set search_path = ''
as $$
begin
  if coalesce(p_inspector, '') = '' or p_lease_seconds < 1 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'A claim needs the inspector''s name and a lease of at least a second.';
  end if;
  return query
  update public.uploads as taken
  set
    state = 'inspecting',
    inspection = taken.inspection + 1,
    inspected_by = p_inspector,
    lease_expires_at = now() + make_interval(secs => p_lease_seconds)
  from public.tests join public.plans on plans.plan_type = tests.plan_type_at_submission
  where tests.id = taken.test_id and taken.test_id = (
    select next.test_id
    from public.uploads as next
    where next.state = 'arrived' and next.available_at <= now()
    order by next.available_at
    limit 1
    for update skip locked
  )
  returning
    taken.test_id, taken.inspection, tests.test_type, taken.object_key, taken.file_name, taken.found_bytes,
    plans.max_upload_bytes;
end;
$$;
comment on function uploads.claim(text, integer) is 'The next upload for an inspector, oldest first, or no row.';

create function uploads.heartbeat(p_test_id uuid, p_inspection integer, p_lease_seconds integer)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.uploads
  set lease_expires_at = now() + make_interval(secs => p_lease_seconds)
  where test_id = p_test_id and inspection = p_inspection and state = 'inspecting';
  return found;
end;
$$;
comment on function uploads.heartbeat(uuid, integer, integer) is 'Keeps the lease. False when it is no longer the caller''s, or nobody wants the file any more.';

create function uploads.pass(
  p_test_id uuid, p_inspection integer, p_kind text, p_sha256 text, p_bytes bigint, p_details jsonb
)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_upload public.uploads := uploads.held(p_test_id, p_inspection);
begin
  if v_upload.test_id is null then
    return false;
  end if;
  update public.uploads
  set
    state = 'passed',
    found_kind = p_kind,
    sha256 = p_sha256,
    found_bytes = p_bytes,
    details = p_details,
    inspected_at = now(),
    lease_expires_at = null
  where test_id = p_test_id;
  perform queue.report_progress(p_test_id, null, 'The file has passed inspection');
  perform queue.admit_upload(p_test_id, v_upload.object_key);
  return true;
end;
$$;
comment on function uploads.pass(uuid, integer, text, text, bigint, jsonb) is 'The file is what it should be: its test may be claimed. False when the inspection was not the caller''s any more.';

create function uploads.refuse(
  p_test_id uuid,
  p_inspection integer,
  p_code text,
  p_reason text,
  p_sha256 text default null,
  p_quarantine_key text default null
)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_upload public.uploads := uploads.held(p_test_id, p_inspection);
begin
  if v_upload.test_id is null then
    return false;
  elsif not starts_with(p_quarantine_key, format('quarantine/%s/', p_test_id)) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%L is not in the quarantine of test %s.', p_quarantine_key, p_test_id);
  end if;
  update public.uploads
  set
    state = case when p_quarantine_key is null then 'refused' else 'quarantined' end,
    object_key = coalesce(p_quarantine_key, object_key),
    code = p_code,
    reason = p_reason,
    sha256 = p_sha256,
    inspected_at = now(),
    lease_expires_at = null
  where test_id = p_test_id;
  perform queue.refuse_upload(p_test_id, p_reason, p_code);
  return true;
end;
$$;
comment on function uploads.refuse(uuid, integer, text, text, text, text) is 'The file is not what it should be: its test fails before its start and is given back. With a quarantine key it was harmful and lies there now.';

create function uploads.put_back(p_test_id uuid, p_inspection integer, p_message text, p_delay_seconds integer)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_upload public.uploads := uploads.held(p_test_id, p_inspection);
begin
  if v_upload.test_id is null then
    return false;
  end if;
  update public.uploads
  set
    state = 'arrived',
    inspected_by = null,
    lease_expires_at = null,
    available_at = now() + make_interval(secs => p_delay_seconds)
  where test_id = p_test_id;
  perform queue.report_progress(p_test_id, null, p_message);
  return true;
end;
$$;
comment on function uploads.put_back(uuid, integer, text, integer) is 'The inspection could not be made now, for a fault of the platform: it waits for another. It is never passed for that.';

grant execute on function
  uploads.reap(integer),
  uploads.claim(text, integer),
  uploads.heartbeat(uuid, integer, integer),
  uploads.pass(uuid, integer, text, text, bigint, jsonb),
  uploads.refuse(uuid, integer, text, text, text, text),
  uploads.put_back(uuid, integer, text, integer)
to deffatest_inspector;
