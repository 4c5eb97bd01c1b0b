-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.end_job(p_job_id uuid, p_attempt integer, p_outcome text, p_result jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs := queue.held_job(p_job_id, p_attempt);
begin
  if v_job.id is null then
    -- A worker whose connection broke while it settled asks again, and the first time may have counted.
    return case when exists (
      select from queue.attempts
      where job_id = p_job_id and attempt = p_attempt and outcome in (p_outcome, 'cancelled')
    ) then 'settled' else 'lost' end;
  end if;

  if v_job.cancel_requested_at is not null then
    -- The owner was told that it will be cancelled, so a result that comes after that is too late.
    perform queue.finish(v_job, 'cancelled', 'The test was cancelled.', 'cancelled_by_owner', false);
  elsif p_outcome = 'completed' and v_job.kind = 'probe' then
    perform queue.finish(v_job, 'completed', null, null, false);
  elsif p_outcome = 'completed' then
    perform queue.complete(v_job, p_result);
  elsif p_outcome = 'failed' and p_result ->> 'reason' is not null and p_result ->> 'fault' in ('target', 'platform') then
    perform queue.finish(
      v_job, 'failed', p_result ->> 'reason', p_result ->> 'code', p_result ->> 'fault' = 'platform'
    );
  elsif p_outcome = 'cancelled' then
    raise exception using
      errcode = 'PT409',
      message = 'Nobody asked for this test to be cancelled.',
      hint = 'Give a job that cannot be finished back with queue.release.';
  else
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('A job is not settled by outcome %L with this result.', p_outcome),
      hint = 'completed needs {bugs, report, report_address}; failed needs {reason, code, fault: target or platform}; cancelled needs nothing.';
  end if;
  return 'settled';
end;
$function$;

comment on function queue.end_job(uuid,integer,text,jsonb) is 'Ends a job if this attempt still holds it. Answers settled or lost.';

-- Executed by its owner alone.
