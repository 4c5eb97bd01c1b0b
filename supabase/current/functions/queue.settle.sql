-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.settle(p_job_id uuid, p_attempt integer, p_outcome text, p_result jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_job queue.jobs;
begin
  -- The fence of queue.held_job, written out: this is the most frequent call of all.
  select * into v_job from queue.jobs where id = p_job_id and attempt = p_attempt and leased_by is not null for update;
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

comment on function queue.settle(uuid,integer,text,jsonb) is 'Ends a job: completed with its results, failed with a reason and whose fault, or cancelled. Answers settled or lost.';

grant execute on function queue.settle(uuid,integer,text,jsonb) to deffatest_worker;
