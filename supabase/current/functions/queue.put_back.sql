-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.put_back(p_job queue.jobs, p_reason text, p_code text, p_delay_seconds integer, p_counts boolean)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_failures integer := p_job.failures + p_counts::integer;
  -- 5 s after the first failure, 20 s after the second.
  v_back_off integer := case when p_counts then 5 * 4 ^ (v_failures - 1) else 0 end;
  v_delay integer := greatest(p_delay_seconds, v_back_off);
begin
  perform from public.profiles where user_id = p_job.owner_id for no key update;

  if p_job.cancel_requested_at is not null then
    perform queue.finish(p_job, 'cancelled', 'The test was cancelled.', p_code, false);
    return 'cancelled';
  end if;

  if v_failures >= p_job.max_failures then
    perform queue.finish(p_job, 'failed', p_reason, p_code, true);
    return 'failed';
  end if;

  insert into queue.attempts (job_id, attempt, test_id, worker, claimed_at, outcome, code, reason)
  values (p_job.id, p_job.attempt, p_job.test_id, p_job.leased_by, p_job.claimed_at, 'requeued', p_code, p_reason);

  update queue.jobs
  set
    admitted = false,
    leased_by = null,
    place_id = null,
    lease_seconds = null,
    lease_expires_at = null,
    failures = v_failures,
    backing_off = v_delay > 0,
    available_at = now() + make_interval(secs => v_delay)
  where id = p_job.id;

  if p_job.kind = 'test' then
    perform queue.move_test(p_job.test_id, 'queued', p_reason);
  end if;
  perform queue.hand_on(p_job);
  -- Whoever gave it back need not be the one to come for it.
  perform queue.announce(array[p_job.lane]);
  return 'requeued';
end;
$function$;

comment on function queue.put_back(queue.jobs,text,text,integer,boolean) is 'Ends an attempt without a result: cancelled if that was asked for, failed after too many, else in line again at its old age.';

-- Executed by its owner alone.
