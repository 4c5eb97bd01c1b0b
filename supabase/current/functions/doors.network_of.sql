-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.network_of(p_address text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case when p_address like '%:%' then network(set_masklen(p_address::inet, 64))::text else p_address end;
$function$;

comment on function doors.network_of(text) is 'What is counted as one address: of IPv6 the /64, which is what one customer gets.';

-- Executed by its owner alone.
