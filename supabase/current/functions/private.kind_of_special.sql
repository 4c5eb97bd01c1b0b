-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.kind_of_special(p_address inet)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
  select kind from private.special_networks() where private.unwrapped(p_address) <<= network limit 1;
$function$;

comment on function private.kind_of_special(inet) is 'Where an address leads that is not on the open internet; null for a public one.';

-- Executed by its owner alone.
