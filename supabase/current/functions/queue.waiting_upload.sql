-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.waiting_upload(p_test_id uuid)
 RETURNS queue.jobs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs;
begin
  select * into v_job from queue.jobs where test_id = p_test_id and not ready for update;
  if not found then
    raise exception using
      errcode = 'PT409',
      message = format('Test %s is not waiting for a file.', p_test_id);
  end if;
  return v_job;
end;
$function$;

comment on function queue.waiting_upload(uuid) is 'The job, locked, of a test whose file has not been inspected; raises when there is none.';

-- Executed by its owner alone.
