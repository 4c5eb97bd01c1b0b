-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.release(p_job_id uuid, p_attempt integer, p_reason text, p_code text, p_delay_seconds integer DEFAULT 0, p_counts boolean DEFAULT true)
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
  end if;
  return queue.put_back(v_job, p_reason, p_code, p_delay_seconds, p_counts);
end;
$function$;

comment on function queue.release(uuid,integer,text,text,integer,boolean) is 'Gives a job back. Answers requeued; failed after the last attempt that counts; cancelled; or lost.';

grant execute on function queue.release(uuid,integer,text,text,integer,boolean) to deffatest_worker;
