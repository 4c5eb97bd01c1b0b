-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.refresh_estimates()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

comment on function queue.refresh_estimates() is 'Learns anew how long tests take, from the latest that completed. Answers the rows written.';

grant execute on function queue.refresh_estimates() to deffatest_scheduler;
grant execute on function queue.refresh_estimates() to deffatest_worker;
