-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.claim(p_worker text, p_lanes text[], p_lease_seconds integer DEFAULT 30)
 RETURNS SETOF queue.claimed_job
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
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
$function$;

comment on function queue.claim(text,text[],integer) is 'The next job for a worker, or no row: by plan, then by age, on a slot of its owner and a place of the platform.';

grant execute on function queue.claim(text,text[],integer) to deffatest_worker;
