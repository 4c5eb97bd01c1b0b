-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.claim_many(p_worker text, p_lanes text[], p_limit integer, p_lease_seconds integer DEFAULT 30)
 RETURNS SETOF queue.claimed_job
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query select * from queue.take(p_worker, p_lanes, p_limit, p_lease_seconds);
end;
$function$;

comment on function queue.claim_many(text,text[],integer,integer) is 'The next jobs for a worker with several places free, in one call; one lane after the other, the one with the first job first.';

grant execute on function queue.claim_many(text,text[],integer,integer) to deffatest_worker;
