-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.announce(p_lanes text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_notify('queue_jobs', lane)
  from unnest(p_lanes) as announced (lane)
  where exists (select from queue.jobs where jobs.lane = announced.lane and admitted and leased_by is null);
end;
$function$;

comment on function queue.announce(text[]) is 'Wakes the workers of those of these lanes in which a job can be claimed, once the transaction commits.';

-- Executed by its owner alone.
