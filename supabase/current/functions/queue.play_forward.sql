-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.play_forward(p_job queue.jobs, p_starts integer, p_limit integer, p_lane_limits jsonb, OUT queue_position integer, OUT starts_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
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
$function$;

comment on function queue.play_forward(queue.jobs,integer,integer,jsonb) is 'Plays the queue forward from what runs and waits now, in the order of claims, until a job starts: after how many of its lane, itself included, and when. Null when it is not among the next so many.';

-- Executed by its owner alone.
