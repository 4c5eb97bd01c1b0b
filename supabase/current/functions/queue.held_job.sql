-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.held_job(p_job_id uuid, p_attempt integer)
 RETURNS queue.jobs
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from queue.jobs where id = p_job_id and attempt = p_attempt and leased_by is not null for update;
$function$;

comment on function queue.held_job(uuid,integer) is 'The fence: the job, locked, if this attempt still holds it; else null.';

-- Executed by its owner alone.
