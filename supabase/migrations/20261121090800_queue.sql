-- The queue: which test runs next, on whose slot, under whose lease. Nothing else changes a test's status.
--
--   submit ──▶ queued ────claim────▶ running ────progress────▶ processing_results ────settle────▶ completed
--              ▲ │                     │                         │
--              │ │                     │                         │
--              └─│── release, reap ────┴─── release, reap ───────┤        (an attempt without a result)
--                │                     │                         │
--                ├── cancel ───────────┴─── cancel, then settle ─┴──────────────────────────────▶ cancelled
--                │                     │                         │
--                └── refuse_upload ────┴─── settle; or release, reap for the third time ────────▶ failed
--
-- A job's row lives as long as its test is queued, running or processing_results: unleased while queued, leased by one
-- worker otherwise. The attempt is the fencing token: it grows with every claim, and a worker that shows an old one is
-- told 'lost' and changes nothing.
--
-- A slot is the right to run one test. An owner has as many slot rows as the plan has slots, and a claim takes a free
-- one under its row lock, so the limit holds under any number of claimers and there is no counter to drift.
--
-- Locks are taken in the order job, profile, slot, and owners in the order of their ids; a claim, which takes slot
-- before job, skips what is locked.

create table queue.jobs (
  id uuid primary key default gen_random_uuid(),
  kind text not null default 'test' check (kind = 'test'),
  test_id uuid not null unique references public.tests (id) on delete cascade,
  owner_id uuid not null references public.profiles (user_id) on delete cascade,
  lane text not null check (lane in ('web', 'app')),
  priority smallint not null,
  enqueued_at timestamptz not null default now(),
  ready boolean not null,
  available_at timestamptz not null default now(),
  attempt integer not null default 0,
  failures integer not null default 0,
  max_failures integer not null default 3,
  leased_by text,
  lease_seconds integer,
  lease_expires_at timestamptz,
  cancel_requested_at timestamptz,
  check ((leased_by is null) = (lease_expires_at is null))
)
-- Heartbeats change the lease alone, which is in no index, and find room on their own page.
with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);

-- The waiting line of each owner, and the way from one owner to the next.
create index waiting_jobs on queue.jobs (lane, owner_id, priority desc, enqueued_at, id) where leased_by is null and ready;
create index jobs_of_an_owner on queue.jobs (owner_id);

comment on table queue.jobs is 'Work that is waiting or under way; the row goes when the work has ended.';
comment on column queue.jobs.kind is 'What kind of work it is. Tests are the first kind.';
comment on column queue.jobs.lane is 'Which workers can do it and which slots it takes: web for addresses and bundles, app for Android.';
comment on column queue.jobs.priority is 'The plan''s priority at submission.';
comment on column queue.jobs.ready is 'False while a file is being uploaded and inspected.';
comment on column queue.jobs.available_at is 'Not claimed before this time: the back-off after a failed attempt.';
comment on column queue.jobs.attempt is 'The fencing token: how often it has been claimed.';
comment on column queue.jobs.failures is 'How many attempts were lost or given back for a fault of the platform.';
comment on column queue.jobs.leased_by is 'The worker that holds it; null while it waits.';
comment on column queue.jobs.lease_seconds is 'How long a sign of life from the worker keeps the lease.';
comment on column queue.jobs.cancel_requested_at is 'When the owner asked a running test to stop.';

create table queue.slots (
  id bigint generated always as identity primary key,
  owner_id uuid not null references public.profiles (user_id) on delete cascade,
  lane text not null check (lane in ('web', 'app', 'shared')),
  job_id uuid unique references queue.jobs (id) on delete set null,
  surplus boolean not null default false
)
with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);

create index slots_of_an_owner on queue.slots (owner_id);

comment on table queue.slots is 'One row for each test an owner may run at once. Free while job_id is null.';
comment on column queue.slots.lane is 'What the slot may run: web, app, or either (shared).';
comment on column queue.slots.surplus is 'More than a new, smaller plan has, and still running. Nothing starts in its lane until it has ended.';

