-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.settle(p_job_id uuid, p_attempt integer, p_outcome text, p_result jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return queue.end_job(p_job_id, p_attempt, p_outcome, p_result);
end;
$function$;

comment on function queue.settle(uuid,integer,text,jsonb) is 'Ends a job: completed with its results, failed with a reason and whose fault, or cancelled. Answers settled or lost.';

grant execute on function queue.settle(uuid,integer,text,jsonb) to deffatest_worker;
