-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.claim(p_worker text, p_lanes text[], p_lease_seconds integer DEFAULT 30)
 RETURNS SETOF queue.claimed_job
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query select * from queue.take(p_worker, p_lanes, 1, p_lease_seconds);
end;
$function$;

comment on function queue.claim(text,text[],integer) is 'The next job for a worker, or no row: by plan, then by age, on a slot of its owner and a place of the platform.';

grant execute on function queue.claim(text,text[],integer) to deffatest_worker;
