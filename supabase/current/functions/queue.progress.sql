-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.progress(p_job_id uuid, p_attempt integer, p_percent integer, p_message text, p_bugs jsonb DEFAULT '[]'::jsonb, p_status text DEFAULT NULL::text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs := queue.held_job(p_job_id, p_attempt);
begin
  if v_job.id is null then
    return 'lost';
  elsif v_job.cancel_requested_at is not null then
    return 'cancel';
  end if;

  if p_percent not between 0 and 100 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('Progress is 0 to 100 per cent, not %s.', p_percent);
  elsif p_status <> 'processing_results' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('Progress can only lead to processing_results, not to %s.', p_status),
      hint = 'A test is ended by queue.settle and given back by queue.release.';
  end if;

  -- News is a sign of life: a worker with something to say every second need not send heartbeats beside it.
  update queue.jobs set lease_expires_at = now() + make_interval(secs => lease_seconds) where id = v_job.id;

  if v_job.kind = 'probe' then
    return 'held';
  end if;

  if p_status = 'processing_results' and (select status from public.tests where id = v_job.test_id) = 'running' then
    perform queue.move_test(v_job.test_id, p_status, p_message);
  end if;
  perform private.record_findings(v_job.test_id, p_bugs);
  perform queue.report_progress(v_job.test_id, p_percent, p_message);
  return 'held';
end;
$function$;

comment on function queue.progress(uuid,integer,integer,text,jsonb,text) is 'Writes per cent, message and findings, moves the test on to processing_results when asked, and keeps the lease. Answers as heartbeat does.';

grant execute on function queue.progress(uuid,integer,integer,text,jsonb,text) to deffatest_worker;
