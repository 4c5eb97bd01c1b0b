-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.free_slot(p_job_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  delete from queue.slots where job_id = p_job_id and surplus;
  update queue.slots set job_id = null where job_id = p_job_id;
$function$;

comment on function queue.free_slot(uuid) is 'Gives back the slot that a job ran on; one that the plan has no room for goes.';

-- Executed by its owner alone.
