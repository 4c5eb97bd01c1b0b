-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.held_job(p_job_id uuid, p_attempt integer)
 RETURNS queue.jobs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_job queue.jobs;
begin
  select * into v_job from queue.jobs where id = p_job_id and attempt = p_attempt and leased_by is not null for update;
  return v_job;
end;
$function$;

comment on function queue.held_job(uuid,integer) is 'The fence: the job, locked, if this attempt still holds it; else null.';

-- Executed by its owner alone.
