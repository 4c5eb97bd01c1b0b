-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.finish(p_job queue.jobs, p_status text, p_reason text, p_code text, p_give_back boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if p_give_back and p_job.kind = 'test' then
    perform private.give_back_test(p_job.test_id, p_code);
  end if;

  if p_job.leased_by is not null then
    insert into queue.attempts (job_id, attempt, test_id, worker, claimed_at, outcome, code, reason)
    values (p_job.id, p_job.attempt, p_job.test_id, p_job.leased_by, p_job.claimed_at, p_status, p_code, p_reason);
  end if;

  if p_job.kind = 'test' then
    perform queue.move_test(p_job.test_id, p_status, p_reason);
  end if;
  delete from queue.jobs where id = p_job.id;
end;
$function$;

comment on function queue.finish(queue.jobs,text,text,text,boolean) is 'Ends a job and its test. The caller holds the job''s row lock.';

-- Executed by its owner alone.
