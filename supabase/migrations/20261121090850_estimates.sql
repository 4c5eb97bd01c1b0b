-- What is known of the queue as a whole: how long tests take, how many wait, when one will start.

create table queue.durations (
  lane text not null check (lane in ('web', 'app')),
  plan_type text not null,
  runs integer not null,
  share_of_requested double precision not null,
  seconds double precision not null,
  computed_at timestamptz not null default now(),
  primary key (lane, plan_type)
);

comment on table queue.durations is 'How long the latest completed tests took, by lane and plan. Written by queue.refresh_estimates.';
comment on column queue.durations.runs is 'How many runs this is known from.';
comment on column queue.durations.share_of_requested is 'The middle one of the times from claim to report, each as a share of the time asked for.';
comment on column queue.durations.seconds is 'The middle one of the times from claim to report.';

alter table queue.durations enable row level security, force row level security;

create policy "No client reads or writes durations" on queue.durations for all to anon, authenticated using (false);

create function queue.refresh_estimates()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_written integer;
begin
  with latest as (
    -- Ids grow with time, so the newest attempts are at the end of the primary key: no index for this alone.
    select * from queue.attempts order by job_id desc, attempt desc limit 5000
  ),
  runs as (
    select
      case test_type when 'android_apk' then 'app' else 'web' end as lane,
      plan_type_at_submission as plan_type,
      extract(epoch from latest.ended_at - latest.claimed_at)::double precision as seconds,
      60.0 * requested_duration_minutes as requested
    from latest join public.tests on tests.id = latest.test_id
    where latest.outcome = 'completed'
  )
  insert into queue.durations (lane, plan_type, runs, share_of_requested, seconds)
  select
    lane,
    plan_type,
    count(*),
    percentile_cont(0.5) within group (order by seconds / requested),
    percentile_cont(0.5) within group (order by seconds)
  from runs
  group by lane, plan_type
  on conflict (lane, plan_type) do update
  set
    runs = excluded.runs,
    share_of_requested = excluded.share_of_requested,
    seconds = excluded.seconds,
    computed_at = now();
  get diagnostics v_written = row_count;
  return v_written;
end;
$$;
comment on function queue.refresh_estimates() is 'Learns anew how long tests take, from the latest that completed. Answers the rows written.';

create function queue.expected_seconds(p_lane text, p_plan_type text, p_minutes integer)
returns integer
language plpgsql
stable
set search_path = ''
as $$
begin
  return ceil(60 * p_minutes * coalesce(
    (select share_of_requested from queue.durations where lane = p_lane and plan_type = p_plan_type), 1
  ));
end;
$$;
comment on function queue.expected_seconds(text, text, integer) is 'How long a test of so many minutes will probably run; as long as was asked for while nothing is known.';

