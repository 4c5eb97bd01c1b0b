-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.settle_and_claim(p_job_id uuid, p_attempt integer, p_outcome text, p_result jsonb, p_worker text, p_lanes text[], p_lease_seconds integer DEFAULT 30)
 RETURNS TABLE(answer text, job_id uuid, attempt integer, lane text, lease_expires_at timestamp with time zone, payload jsonb)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  answer := queue.settle(p_job_id, p_attempt, p_outcome, p_result);
  select next.job_id, next.attempt, next.lane, next.lease_expires_at, next.payload
  into job_id, attempt, lane, lease_expires_at, payload
  from queue.claim(p_worker, p_lanes, p_lease_seconds) as next;
  return next;
end;
$function$;

comment on function queue.settle_and_claim(uuid,integer,text,jsonb,text,text[],integer) is 'Ends a job and takes the next in one transaction. Answers one row: settled or lost, and the next job, null when there is none.';

grant execute on function queue.settle_and_claim(uuid,integer,text,jsonb,text,text[],integer) to deffatest_worker;
