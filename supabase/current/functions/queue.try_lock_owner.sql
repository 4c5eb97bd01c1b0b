-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.try_lock_owner(p_owner_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return pg_try_advisory_xact_lock(7301, hashtext(p_owner_id::text));
end;
$function$;

comment on function queue.try_lock_owner(uuid) is 'As queue.lock_owner, without waiting: for whoever has locks of other owners, too. Answers whether it has it.';

-- Executed by its owner alone.