create function queue.measure()
returns table (
  lane text, plan_type text, waiting integer, oldest_waiting_seconds double precision, running integer, claimable integer
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return query
  select
    lanes.lane,
    plans.plan_type,
    coalesce(counted.waiting, 0),
    coalesce(extract(epoch from now() - counted.oldest), 0)::double precision,
    coalesce(counted.running, 0),
    coalesce(counted.claimable, 0)
  from (values ('web'), ('app')) as lanes (lane)
  cross join public.plans
  left join (
    select
      jobs.lane,
      jobs.plan_type,
      (count(*) filter (where leased_by is null))::integer as waiting,
      min(enqueued_at) filter (where leased_by is null) as oldest,
      (count(*) filter (where leased_by is not null))::integer as running,
      (count(*) filter (where leased_by is null and admitted))::integer as claimable
    from queue.jobs
    where ready
    group by jobs.lane, jobs.plan_type
  ) as counted using (lane, plan_type)
  order by plans.priority desc, lanes.lane;
end;
$$;
comment on function queue.measure() is 'How much waits and runs, a row for each lane and plan; claimable is what waits for a worker and not for a slot of its owner. A test whose file has not been inspected does not wait yet.';

grant execute on function queue.measure(), queue.refresh_estimates() to deffatest_worker, deffatest_scheduler;

create type queue.foreseen_run as (
  id uuid,
  owner_id uuid,
  lane text,
  shared boolean,
  seconds integer,
  turn timestamptz,
  ends_at timestamptz
);
comment on type queue.foreseen_run is 'A job as queue.foresee moves it: waiting by its turn, then running until it ends.';

create function queue.busy_lanes(p_limit integer)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_object_agg(
      lane,
      -- Nobody tells how many workers there are; but if one with a slot has waited although places are free, then all
      -- of its lane's workers are busy, and as many tests as run now is what they can do.
      case when running.total < p_limit and exists (
        select from queue.jobs
        where jobs.lane = lanes.lane and admitted and leased_by is null and turn + head_start < now() - interval '10 s'
      ) then greatest(running.web * (lane = 'web')::integer + running.app * (lane = 'app')::integer, 1) else p_limit end
    )
    from (values ('web'), ('app')) as lanes (lane), (
      select
        count(*) as total,
        count(*) filter (where jobs.lane = 'web') as web,
        count(*) filter (where jobs.lane = 'app') as app
      from queue.places join queue.jobs on jobs.id = places.job_id
    ) as running
  );
end;
$$;
comment on function queue.busy_lanes(integer) is 'How many tests each lane''s workers can run at once, as far as it shows.';

