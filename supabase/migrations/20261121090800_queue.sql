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
-- A job's row lives as long as its work is not final. The attempt is the fencing token: it grows with every claim, and
-- a worker that shows an old one is told 'lost' and changes nothing.
--
-- A slot is the right of an owner to one running test. It is given before the claim: of an owner's waiting jobs, as
-- many as the plan has slots are admitted, and the slot of one that ends is handed on to the owner's next. So a claim
-- neither counts nor looks through owners: it takes the first admitted job of its lane, however many wait behind.
-- Slots are given under the owner's lock alone, and a job can be claimed only when it has one: exact under any number
-- of claimers, and with no counter to drift.
--
-- A place is the right of the whole platform to one running test: a row that a claim takes with SKIP LOCKED.
--
-- Locks are taken in the order job, profile, owner, and owners in the order of their ids. What takes a job or another
-- owner after that (a claim, the handing on of a slot, mending) skips what is locked, or gives up soon.

create table queue.settings (
  only_row boolean primary key default true check (only_row),
  running_limit integer not null default 20 check (running_limit > 0),
  starvation_seconds integer not null default 1800 check (starvation_seconds > 0),
  surplus_places integer not null default 0 check (surplus_places >= 0)
);

comment on table queue.settings is 'How the queue works, in one row. Changed by operators with an update, and felt at once.';
comment on column queue.settings.running_limit is 'How many tests may run at once on the whole platform.';
comment on column queue.settings.starvation_seconds is 'After waiting so long for its start a test of the lowest plan goes before all that arrive later, of the highest plan too. Felt by tests submitted from then on.';
comment on column queue.settings.surplus_places is 'Kept by the queue: places that are still taken and go when they become free, because the limit was lowered.';

create table queue.places (
  id bigint generated always as identity primary key,
  job_id uuid
)
with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);

comment on table queue.places is 'One row for each test that may run at once. Free while job_id is null.';

create function private.time_ordered_id()
returns uuid
language sql
volatile
set search_path = ''
as $$
  -- RFC 9562, version 7: milliseconds since 1970, then chance. Neighbours in time are neighbours in every index, so a
  -- new row finds its page in memory, however many lie behind.
  select encode(
    set_bit(set_bit(
      overlay(
        uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6
      ),
    52, 1), 53, 1),
    'hex'
  )::uuid;
$$;
comment on function private.time_ordered_id() is 'A new UUID that sorts after those made before.';

create table queue.jobs (
  id uuid primary key default private.time_ordered_id(),
  kind text not null default 'test' check (kind in ('test', 'probe')),
  test_id uuid references public.tests (id) on delete cascade,
  owner_id uuid not null references public.profiles (user_id) on delete cascade,
  lane text not null check (lane in ('web', 'app')),
  plan_type text not null,
  priority smallint not null,
  head_start interval not null,
  expected_seconds integer not null,
  payload jsonb,
  enqueued_at timestamptz not null default now(),
  ready boolean not null,
  available_at timestamptz not null default now(),
  backing_off boolean not null default false,
  admitted boolean not null default false,
  shared boolean not null default false,
  turn timestamptz,
  attempt integer not null default 0,
  failures integer not null default 0,
  max_failures integer not null default 3,
  leased_by text,
  place_id bigint,
  lease_seconds integer,
  lease_expires_at timestamptz,
  claimed_at timestamptz,
  cancel_requested_at timestamptz,
  check ((kind = 'test') = (test_id is not null)),
  check ((leased_by is null) = (lease_expires_at is null)),
  check ((leased_by is null) = (place_id is null)),
  check (not admitted or (turn is not null and ready and not backing_off)),
  check (admitted or leased_by is null)
)
-- Heartbeats change the lease alone, which is in no index, and find room on their own page.
with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);

