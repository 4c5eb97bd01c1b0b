-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.foresee(p_job queue.jobs, OUT queue_position integer, OUT starts_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
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
$function$;

comment on function queue.foresee(queue.jobs) is 'How many tests of its lane start before a waiting one, itself included, and when it starts.';

-- Executed by its owner alone.
