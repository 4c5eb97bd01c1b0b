-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.claim(p_worker text, p_lanes text[], p_lease_seconds integer DEFAULT 30)
 RETURNS SETOF queue.claimed_job
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

comment on function queue.claim(text,text[],integer) is 'The next job for a worker, or no row: highest plan first, then oldest, on a free slot of its owner.';

grant execute on function queue.claim(text,text[],integer) to deffatest_worker;