create table queue.attempts (
  job_id uuid not null,
  attempt integer not null,
  test_id uuid not null references public.tests (id) on delete cascade,
  worker text not null,
  claimed_at timestamptz not null default now(),
  ended_at timestamptz,
  outcome text check (outcome in ('completed', 'failed', 'cancelled', 'requeued')),
  code text,
  reason text,
  primary key (job_id, attempt)
);

create index attempts_of_a_test on queue.attempts (test_id);

comment on table queue.attempts is 'Every claim and how it ended: the operator''s record. Outlives the job.';
comment on column queue.attempts.outcome is 'What became of the test; null while the attempt runs.';
comment on column queue.attempts.code is 'Why, in a word that can be searched for.';
comment on column queue.attempts.reason is 'Why, in words the test''s owner can read.';

alter table queue.jobs enable row level security, force row level security;
alter table queue.slots enable row level security, force row level security;
alter table queue.attempts enable row level security, force row level security;

create policy "No client reads or writes jobs" on queue.jobs for all to anon, authenticated using (false);
create policy "No client reads or writes slots" on queue.slots for all to anon, authenticated using (false);
create policy "No client reads or writes attempts" on queue.attempts for all to anon, authenticated using (false);


-- The state of a test ------------------------------------------------------------------------------------------------

create function private.guard_test_status()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if (old.status, new.status) not in (
    ('queued', 'running'), ('queued', 'cancelled'), ('queued', 'failed'),
    ('running', 'processing_results'), ('running', 'queued'), ('running', 'failed'), ('running', 'cancelled'),
    ('processing_results', 'completed'), ('processing_results', 'queued'), ('processing_results', 'failed'),
    ('processing_results', 'cancelled')
  ) then
    raise exception using
      errcode = 'PT409',
      message = format('A test that is %s cannot become %s.', old.status, new.status);
  end if;
  return new;
end;
$$;
comment on function private.guard_test_status() is 'Before a test''s status changes: only the arrows of the state machine are possible, whoever writes.';

create trigger guard_test_status
before update of status on public.tests
for each row when (old.status is distinct from new.status)
execute function private.guard_test_status();