create unique index job_of_a_test on queue.jobs (test_id) where test_id is not null;
-- What can be claimed, in the order of claims: never more rows than there are slots.
create index claimable_jobs on queue.jobs (lane, turn, id) where admitted and leased_by is null;
-- What an owner has, and first in it the line for a slot.
create index jobs_of_an_owner on queue.jobs (owner_id, admitted, lane, priority desc, enqueued_at, id);
create index backed_off_jobs on queue.jobs (available_at) where backing_off;

comment on table queue.jobs is 'Work that is waiting or under way; the row goes when the work has ended.';
comment on column queue.jobs.kind is 'What kind of work it is: a test, or a probe, which only proves that the queue works.';
comment on column queue.jobs.lane is 'Which workers can do it and which slots it takes: web for addresses and bundles, app for Android.';
comment on column queue.jobs.plan_type is 'The owner''s plan at submission.';
comment on column queue.jobs.priority is 'The plan''s priority at submission: first in the owner''s own line.';
comment on column queue.jobs.head_start is 'What the plan is worth in the order of claims, as time waited: none for the lowest, starvation_seconds for the highest.';
comment on column queue.jobs.expected_seconds is 'How long it will probably run.';
comment on column queue.jobs.payload is 'What a probe carries. What a test asks for is in tests.';
comment on column queue.jobs.ready is 'False while a file is being uploaded and inspected.';
comment on column queue.jobs.available_at is 'When the back-off after a failed attempt ends.';
comment on column queue.jobs.backing_off is 'True from a failed attempt until available_at has passed and somebody looked.';
comment on column queue.jobs.admitted is 'Whether it has one of its owner''s slots: then it can be claimed, or runs.';
comment on column queue.jobs.shared is 'Whether its slot may be one that a test of the other lane waits for, too: the claim decides.';
comment on column queue.jobs.turn is 'The order of claims: when it first got a slot, less the head start. Kept through further attempts.';
comment on column queue.jobs.attempt is 'The fencing token: how often it has been claimed.';
comment on column queue.jobs.failures is 'How many attempts were lost or given back for a fault of the platform.';
comment on column queue.jobs.leased_by is 'The worker that holds it; null while it waits.';
comment on column queue.jobs.place_id is 'Which place it has while it is held.';
comment on column queue.jobs.lease_seconds is 'How long a sign of life from the worker keeps the lease.';
comment on column queue.jobs.claimed_at is 'When its last attempt began.';
comment on column queue.jobs.cancel_requested_at is 'When the owner asked a running test to stop.';

create table queue.attempts (
  job_id uuid not null,
  attempt integer not null,
  test_id uuid references public.tests (id) on delete cascade,
  worker text not null,
  claimed_at timestamptz not null,
  ended_at timestamptz not null default now(),
  outcome text not null check (outcome in ('completed', 'failed', 'cancelled', 'requeued')),
  code text,
  reason text,
  primary key (job_id, attempt)
);

create index attempts_of_a_test on queue.attempts (test_id) where test_id is not null;

comment on table queue.attempts is 'Every attempt that has ended, and how: the operator''s record. Outlives the job.';
comment on column queue.attempts.test_id is 'Null for a probe.';
comment on column queue.attempts.outcome is 'What became of the test.';
comment on column queue.attempts.code is 'Why, in a word that can be searched for.';
comment on column queue.attempts.reason is 'Why, in words the test''s owner can read.';

alter table queue.settings enable row level security, force row level security;
alter table queue.places enable row level security, force row level security;
alter table queue.jobs enable row level security, force row level security;
alter table queue.attempts enable row level security, force row level security;

create policy "No client reads or writes settings" on queue.settings for all to anon, authenticated using (false);
create policy "No client reads or writes places" on queue.places for all to anon, authenticated using (false);
create policy "No client reads or writes jobs" on queue.jobs for all to anon, authenticated using (false);
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
  v_news jsonb;
