-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.reap()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs;
  v_reaped integer := 0;
begin
  -- Leased jobs are the ones with a place: no index has to know about leases.
  for v_job in
    select jobs.*
    from queue.places join queue.jobs on jobs.id = places.job_id
    where places.job_id is not null and jobs.lease_expires_at < now()
    order by jobs.owner_id, jobs.id
    for update of jobs skip locked
  loop
    perform queue.put_back(v_job, 'The machine that ran the test stopped answering.', 'lease_expired', 0, true);
    v_reaped := v_reaped + 1;
  end loop;

  -- Last, because these do not wait for locks.
  perform queue.end_back_offs();
  perform queue.mend_slots();
  return v_reaped;
end;
$function$;

comment on function queue.reap() is 'Takes jobs back from workers whose lease has run out: in line again, or failed after the last attempt. Answers how many.';

grant execute on function queue.reap() to deffatest_scheduler;
grant execute on function queue.reap() to deffatest_worker;
