-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.lock_owner(p_owner_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- The first number keeps these apart from other locks of the same kind.
  perform pg_advisory_xact_lock(7301, hashtext(p_owner_id::text));
end;
$function$;

comment on function queue.lock_owner(uuid) is 'Lets one transaction at a time give out an owner''s slots.';

-- Executed by its owner alone.