create function queue.play_forward(
  p_job queue.jobs, p_starts integer, p_limit integer, p_lane_limits jsonb, out queue_position integer, out starts_at timestamptz
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_running queue.foreseen_run[] := array(
    select (
      jobs.id, owner_id, lane, shared, expected_seconds, turn,
      -- One that is over its time ends soon.
      greatest(claimed_at + make_interval(secs => expected_seconds), now() + make_interval(secs => 0.05 * expected_seconds))
    )::queue.foreseen_run
    from queue.places join queue.jobs on jobs.id = places.job_id
  );
  v_waiting queue.foreseen_run[] := array(
    select (first.id, owner_id, first.lane, shared, expected_seconds, turn, null)::queue.foreseen_run
    from (values ('web'), ('app')) as lanes (lane)
    cross join lateral (
      select * from queue.jobs where jobs.lane = lanes.lane and admitted and leased_by is null order by turn, id limit p_starts
    ) as first
  );
  v_handed_on jsonb := '{}';
  v_line text;
  v_run queue.foreseen_run;
begin
  queue_position := 1;
  starts_at := now();

  if not p_job.ready and queue.room(p_job.owner_id, p_job.lane) > 0 then
    -- As if its file came at once.
    v_waiting := v_waiting || (
      p_job.id, p_job.owner_id, p_job.lane, false, p_job.expected_seconds, now() - p_job.head_start, null
    )::queue.foreseen_run;
  end if;

  for v_step in 1 .. 2 * p_starts loop
    v_run := null;
    if cardinality(v_running) < p_limit then
      select waiting.* into v_run
      from unnest(v_waiting) as waiting
      where (select count(*) from unnest(v_running) as run where run.lane = waiting.lane) < (p_lane_limits ->> waiting.lane)::integer
        and not (waiting.shared and exists (select from unnest(v_running) as run where run.owner_id = waiting.owner_id))
      order by turn, id
      limit 1;
    end if;

    if v_run.id = p_job.id then
      return;
    elsif v_run.id is not null then
      queue_position := queue_position + (v_run.lane = p_job.lane)::integer;
      v_waiting := array(select waiting from unnest(v_waiting) as waiting where waiting.id <> v_run.id);
      v_run.ends_at := starts_at + make_interval(secs => v_run.seconds);
      v_running := v_running || v_run;
      continue;
    end if;

    -- Nobody can start before the next one ends, and hands its slot on.
    select run.* into v_run from unnest(v_running) as run order by ends_at limit 1;
    exit when not found;
    starts_at := v_run.ends_at;
    v_running := array(select run from unnest(v_running) as run where run.id <> v_run.id);

    v_line := v_run.owner_id || v_run.lane;
    select jobs.id, owner_id, lane, v_run.shared, expected_seconds, coalesce(turn, starts_at - head_start), null
    into v_run
    from queue.jobs
    where owner_id = v_run.owner_id and not admitted and lane = v_run.lane and (ready and not backing_off or id = p_job.id)
    order by priority desc, enqueued_at, id
    offset coalesce((v_handed_on ->> v_line)::integer, 0)
    limit 1;
    if found then
      v_handed_on := v_handed_on || jsonb_build_object(v_line, coalesce((v_handed_on ->> v_line)::integer, 0) + 1);
      v_waiting := v_waiting || v_run;
    end if;
  end loop;

  queue_position := null;
  starts_at := null;
end;
$$;
comment on function queue.play_forward(queue.jobs, integer, integer, jsonb) is 'Plays the queue forward from what runs and waits now, in the order of claims, until a job starts: after how many of its lane, itself included, and when. Null when it is not among the next so many.';

create function queue.foresee(p_job queue.jobs, out queue_position integer, out starts_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
declare
  -- So many starts are played through, in milliseconds; what is further off is reckoned.
  c_starts constant integer := 40;
  v_limit integer := (select running_limit from queue.settings);
  v_lane_limits jsonb := queue.busy_lanes(v_limit);
  v_slots integer;
  v_own_before integer := 0;
  v_run_seconds double precision;
  v_ahead integer;
begin
  select greatest(count(*), 1) into v_slots
  from queue.jobs
  where owner_id = p_job.owner_id and admitted and lane = p_job.lane;

  if p_job.admitted then
    select count(*) into v_ahead
    from queue.jobs
    where lane = p_job.lane and admitted and leased_by is null and (turn, id) < (p_job.turn, p_job.id);
  else
    select count(*) into v_own_before
    from queue.jobs
    where owner_id = p_job.owner_id and not admitted and lane = p_job.lane and ready
      and (-priority, enqueued_at, id) < (-p_job.priority, p_job.enqueued_at, p_job.id);
    -- A slot that is handed on goes behind all the others: as often as this owner's come round, so do those of each.
    select v_own_before + coalesce(sum(least(line, slots * ((v_own_before + v_slots) / v_slots))), 0) into v_ahead
    from (
      select count(*) as line, greatest(count(*) filter (where admitted), 1) as slots
      from queue.jobs
      where lane = p_job.lane and leased_by is null and ready and owner_id <> p_job.owner_id
      group by owner_id
    ) as others;
  end if;

  if v_ahead < c_starts then
    select * into queue_position, starts_at from queue.play_forward(p_job, c_starts, v_limit, v_lane_limits);
    if found and queue_position is not null then
      return;
    end if;
  end if;

  select coalesce(avg(expected_seconds), p_job.expected_seconds) into v_run_seconds
  from queue.places join queue.jobs on jobs.id = places.job_id
  where jobs.lane = p_job.lane;
  starts_at := now() + make_interval(secs => greatest(
    v_run_seconds * (v_ahead + 1) / (v_lane_limits ->> p_job.lane)::integer,
    p_job.expected_seconds * (v_own_before + 1)::double precision / v_slots
  ));
  queue_position := v_ahead + 1;
end;
$$;
comment on function queue.foresee(queue.jobs) is 'How many tests of its lane start before a waiting one, itself included, and when it starts.';

create function private.queue_place(p_test_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_job queue.jobs;
  v_place record;
begin
  select * into strict v_job from queue.jobs where test_id = p_test_id;
  v_place := queue.foresee(v_job);
  return jsonb_build_object(
    'queue_position', v_place.queue_position, 'estimated_start_time', private.utc_text(v_place.starts_at)
  );
end;
$$;
comment on function private.queue_place(uuid) is 'A waiting test''s place in its lane, and when it will probably start.';
grant execute on function private.queue_place(uuid) to authenticated, service_role;
