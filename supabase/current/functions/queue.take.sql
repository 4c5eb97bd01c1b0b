-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.take(p_worker text, p_lanes text[], p_limit integer, p_lease_seconds integer)
 RETURNS SETOF queue.claimed_job
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_lane text;
  v_job queue.jobs;
  v_taken integer := 0;
  v_undone boolean;
begin
  if coalesce(p_worker, '') = '' or p_lanes is null or not p_lanes <@ array['web', 'app'] or p_lease_seconds < 1 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'A claim needs the worker''s name, lanes out of web and app, and a lease of at least a second.',
      detail = format('Given: worker %L, lanes %L, %L seconds.', p_worker, p_lanes, p_lease_seconds);
  elsif p_limit is null or p_limit < 1 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('A claim is for at least one job, not for %L.', p_limit);
  end if;

  if exists (select from queue.jobs where backing_off and available_at <= now()) then
    perform queue.end_back_offs();
  end if;

  for v_lane in
    select lanes.lane
    from (select distinct unnest(p_lanes) as lane) as lanes
    cross join lateral (
      select turn, id from queue.jobs where jobs.lane = lanes.lane and admitted and leased_by is null order by turn, id limit 1
    ) as first
    order by first.turn, first.id
  loop
    loop
      v_undone := false;
      for v_job in
        with next as materialized (
          select id, row_number() over () as number
          from (
            select id
            from queue.jobs
            where lane = v_lane and admitted and leased_by is null
            order by turn, id
            limit p_limit - v_taken
            for update skip locked
          ) as first
        ),
        free as materialized (
          select id, row_number() over () as number
          from (
            select id from queue.places where job_id is null limit (select count(*) from next) for update skip locked
          ) as first
        ),
        placed as (
          update queue.places
          set job_id = next.id
          from free join next using (number)
          where places.id = free.id
          returning job_id
        ),
        claimed as (
          update queue.jobs
          set
            attempt = attempt + 1,
            leased_by = p_worker,
            lease_seconds = p_lease_seconds,
            lease_expires_at = now() + make_interval(secs => p_lease_seconds),
            claimed_at = now()
          from placed
          where jobs.id = placed.job_id
          returning jobs.*
        ),
        recorded as (
          insert into queue.attempts (job_id, attempt, test_id, worker)
          select id, attempt, test_id, p_worker from claimed
        )
        select * from claimed order by owner_id, id
      loop
        if v_job.shared and not queue.keeps_slot(v_job) then
          v_undone := true;
          continue;
        end if;
        v_taken := v_taken + 1;
        if v_job.kind = 'test' then
          perform queue.move_test(v_job.test_id, 'running', 'AI is starting to test your application');
        end if;
        return next (v_job.id, v_job.attempt, v_job.lane, v_job.lease_expires_at, queue.payload_of(v_job));
      end loop;
      -- What could not be kept leaves room for the next.
      exit when not v_undone;
    end loop;
    exit when v_taken >= p_limit;
  end loop;
end;
$function$;

comment on function queue.take(text,text[],integer,integer) is 'Leases the next jobs of these lanes that have a slot, as many as there are places for.';

-- Executed by its owner alone.