begin
  select * into strict v_test from public.tests where id = p_test_id for no key update;

  -- Within an attempt progress never goes back.
  if p_percent > v_test.progress then
    v_test.progress := p_percent;
    update public.tests set progress = p_percent where id = p_test_id;
  end if;

  v_news := jsonb_build_object(
    'test_id', p_test_id,
    'progress', v_test.progress,
    'status', v_test.status,
    'message', p_message
  );
  if v_news is distinct from (
    select payload from public.test_events
    where test_id = p_test_id and event = 'test.progress'
    order by sequence desc
    limit 1
  ) then
    perform private.emit_event(p_test_id, 'test.progress', v_news);
  end if;
end;
$$;
comment on function queue.report_progress(uuid, integer, text) is 'Sets a test''s per cent and tells its owner what is going on, if that is not what was told last.';


-- Slots and places ---------------------------------------------------------------------------------------------------

create function queue.announce(p_lanes text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_notify('queue_jobs', lane)
  from unnest(p_lanes) as announced (lane)
  where exists (select from queue.jobs where jobs.lane = announced.lane and admitted and leased_by is null);
end;
$$;
comment on function queue.announce(text[]) is 'Wakes the workers of those of these lanes in which a job can be claimed, once the transaction commits.';

create function queue.lock_owner(p_owner_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- The first number keeps these apart from other locks of the same kind.
  perform pg_advisory_xact_lock(7301, hashtext(p_owner_id::text));
end;
$$;
comment on function queue.lock_owner(uuid) is 'Lets one transaction at a time give out an owner''s slots.';

create function queue.try_lock_owner(p_owner_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  return pg_try_advisory_xact_lock(7301, hashtext(p_owner_id::text));
end;
$$;
comment on function queue.try_lock_owner(uuid) is 'As queue.lock_owner, without waiting: for whoever has locks of other owners, too. Answers whether it has it.';

create function queue.room(p_owner_id uuid, p_lane text)
returns integer
language plpgsql
stable
set search_path = ''
as $$
begin
  -- What does not fit the slots of its lane is on shared ones, and so is what runs beyond those of the other lane. A test
  -- that only waits keeps no shared slot from the other lane: who runs first has it.
  return (
    select
      case p_lane when 'web' then web_slots else app_slots end - here + greatest(
        shared_slots - greatest(running_there - case p_lane when 'web' then app_slots else web_slots end, 0),
        0
      )
    from public.profiles join public.plans using (plan_type), (
      select
        count(*) filter (where lane = p_lane) as here,
        count(*) filter (where lane <> p_lane and leased_by is not null) as running_there
      from queue.jobs
      where owner_id = p_owner_id and admitted
    ) as held
    where user_id = p_owner_id
  );
end;
$$;
comment on function queue.room(uuid, text) is 'How many slots an owner has left in a lane; below zero after a change to a smaller plan, null when the account is being deleted.';

create function queue.admit(p_owner_id uuid, p_lane text)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_room integer;
begin
  perform queue.lock_owner(p_owner_id);
  v_room := queue.room(p_owner_id, p_lane);
  if v_room is null or v_room < 1 then
    return false;
  end if;

  update queue.jobs
  set
    admitted = true,
    shared = (
      select shared_slots > 0 from public.profiles join public.plans using (plan_type) where user_id = p_owner_id
    ),
    turn = coalesce(turn, now() - head_start)
  where id = any (array(
    select id
    from queue.jobs
    where owner_id = p_owner_id and not admitted and lane = p_lane and ready and not backing_off
    order by priority desc, enqueued_at, id
    limit v_room
    -- One that is locked is being cancelled.
    for update skip locked
  ));
  return found;
end;
$$;
comment on function queue.admit(uuid, text) is 'Gives an owner''s free slots in a lane to the first in line: highest priority, then oldest. Answers whether there were any.';

create function queue.end_back_offs()
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_owner_id uuid;
begin
  for v_owner_id in
    select distinct owner_id
    from (
      select owner_id from queue.jobs where backing_off and available_at <= now() order by available_at limit 100
    ) as ended
  loop
    -- Somebody who gives out this owner's slots now is not waited for: the next claim comes by again.
    continue when not queue.try_lock_owner(v_owner_id);

    update queue.jobs
    set backing_off = false
    where id in (
      select id from queue.jobs where backing_off and owner_id = v_owner_id and available_at <= now() for update skip locked
    );
    perform queue.admit(v_owner_id, 'web');
    perform queue.admit(v_owner_id, 'app');
    perform queue.announce('{web,app}');
  end loop;
end;
$$;
comment on function queue.end_back_offs() is 'Puts the jobs whose back-off has passed in line again.';

create function queue.fit_slots(p_owner_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform queue.lock_owner(p_owner_id);
  -- What runs goes on; what only waits gives its slot back and may get it again. One that is locked is being claimed.
  update queue.jobs
  set admitted = false
  where id in (
    select id from queue.jobs where owner_id = p_owner_id and admitted and leased_by is null for update skip locked
  );
  perform queue.admit(p_owner_id, 'web');
  perform queue.admit(p_owner_id, 'app');
  perform queue.announce('{web,app}');
end;
$$;
comment on function queue.fit_slots(uuid) is 'Gives out an owner''s slots anew, without stopping what runs.';

create function private.fit_slots_to_plan()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if exists (select from queue.jobs where owner_id = new.user_id) then
    perform queue.fit_slots(new.user_id);
  end if;
  return new;
end;
$$;
comment on function private.fit_slots_to_plan() is 'After a profile gets a plan: its slots follow.';

create trigger fit_slots
after update of plan_type on public.profiles
for each row execute function private.fit_slots_to_plan();

create function private.fit_places_to_limit()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_places integer := (select count(*) from queue.places);
  v_more integer := new.running_limit - (v_places - new.surplus_places);
  v_forgiven integer := least(new.surplus_places, greatest(v_more, 0));
  v_removed integer;
begin
  insert into queue.places (job_id) select null from generate_series(1, v_more - v_forgiven);

  -- An array is made once; a join may ask for the free ones again after each that it has deleted, and so take them all.
  delete from queue.places
  where id = any (array(
    select id from queue.places where job_id is null limit greatest(-v_more, 0) for update skip locked
  ));
  get diagnostics v_removed = row_count;

  new.surplus_places := new.surplus_places - v_forgiven + greatest(-v_more, 0) - v_removed;
  perform queue.announce('{web,app}');
  return new;
end;
$$;
comment on function private.fit_places_to_limit() is 'Before a new limit on running tests: there are as many places, and what runs beyond it takes its place along when it ends.';

create trigger fit_places
before insert or update of running_limit on queue.settings
for each row execute function private.fit_places_to_limit();

insert into queue.settings default values;

create function queue.hand_on(p_job queue.jobs)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_surplus boolean;
  v_last_place boolean := false;
  v_handed_on boolean;
begin
  if p_job.leased_by is not null then
    update queue.places
    set job_id = null
    where id = p_job.place_id
    returning
      (select surplus_places > 0 from queue.settings),
      not exists (select from queue.places as free where free.job_id is null)
    into v_surplus, v_last_place;

    if v_surplus then
      update queue.settings set surplus_places = surplus_places - 1 where surplus_places > 0;
      if found then
        delete from queue.places where id = p_job.place_id;
        v_last_place := false;
      end if;
    end if;
  end if;

  v_handed_on := queue.admit(p_job.owner_id, p_job.lane);
  if p_job.shared and queue.admit(p_job.owner_id, case p_job.lane when 'web' then 'app' else 'web' end) or v_last_place then
    perform queue.announce('{web,app}');
  elsif v_handed_on and (p_job.leased_by is null or not exists (
    -- From the end of the line: at its head lies what was claimed a moment ago.
    select from queue.jobs where lane = p_job.lane and admitted and leased_by is null
    order by turn desc, id desc
    offset 1
    limit 1
  )) then
    -- With more waiting in its lane nobody sleeps, and the worker that ended this one comes for the next: a
    -- notification would cost more than all the rest, because commits with one go through in single file.
    perform queue.announce(array[p_job.lane]);
  end if;
end;
$$;
comment on function queue.hand_on(queue.jobs) is 'Gives the slot and the place of a job that had them to whoever is next.';

create function private.hand_on_slot()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform queue.hand_on(old);
  return null;
end;
$$;
comment on function private.hand_on_slot() is 'After a job is gone, for whatever reason: its slot and its place are somebody else''s.';

create trigger hand_on_slot
after delete on queue.jobs
for each row when (old.admitted) execute function private.hand_on_slot();


-- Enter and leave ----------------------------------------------------------------------------------------------------

create function queue.head_start(p_priority integer)
returns interval
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select make_interval(
      secs => starvation_seconds * (p_priority - min(priority))::double precision / greatest(max(priority) - min(priority), 1)
    )
    from queue.settings, public.plans
    group by starvation_seconds
  );
end;
$$;
comment on function queue.head_start(integer) is 'What a plan''s priority is worth in time waited.';

create function queue.enqueue(p_test public.tests, p_priority integer)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_lane text := case p_test.test_type when 'android_apk' then 'app' else 'web' end;
begin
  insert into queue.jobs (test_id, owner_id, lane, plan_type, priority, head_start, expected_seconds, ready)
  values (
    p_test.id,
    p_test.user_id,
    v_lane,
    p_test.plan_type_at_submission,
    p_priority,
    queue.head_start(p_priority),
    queue.expected_seconds(v_lane, p_test.plan_type_at_submission, p_test.requested_duration_minutes),
    p_test.test_type = 'web_url'
  );
  if p_test.test_type = 'web_url' and queue.admit(p_test.user_id, v_lane) then
    perform queue.announce(array[v_lane]);
  end if;
end;
$$;
comment on function queue.enqueue(public.tests, integer) is 'Puts a new test in line. One with a file is not ready until queue.admit_upload.';

create function queue.enqueue_probe(p_owner_id uuid, p_lane text, p_payload jsonb default '{}')
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_job_id uuid;
begin
  -- Against a change of the plan meanwhile, as at the door for tests.
  perform from public.profiles where user_id = p_owner_id for no key update;
  if not found or p_lane is null or p_lane not in ('web', 'app') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'A probe needs the id of an account with a profile and a lane, web or app.',
      detail = format('Given: account %L, lane %L.', p_owner_id, p_lane);
  end if;

  insert into queue.jobs (kind, owner_id, lane, plan_type, priority, head_start, expected_seconds, payload, ready)
  select 'probe', p_owner_id, p_lane, plan_type, priority, queue.head_start(priority), 0, coalesce(p_payload, '{}'), true
  from public.profiles join public.plans using (plan_type)
  where user_id = p_owner_id
  returning id into v_job_id;

  if queue.admit(p_owner_id, p_lane) then
    perform queue.announce(array[p_lane]);
  end if;
  return v_job_id;
end;
$$;
comment on function queue.enqueue_probe(uuid, text, jsonb) is 'Puts a probe in line, on the slots of this account: a job without a test, which a worker settles as completed at once. Answers its id.';
grant execute on function queue.enqueue_probe(uuid, text, jsonb) to service_role;

create function queue.finish(p_job queue.jobs, p_status text, p_reason text, p_code text, p_give_back boolean)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_give_back and p_job.kind = 'test' then
    perform private.give_back_test(p_job.test_id, p_code);
  end if;

  if p_job.leased_by is not null then
    insert into queue.attempts (job_id, attempt, test_id, worker, claimed_at, outcome, code, reason)
    values (p_job.id, p_job.attempt, p_job.test_id, p_job.leased_by, p_job.claimed_at, p_status, p_code, p_reason);
  end if;

  if p_job.kind = 'test' then
    perform queue.move_test(p_job.test_id, p_status, p_reason);
  end if;
  delete from queue.jobs where id = p_job.id;
end;
$$;
comment on function queue.finish(queue.jobs, text, text, text, boolean) is 'Ends a job and its test. The caller holds the job''s row lock.';

create function queue.put_back(
  p_job queue.jobs, p_reason text, p_code text, p_delay_seconds integer, p_counts boolean
)
returns text
language plpgsql
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  v_failures integer := p_job.failures + p_counts::integer;
  -- 5 s after the first failure, 20 s after the second.
  v_back_off integer := case when p_counts then 5 * 4 ^ (v_failures - 1) else 0 end;
  v_delay integer := greatest(p_delay_seconds, v_back_off);
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

  insert into queue.attempts (job_id, attempt, test_id, worker, claimed_at, outcome, code, reason)
  values (p_job.id, p_job.attempt, p_job.test_id, p_job.leased_by, p_job.claimed_at, 'requeued', p_code, p_reason);

  update queue.jobs
  set
    admitted = false,
    leased_by = null,
    place_id = null,
    lease_seconds = null,
    lease_expires_at = null,
    failures = v_failures,
    backing_off = v_delay > 0,
    available_at = now() + make_interval(secs => v_delay)
  where id = p_job.id;

  if p_job.kind = 'test' then
    perform queue.move_test(p_job.test_id, 'queued', p_reason);
  end if;
  perform queue.hand_on(p_job);
  -- Whoever gave it back need not be the one to come for it.
  perform queue.announce(array[p_job.lane]);
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

create function queue.payload_of(p_job queue.jobs)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_job.kind = 'probe' then
    return jsonb_build_object('kind', p_job.kind, 'user_id', p_job.owner_id, 'payload', p_job.payload);
  end if;
  return (
    select jsonb_build_object(
      'kind', p_job.kind,
      'test_id', id,
      'user_id', user_id,
      'test_name', test_name,
      'test_type', test_type,
      'test_source_url', test_source_url,
      'test_file_path', test_file_path,
      -- What was inspected is what runs.
      'upload', case when test_type <> 'web_url' then (
        select jsonb_build_object('file_name', file_name, 'bytes', found_bytes, 'sha256', sha256, 'details', details)
        from public.uploads
        where uploads.test_id = p_job.test_id
      ) end,
      'requested_duration_minutes', requested_duration_minutes,
      'plan_type', plan_type_at_submission,
      'submitted_at', submitted_at,
      'may_probe', private.may_probe(user_id)
    )
    from public.tests
    where id = p_job.test_id
  );
end;
$$;
comment on function queue.payload_of(queue.jobs) is 'What a worker is told to do.';

create function queue.keeps_slot(p_job queue.jobs)
returns boolean
language plpgsql
set search_path = ''
set lock_timeout = '100ms'
as $$
declare
  v_fits boolean;
begin
  begin
    perform queue.lock_owner(p_job.owner_id);
  exception when lock_not_available then
    -- This transaction may have another owner's lock that somebody waits for: better to claim nothing this time.
    update queue.places set job_id = null where id = p_job.place_id;
    update queue.jobs
    set attempt = attempt - 1, leased_by = null, place_id = null, lease_seconds = null, lease_expires_at = null
    where id = p_job.id;
    return null;
  end;

  select
    case p_job.lane when 'web' then web_running <= web_slots else app_running <= app_slots end
    or greatest(web_running - web_slots, 0) + greatest(app_running - app_slots, 0) <= shared_slots
  into v_fits
  from public.profiles join public.plans using (plan_type), (
    select count(*) filter (where lane = 'web') as web_running, count(*) filter (where lane = 'app') as app_running
    from queue.jobs
    where owner_id = p_job.owner_id and admitted and leased_by is not null
  ) as running
  where user_id = p_job.owner_id;

  if not v_fits then
    -- A test of the other lane was quicker: as if this claim had not been.
    update queue.places set job_id = null where id = p_job.place_id;
    update queue.jobs
    set admitted = false, attempt = attempt - 1, leased_by = null, place_id = null, lease_seconds = null, lease_expires_at = null
    where id = p_job.id;
  elsif exists (select from queue.jobs where owner_id = p_job.owner_id and admitted and leased_by is null) then
    perform queue.fit_slots(p_job.owner_id);
  end if;
  return v_fits;
end;
$$;
comment on function queue.keeps_slot(queue.jobs) is 'Decides, after a claim, who has a shared slot. Undoes the claim and answers false when another job of the owner has it, null when that cannot be told now.';

create function queue.claim(p_worker text, p_lanes text[], p_lease_seconds integer default 30)
returns setof queue.claimed_job
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  v_lanes text[] := p_lanes;
  v_lane text;
  v_app_first boolean;
  v_keeps boolean;
  v_job_id uuid;
  v_place_id bigint;
  v_job queue.jobs;
begin
  if coalesce(p_worker, '') = '' or p_lanes is null or not p_lanes <@ array['web', 'app'] or p_lease_seconds < 1 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'A claim needs the worker''s name, lanes out of web and app, and a lease of at least a second.',
      detail = format('Given: worker %L, lanes %L, %L seconds.', p_worker, p_lanes, p_lease_seconds);
  end if;

  if exists (select from queue.jobs where backing_off and available_at <= now()) then
    perform queue.end_back_offs();
  end if;

  if cardinality(p_lanes) > 1 then
    -- The lane whose first job is first of all.
    v_app_first :=
      (select (turn, id) from queue.jobs where lane = 'app' and admitted and leased_by is null order by turn, id limit 1)
      < (select (turn, id) from queue.jobs where lane = 'web' and admitted and leased_by is null order by turn, id limit 1);
    v_lanes := case when v_app_first then '{app,web}' else '{web,app}' end;
  end if;

  foreach v_lane in array v_lanes loop
    loop
      select id into v_job_id
      from queue.jobs
      where lane = v_lane and admitted and leased_by is null
      order by turn, id
      limit 1
      for update skip locked;
      exit when not found;

      update queue.places
      set job_id = v_job_id
      where id = (select id from queue.places where job_id is null limit 1 for update skip locked)
      returning id into v_place_id;
      if not found then
        return;
      end if;

      update queue.jobs
      set
        attempt = attempt + 1,
        leased_by = p_worker,
        place_id = v_place_id,
        lease_seconds = p_lease_seconds,
        lease_expires_at = now() + make_interval(secs => p_lease_seconds),
        claimed_at = now()
      where id = v_job_id
      returning * into v_job;
      if v_job.shared then
        v_keeps := queue.keeps_slot(v_job);
        if v_keeps is null then
          return;
        end if;
        continue when not v_keeps;
      end if;

      if v_job.kind = 'test' then
        perform queue.move_test(v_job.test_id, 'running', 'AI is starting to test your application');
      end if;
      return next (v_job.id, v_job.attempt, v_job.lane, v_job.lease_expires_at, queue.payload_of(v_job));
      return;
    end loop;
  end loop;
end;
$$;
comment on function queue.claim(text, text[], integer) is 'The next job for a worker, or no row: by plan, then by age, on a slot of its owner and a place of the platform.';

create function queue.claim_many(p_worker text, p_lanes text[], p_limit integer, p_lease_seconds integer default 30)
returns setof queue.claimed_job
language plpgsql
security definer
set search_path = ''
as $$
begin
  for _ in 1 .. p_limit loop
    return query select * from queue.claim(p_worker, p_lanes, p_lease_seconds);
    exit when not found;
  end loop;
end;
$$;
comment on function queue.claim_many(text, text[], integer, integer) is 'The next jobs, in order, for a worker with several places free, in one call.';

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
language plpgsql
set search_path = ''
as $$
declare
  v_job queue.jobs;
begin
  select * into v_job from queue.jobs where id = p_job_id and attempt = p_attempt and leased_by is not null for update;
  return v_job;
end;
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

  if v_job.kind = 'probe' then
    return 'held';
  end if;

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
  perform private.remember_bugs(p_job.test_id, p_job.owner_id, p_result);

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
set plan_cache_mode = force_generic_plan
as $$
declare
  v_job queue.jobs;
begin
  -- The fence of queue.held_job, written out: this is the most frequent call of all.
  select * into v_job from queue.jobs where id = p_job_id and attempt = p_attempt and leased_by is not null for update;
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
  elsif p_outcome = 'completed' and v_job.kind = 'probe' then
    perform queue.finish(v_job, 'completed', null, null, false);
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

create function queue.settle_and_claim(
  p_job_id uuid,
  p_attempt integer,
  p_outcome text,
  p_result jsonb,
  p_worker text,
  p_lanes text[],
  p_lease_seconds integer default 30
)
returns table (answer text, job_id uuid, attempt integer, lane text, lease_expires_at timestamptz, payload jsonb)
language plpgsql
security definer
set search_path = ''
as $$
begin
  answer := queue.settle(p_job_id, p_attempt, p_outcome, p_result);
  select next.job_id, next.attempt, next.lane, next.lease_expires_at, next.payload
  into job_id, attempt, lane, lease_expires_at, payload
  from queue.claim(p_worker, p_lanes, p_lease_seconds) as next;
  return next;
end;
$$;
comment on function queue.settle_and_claim(uuid, integer, text, jsonb, text, text[], integer) is 'Ends a job and takes the next in one transaction. Answers one row: settled or lost, and the next job, null when there is none.';

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

create function queue.mend_slots()
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_owner_id uuid;
begin
  for v_owner_id in
    with recursive owners as (
      (select owner_id from queue.jobs order by owner_id limit 1)
      union all
      select (select jobs.owner_id from queue.jobs where jobs.owner_id > owners.owner_id order by jobs.owner_id limit 1)
      from owners
      where owners.owner_id is not null
    )
    select owner_id
    from owners cross join (values ('web'), ('app')) as lanes (lane)
    where exists (
      select from queue.jobs
      where jobs.owner_id = owners.owner_id and not admitted and jobs.lane = lanes.lane and ready and not backing_off
    ) and queue.room(owner_id, lane) > 0
    or exists (
      select from queue.jobs
      where jobs.owner_id = owners.owner_id and admitted and jobs.lane = lanes.lane and leased_by is null
    ) and queue.room(owner_id, lane) < 0
  loop
    if queue.try_lock_owner(v_owner_id) then
      perform queue.fit_slots(v_owner_id);
    end if;
  end loop;
end;
$$;
comment on function queue.mend_slots() is 'Gives out slots that were passed over because a job was locked by a cancel or a claim that then broke off.';

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
  -- Leased jobs are the ones with a place: no index has to know about leases.
  for v_job in
    select jobs.*
    from queue.places join queue.jobs on jobs.id = places.job_id
    where places.job_id is not null and jobs.lease_expires_at < now()
    order by jobs.owner_id, jobs.id
    for update of jobs skip locked
  loop
    perform queue.put_back(v_job, 'The machine that ran the test stopped answering.', 'lease_expired', 0, true);
    v_reaped := v_reaped + 1;
  end loop;

  -- Last, because these do not wait for locks.
  perform queue.end_back_offs();
  perform queue.mend_slots();
  return v_reaped;
end;
$$;
comment on function queue.reap() is 'Takes jobs back from workers whose lease has run out: in line again, or failed after the last attempt. Answers how many.';

grant execute on function
  queue.claim(text, text[], integer),
  queue.claim_many(text, text[], integer, integer),
  queue.heartbeat(uuid, integer, integer),
  queue.progress(uuid, integer, integer, text, jsonb, text),
  queue.settle(uuid, integer, text, jsonb),
  queue.settle_and_claim(uuid, integer, text, jsonb, text, text[], integer),
  queue.release(uuid, integer, text, text, integer, boolean),
  queue.reap()
to deffatest_worker;
grant execute on function queue.reap() to deffatest_scheduler;


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
      constraint = 'test_ended',
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
  perform queue.admit(v_job.owner_id, v_job.lane);
  perform queue.announce(array[v_job.lane]);
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
