-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.cancel(p_test_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs;
  v_status text;
begin
  select * into v_job from queue.jobs where test_id = p_test_id for update;

  if v_job.id is null then
    select status into strict v_status from public.tests where id = p_test_id;
    raise exception using
      errcode = 'PT409',
      constraint = 'test_ended',
      message = format('The test is already %s.', v_status),
      hint = 'Only a test that has not ended can be cancelled.';
  elsif v_job.leased_by is null then
    perform queue.finish(v_job, 'cancelled', 'The test was cancelled before it started.', 'cancelled_by_owner', true);
  elsif v_job.cancel_requested_at is null then
    update queue.jobs set cancel_requested_at = now() where id = v_job.id;
    perform pg_notify('queue_cancel', p_test_id::text);
    perform queue.report_progress(p_test_id, null, 'The test is being cancelled');
  end if;

  return (select status from public.tests where id = p_test_id);
end;
$function$;

comment on function queue.cancel(uuid) is 'Cancels a waiting test at once and asks the worker of a running one to stop. Answers the status now.';

-- Executed by its owner alone.