create function queue.move_test(p_test_id uuid, p_status text, p_message text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_previous text;
begin
  select status into strict v_previous from public.tests where id = p_test_id for no key update;

  update public.tests
  set
    status = p_status,
    progress = case p_status when 'queued' then 0 when 'completed' then 100 else progress end,
    started_at = case p_status when 'queued' then null when 'running' then now() else started_at end,
    completed_at = case when p_status in ('completed', 'failed', 'cancelled') then now() end,
    estimated_completion_time = case p_status
      when 'running' then now() + make_interval(mins => requested_duration_minutes)
      when 'processing_results' then estimated_completion_time
    end
  where id = p_test_id;

  perform private.emit_event(p_test_id, 'test.status_change', jsonb_build_object(
    'test_id', p_test_id,
    'previous_status', v_previous,
    'new_status', p_status,
    'timestamp', private.utc_text(now()),
    'message', p_message
  ));
end;
$$;
comment on function queue.move_test(uuid, text, text) is 'Moves a test along one arrow of the state machine and tells its owner why.';

create function queue.report_progress(p_test_id uuid, p_percent integer, p_message text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_test public.tests;
begin
  update public.tests
  -- Within an attempt progress never goes back.
  set progress = greatest(progress, p_percent)
  where id = p_test_id
  returning * into strict v_test;

  perform private.emit_event(p_test_id, 'test.progress', jsonb_build_object(
    'test_id', p_test_id,
    'progress', v_test.progress,
    'status', v_test.status,
    'message', p_message
  ));
end;
$$;
comment on function queue.report_progress(uuid, integer, text) is 'Sets a test''s per cent and tells its owner what is going on.';


-- Slots --------------------------------------------------------------------------------------------------------------

create function queue.fit_slots(p_owner_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_plan public.plans;
begin
  select plans.* into strict v_plan
  from public.profiles join public.plans using (plan_type)
  where user_id = p_owner_id;

  -- Waits for claims that are taking one of these slots, and keeps new ones off until all fits.
  perform from queue.slots where owner_id = p_owner_id for update;

  delete from queue.slots where owner_id = p_owner_id and job_id is null;

  -- Running tests keep a slot: of their own lane first, then a shared one, and what the plan has no room for is surplus.
  with running as (
    select
      slots.id,
      jobs.lane,
      row_number() over (partition by jobs.lane order by jobs.enqueued_at, jobs.id)
      - case jobs.lane when 'web' then v_plan.web_slots else v_plan.app_slots end as beyond_lane
    from queue.slots join queue.jobs on jobs.id = slots.job_id
    where slots.owner_id = p_owner_id
  ),
  placed as (
    select id, lane, beyond_lane, count(*) filter (where beyond_lane > 0) over (order by beyond_lane, id) as beyond_lanes
    from running
  )
  update queue.slots
  set
    lane = case when beyond_lane > 0 and beyond_lanes <= v_plan.shared_slots then 'shared' else placed.lane end,
    surplus = beyond_lane > 0 and beyond_lanes > v_plan.shared_slots
  from placed
  where slots.id = placed.id;

  insert into queue.slots (owner_id, lane)
  select p_owner_id, allowed.lane
  from (
    values ('web', v_plan.web_slots), ('app', v_plan.app_slots), ('shared', v_plan.shared_slots)
  ) as allowed (lane, slots)
  cross join lateral generate_series(
    1,
    allowed.slots - (
      select count(*) from queue.slots where owner_id = p_owner_id and slots.lane = allowed.lane and not surplus
    )
  );
end;
$$;
comment on function queue.fit_slots(uuid) is 'Makes an owner''s slot rows those of the plan, without stopping what runs. Called under the profile''s row lock.';

create function queue.free_slot(p_job_id uuid)
returns void
language sql
set search_path = ''
as $$
  delete from queue.slots where job_id = p_job_id and surplus;
  update queue.slots set job_id = null where job_id = p_job_id;
$$;
comment on function queue.free_slot(uuid) is 'Gives back the slot that a job ran on; one that the plan has no room for goes.';

create function private.fit_slots_to_plan()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform queue.fit_slots(new.user_id);
  return new;
end;
$$;
comment on function private.fit_slots_to_plan() is 'After a profile gets a plan: its slots follow.';

create trigger fit_slots
after insert or update of plan_type on public.profiles
for each row execute function private.fit_slots_to_plan();


-- Enter and leave ----------------------------------------------------------------------------------------------------

create function queue.announce(p_owner_id uuid)
returns void
language sql
set search_path = ''
as $$
  select pg_notify('queue_jobs', lane)
  from (
    select distinct lane from queue.jobs where owner_id = p_owner_id and leased_by is null and ready
  ) as waiting;
$$;
comment on function queue.announce(uuid) is 'Wakes the workers of every lane in which an owner has work waiting, once the transaction commits.';

create function queue.enqueue(p_test public.tests, p_priority integer)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into queue.jobs (test_id, owner_id, lane, priority, ready)
  values (
    p_test.id,
    p_test.user_id,
    case p_test.test_type when 'android_apk' then 'app' else 'web' end,
    p_priority,
    p_test.test_type = 'web_url'
  );
  perform queue.announce(p_test.user_id);
end;
$$;
comment on function queue.enqueue(public.tests, integer) is 'Puts a new test in line. One with a file is not ready until queue.admit_upload.';

create function queue.finish(p_job queue.jobs, p_status text, p_reason text, p_code text, p_give_back boolean)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_give_back then
    perform private.give_back_test(p_job.test_id, p_code);
  end if;

  update queue.attempts
  set ended_at = now(), outcome = p_status, code = p_code, reason = p_reason
  where job_id = p_job.id and attempt = p_job.attempt and ended_at is null;

  perform queue.move_test(p_job.test_id, p_status, p_reason);

  -- The slot may be what another test of the owner waits for.
  perform queue.free_slot(p_job.id);
  delete from queue.jobs where id = p_job.id;
  perform queue.announce(p_job.owner_id);
end;
$$;
comment on function queue.finish(queue.jobs, text, text, text, boolean) is 'Ends a job and its test. The caller holds the job''s row lock.';

create function queue.put_back(
  p_job queue.jobs, p_reason text, p_code text, p_delay_seconds integer, p_counts boolean
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_failures integer := p_job.failures + p_counts::integer;
  -- 5 s after the first failure, 20 s after the second.
  v_back_off integer := case when p_counts then 5 * 4 ^ (v_failures - 1) else 0 end;
begin
  perform from public.profiles where user_id = p_job.owner_id for no key update;

  if p_job.cancel_requested_at is not null then
    perform queue.finish(p_job, 'cancelled', 'The test was cancelled.', p_code, false);
    return 'cancelled';
  end if;

  if v_failures >= p_job.max_failures then
    perform queue.finish(p_job, 'failed', p_reason, p_code, true);
    return 'failed';
  end if;

  update queue.attempts
  set ended_at = now(), outcome = 'requeued', code = p_code, reason = p_reason
  where job_id = p_job.id and attempt = p_job.attempt;

  perform queue.free_slot(p_job.id);
  update queue.jobs
  set
    leased_by = null,
    lease_seconds = null,
    lease_expires_at = null,
    failures = v_failures,
    available_at = now() + make_interval(secs => greatest(p_delay_seconds, v_back_off))
  where id = p_job.id;

  perform queue.move_test(p_job.test_id, 'queued', p_reason);
  perform queue.announce(p_job.owner_id);
  return 'requeued';
end;
$$;
comment on function queue.put_back(queue.jobs, text, text, integer, boolean) is 'Ends an attempt without a result: cancelled if that was asked for, failed after too many, else in line again at its old age.';


-- The workers' functions ---------------------------------------------------------------------------------------------

create type queue.claimed_job as (
  job_id uuid,
  attempt integer,
  lane text,
  lease_expires_at timestamptz,
  payload jsonb
);
comment on type queue.claimed_job is 'What a worker gets: the job, its fencing token, how long it is held, and what to do.';

create function queue.claim(p_worker text, p_lanes text[], p_lease_seconds integer default 30)
returns setof queue.claimed_job
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_head record;
  v_slot_id bigint;
  v_job queue.jobs;
begin
  if coalesce(p_worker, '') = '' or p_lanes is null or not p_lanes <@ array['web', 'app'] or p_lease_seconds < 1 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'A claim needs the worker''s name, lanes out of web and app, and a lease of at least a second.',
      detail = format('Given: worker %L, lanes %L, %L seconds.', p_worker, p_lanes, p_lease_seconds);
  end if;

  for v_head in
    -- From each owner to the next by one step in the index, so an owner with a thousand waiting tests costs no more
    -- than one with a single test.
    with recursive owners as (
      select lane, (
        select owner_id from queue.jobs
        where jobs.lane = lanes.lane and leased_by is null and ready
        order by owner_id limit 1
      ) as owner_id
      from unnest(p_lanes) as lanes (lane)
      union all
      select owners.lane, (
        select owner_id from queue.jobs
        where jobs.lane = owners.lane and leased_by is null and ready and jobs.owner_id > owners.owner_id
        order by owner_id limit 1
      )
      from owners
      where owners.owner_id is not null
    )
    select first.*
    from owners
    cross join lateral (
      select jobs.lane, jobs.owner_id, jobs.priority, jobs.enqueued_at, jobs.id
      from queue.jobs
      where jobs.lane = owners.lane and jobs.owner_id = owners.owner_id and leased_by is null and ready
        and available_at <= now()
      order by priority desc, enqueued_at, id
      limit 1
    ) as first
    order by priority desc, enqueued_at, id
  loop
    select id into v_slot_id
    from queue.slots
    where owner_id = v_head.owner_id and lane in (v_head.lane, 'shared') and job_id is null and not surplus
      and not exists (
        select from queue.slots as running_over
        where running_over.owner_id = v_head.owner_id and running_over.surplus and running_over.job_id is not null
          and (running_over.lane = v_head.lane or slots.lane = 'shared')
      )
    order by lane = 'shared', id
    limit 1
    for update skip locked;
    continue when not found;

    -- Another worker may have taken the head of the line meanwhile; the slot is good for the next in it.
    select * into v_job
    from queue.jobs
    where lane = v_head.lane and owner_id = v_head.owner_id and leased_by is null and ready and available_at <= now()
    order by priority desc, enqueued_at, id
    limit 1
    for update skip locked;
    continue when not found;

    update queue.jobs
    set
      attempt = attempt + 1,
      leased_by = p_worker,
      lease_seconds = p_lease_seconds,
      lease_expires_at = now() + make_interval(secs => p_lease_seconds)
    where id = v_job.id
    returning * into v_job;
    update queue.slots set job_id = v_job.id where id = v_slot_id;
    insert into queue.attempts (job_id, attempt, test_id, worker)
    values (v_job.id, v_job.attempt, v_job.test_id, p_worker);
    perform queue.move_test(v_job.test_id, 'running', 'AI is starting to test your application');

    return query
    select v_job.id, v_job.attempt, v_job.lane, v_job.lease_expires_at, jsonb_build_object(
      'kind', v_job.kind,
      'test_id', id,
      'user_id', user_id,
      'test_name', test_name,
      'test_type', test_type,
      'test_source_url', test_source_url,
      'test_file_path', test_file_path,
      'requested_duration_minutes', requested_duration_minutes,
      'plan_type', plan_type_at_submission,
      'submitted_at', submitted_at
    )
    from public.tests
    where id = v_job.test_id;
    return;
  end loop;
end;
$$;
comment on function queue.claim(text, text[], integer) is 'The next job for a worker, or no row: highest plan first, then oldest, on a free slot of its owner.';

create function queue.heartbeat(p_job_id uuid, p_attempt integer, p_lease_seconds integer default 30)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_cancelled boolean;
begin
  update queue.jobs
  set lease_seconds = p_lease_seconds, lease_expires_at = now() + make_interval(secs => p_lease_seconds)
  where id = p_job_id and attempt = p_attempt and leased_by is not null
  returning cancel_requested_at is not null into v_cancelled;

  return case when v_cancelled then 'cancel' when found then 'held' else 'lost' end;
end;
$$;
comment on function queue.heartbeat(uuid, integer, integer) is 'Keeps a lease. Answers held; cancel when the owner wants it stopped; lost when it is no longer the caller''s: stop at once.';

create function queue.held_job(p_job_id uuid, p_attempt integer)
returns queue.jobs
language sql
set search_path = ''
as $$
  select * from queue.jobs where id = p_job_id and attempt = p_attempt and leased_by is not null for update;
$$;
comment on function queue.held_job(uuid, integer) is 'The fence: the job, locked, if this attempt still holds it; else null.';

create function queue.progress(
  p_job_id uuid,
  p_attempt integer,
  p_percent integer,
  p_message text,
  p_bugs jsonb default '[]',
  p_status text default null
)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_job queue.jobs := queue.held_job(p_job_id, p_attempt);
begin
  if v_job.id is null then
    return 'lost';
  elsif v_job.cancel_requested_at is not null then
    return 'cancel';
  end if;

  if p_percent not between 0 and 100 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('Progress is 0 to 100 per cent, not %s.', p_percent);
  elsif p_status <> 'processing_results' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('Progress can only lead to processing_results, not to %s.', p_status),
      hint = 'A test is ended by queue.settle and given back by queue.release.';
  end if;

  -- News is a sign of life: a worker with something to say every second need not send heartbeats beside it.
  update queue.jobs set lease_expires_at = now() + make_interval(secs => lease_seconds) where id = v_job.id;

  if p_status = 'processing_results' and (select status from public.tests where id = v_job.test_id) = 'running' then
    perform queue.move_test(v_job.test_id, p_status, p_message);
  end if;
  perform private.record_findings(v_job.test_id, p_bugs);
  perform queue.report_progress(v_job.test_id, p_percent, p_message);
  return 'held';
end;
$$;
comment on function queue.progress(uuid, integer, integer, text, jsonb, text) is 'Writes per cent, message and findings, moves the test on to processing_results when asked, and keeps the lease. Answers as heartbeat does.';

create function queue.complete(p_job queue.jobs, p_result jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_report jsonb := p_result -> 'report';
  v_test public.tests;
begin
  if v_report ->> 'object_key' is null or p_result ->> 'report_address' is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'A completed test needs its report.',
      hint = 'Send {bugs, report: {object_key, summary, environment, performance_metrics, security_findings, coverage}, report_address}.';
  end if;
  perform private.check_object_key(p_job.test_id, v_report ->> 'object_key');

  if (select status from public.tests where id = p_job.test_id) = 'running' then
    perform queue.move_test(p_job.test_id, 'processing_results', 'Test completed, processing results');
  end if;

  -- The report's list is the last word: what an earlier attempt found and this one did not is not in it.
  delete from public.bug_reports
  where test_id = p_job.test_id and id not in (
    select bug_id
    from public.bug_details join jsonb_array_elements(p_result -> 'bugs') as bug on bug ->> 'fingerprint' = fingerprint
    where test_id = p_job.test_id
  );
  perform private.record_findings(p_job.test_id, p_result -> 'bugs');

  insert into public.test_reports (
    test_id, object_key, summary, environment, performance_metrics, security_findings, coverage
  )
  values (
    p_job.test_id,
    v_report ->> 'object_key',
    coalesce(v_report -> 'summary', '{}'),
    coalesce(v_report -> 'environment', '{}'),
    coalesce(v_report -> 'performance_metrics', '{}'),
    coalesce(v_report -> 'security_findings', '[]'),
    coalesce(v_report -> 'coverage', '{}')
  );
  update public.tests set report_download_url = p_result ->> 'report_address' where id = p_job.test_id;

  perform queue.finish(p_job, 'completed', 'The report is ready', null, false);

  select * into v_test from public.tests where id = p_job.test_id;
  perform private.emit_event(v_test.id, 'test.completed', jsonb_build_object(
    'test_id', v_test.id,
    'completed_at', private.utc_text(v_test.completed_at),
    'bug_count', (
      select jsonb_build_object(
        'critical', count(*) filter (where private.shown_severity(severity) = 'critical'),
        'major', count(*) filter (where private.shown_severity(severity) = 'major'),
        'minor', count(*) filter (where private.shown_severity(severity) = 'minor'),
        'total', count(*)
      )
      from public.bug_reports
      where test_id = v_test.id
    ),
    'report_download_url', v_test.report_download_url
  ));
end;
$$;
comment on function queue.complete(queue.jobs, jsonb) is 'Writes a test''s results and ends it: all or nothing.';

create function queue.settle(p_job_id uuid, p_attempt integer, p_outcome text, p_result jsonb)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_job queue.jobs := queue.held_job(p_job_id, p_attempt);
begin
  if v_job.id is null then
    -- A worker whose connection broke while it settled asks again, and the first time may have counted.
    return case when exists (
      select from queue.attempts
      where job_id = p_job_id and attempt = p_attempt and outcome in (p_outcome, 'cancelled')
    ) then 'settled' else 'lost' end;
  end if;

  if v_job.cancel_requested_at is not null then
    -- The owner was told that it will be cancelled, so a result that comes after that is too late.
    perform queue.finish(v_job, 'cancelled', 'The test was cancelled.', 'cancelled_by_owner', false);
  elsif p_outcome = 'completed' then
    perform queue.complete(v_job, p_result);
  elsif p_outcome = 'failed' and p_result ->> 'reason' is not null and p_result ->> 'fault' in ('target', 'platform') then
    perform queue.finish(
      v_job, 'failed', p_result ->> 'reason', p_result ->> 'code', p_result ->> 'fault' = 'platform'
    );
  elsif p_outcome = 'cancelled' then
    raise exception using
      errcode = 'PT409',
      message = 'Nobody asked for this test to be cancelled.',
      hint = 'Give a job that cannot be finished back with queue.release.';
  else
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('A job is not settled by outcome %L with this result.', p_outcome),
      hint = 'completed needs {bugs, report, report_address}; failed needs {reason, code, fault: target or platform}; cancelled needs nothing.';
  end if;
  return 'settled';
end;
$$;
comment on function queue.settle(uuid, integer, text, jsonb) is 'Ends a job: completed with its results, failed with a reason and whose fault, or cancelled. Answers settled or lost.';

create function queue.release(
  p_job_id uuid,
  p_attempt integer,
  p_reason text,
  p_code text,
  p_delay_seconds integer default 0,
  p_counts boolean default true
)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_job queue.jobs := queue.held_job(p_job_id, p_attempt);
begin
  if v_job.id is null then
    return 'lost';
  end if;
  return queue.put_back(v_job, p_reason, p_code, p_delay_seconds, p_counts);
end;
$$;
comment on function queue.release(uuid, integer, text, text, integer, boolean) is 'Gives a job back. Answers requeued; failed after the last attempt that counts; cancelled; or lost.';

create function queue.reap()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_job queue.jobs;
  v_reaped integer := 0;
begin
  -- Leased jobs are the ones on a slot: no index has to know about leases.
  for v_job in
    select jobs.*
    from queue.slots join queue.jobs on jobs.id = slots.job_id
    where slots.job_id is not null and jobs.lease_expires_at < now()
    order by jobs.owner_id, jobs.id
    for update of jobs skip locked
  loop
    perform queue.put_back(v_job, 'The machine that ran the test stopped answering.', 'lease_expired', 0, true);
    v_reaped := v_reaped + 1;
  end loop;
  return v_reaped;
end;
$$;
comment on function queue.reap() is 'Takes jobs back from workers whose lease has run out: in line again, or failed after the last attempt. Answers how many.';

grant execute on function
  queue.claim(text, text[], integer),
  queue.heartbeat(uuid, integer, integer),
  queue.progress(uuid, integer, integer, text, jsonb, text),
  queue.settle(uuid, integer, text, jsonb),
  queue.release(uuid, integer, text, text, integer, boolean),
  queue.reap()
to deffatest_worker;


-- The platform's functions -------------------------------------------------------------------------------------------

create function queue.cancel(p_test_id uuid)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_job queue.jobs;
  v_status text;
begin
  select * into v_job from queue.jobs where test_id = p_test_id for update;

  if v_job.id is null then
    select status into strict v_status from public.tests where id = p_test_id;
    raise exception using
      errcode = 'PT409',
      message = format('The test is already %s.', v_status),
      hint = 'Only a test that has not ended can be cancelled.';
  elsif v_job.leased_by is null then
    perform queue.finish(v_job, 'cancelled', 'The test was cancelled before it started.', 'cancelled_by_owner', true);
  elsif v_job.cancel_requested_at is null then
    update queue.jobs set cancel_requested_at = now() where id = v_job.id;
    perform pg_notify('queue_cancel', p_test_id::text);
    perform queue.report_progress(p_test_id, null, 'The test is being cancelled');
  end if;

  return (select status from public.tests where id = p_test_id);
end;
$$;
comment on function queue.cancel(uuid) is 'Cancels a waiting test at once and asks the worker of a running one to stop. Answers the status now.';

create function queue.waiting_upload(p_test_id uuid)
returns queue.jobs
language plpgsql
set search_path = ''
as $$
declare
  v_job queue.jobs;
begin
  select * into v_job from queue.jobs where test_id = p_test_id and not ready for update;
  if not found then
    raise exception using
      errcode = 'PT409',
      message = format('Test %s is not waiting for a file.', p_test_id);
  end if;
  return v_job;
end;
$$;
comment on function queue.waiting_upload(uuid) is 'The job, locked, of a test whose file has not been inspected; raises when there is none.';

create function queue.admit_upload(p_test_id uuid, p_file_path text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_job queue.jobs := queue.waiting_upload(p_test_id);
begin
  if not starts_with(p_file_path, format('test-uploads/%s/', p_test_id)) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%L is not an upload of test %s.', p_file_path, p_test_id),
      hint = format('Its object key starts with test-uploads/%s/.', p_test_id);
  end if;
  update public.tests set test_file_path = p_file_path where id = p_test_id;
  update queue.jobs set ready = true where id = v_job.id;
  perform queue.announce(v_job.owner_id);
end;
$$;
comment on function queue.admit_upload(uuid, text) is 'The file has arrived and passed inspection: the test may be claimed.';

create function queue.refuse_upload(p_test_id uuid, p_reason text, p_code text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform queue.finish(queue.waiting_upload(p_test_id), 'failed', p_reason, p_code, true);
end;
$$;
comment on function queue.refuse_upload(uuid, text, text) is 'The file did not come or did not pass inspection: the test fails before its start and is given back.';

grant execute on function queue.admit_upload(uuid, text), queue.refuse_upload(uuid, text, text) to service_role;
