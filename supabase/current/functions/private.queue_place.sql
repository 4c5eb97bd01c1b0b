-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.queue_place(p_test_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

comment on function private.queue_place(uuid) is 'A waiting test''s place in its lane, and when it may start: at once with nobody ahead and a free slot, else after the minutes ahead, shared by the workers busy now.';

grant execute on function private.queue_place(uuid) to authenticated;
grant execute on function private.queue_place(uuid) to service_role;
