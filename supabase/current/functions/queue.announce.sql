-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.announce(p_owner_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select pg_notify('queue_jobs', lane)
  from (
    select distinct lane from queue.jobs where owner_id = p_owner_id and leased_by is null and ready
  ) as waiting;
$function$;

comment on function queue.announce(uuid) is 'Wakes the workers of every lane in which an owner has work waiting, once the transaction commits.';

-- Executed by its owner alone.
