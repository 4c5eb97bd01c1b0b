-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.measure()
 RETURNS TABLE(lane text, plan_type text, waiting integer, oldest_waiting_seconds double precision, running integer, claimable integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

comment on function queue.measure() is 'How much waits and runs, a row for each lane and plan; claimable is what waits for a worker and not for a slot of its owner. A test whose file has not been inspected does not wait yet.';

grant execute on function queue.measure() to deffatest_scheduler;
grant execute on function queue.measure() to deffatest_worker;
