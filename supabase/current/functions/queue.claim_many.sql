-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.claim_many(p_worker text, p_lanes text[], p_limit integer, p_lease_seconds integer DEFAULT 30)
 RETURNS SETOF queue.claimed_job
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  for _ in 1 .. p_limit loop
    return query select * from queue.claim(p_worker, p_lanes, p_lease_seconds);
    exit when not found;
  end loop;
end;
$function$;

comment on function queue.claim_many(text,text[],integer,integer) is 'The next jobs, in order, for a worker with several places free, in one call.';

grant execute on function queue.claim_many(text,text[],integer,integer) to deffatest_worker;
