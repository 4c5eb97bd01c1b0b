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
returns table (lane text, plan_type text, waiting integer, oldest_waiting_seconds double precision, running integer)
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
    coalesce(counted.running, 0)
  from (values ('web'), ('app')) as lanes (lane)
  cross join public.plans
  left join (
    select
      jobs.lane,
      jobs.plan_type,
      (count(*) filter (where leased_by is null))::integer as waiting,
      min(enqueued_at) filter (where leased_by is null) as oldest,
      (count(*) filter (where leased_by is not null))::integer as running
    from queue.jobs
    where ready
    group by jobs.lane, jobs.plan_type
  ) as counted using (lane, plan_type)
  order by plans.priority desc, lanes.lane;
end;
$$;
comment on function queue.measure() is 'How much waits and runs, a row for each lane and plan. A test whose file has not been inspected does not wait yet.';

grant execute on function queue.measure(), queue.refresh_estimates() to deffatest_worker, deffatest_scheduler;

create function private.queue_place(p_test_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_job queue.jobs;
  v_ahead integer;
  v_minutes_ahead numeric;
  v_running integer;
  v_start timestamptz := now();
begin
  select * into strict v_job from queue.jobs where test_id = p_test_id;

  select count(*), coalesce(sum(tests.requested_duration_minutes), 0)
  into v_ahead, v_minutes_ahead
  from queue.jobs join public.tests on tests.id = jobs.test_id
  where jobs.lane = v_job.lane and jobs.leased_by is null and jobs.ready
    and (-jobs.priority, jobs.enqueued_at, jobs.id) < (-v_job.priority, v_job.enqueued_at, v_job.id);

  if v_ahead > 0 or not v_job.admitted then
    select
      count(*),
      v_minutes_ahead + coalesce(sum(greatest(extract(epoch from tests.estimated_completion_time - now()) / 60, 0)), 0)
    into v_running, v_minutes_ahead
    from queue.jobs join public.tests on tests.id = jobs.test_id
    where jobs.lane = v_job.lane and jobs.leased_by is not null;

    v_start := now() + make_interval(secs => 60 * v_minutes_ahead::double precision / greatest(v_running, 1));
  end if;

  return jsonb_build_object('queue_position', v_ahead + 1, 'estimated_start_time', private.utc_text(v_start));
end;
$$;
comment on function private.queue_place(uuid) is 'A waiting test''s place in its lane, and when it may start: at once with nobody ahead and a free slot, else after the minutes ahead, shared by the workers busy now.';
grant execute on function private.queue_place(uuid) to authenticated, service_role;
