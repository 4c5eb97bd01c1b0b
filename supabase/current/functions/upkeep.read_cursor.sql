-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.read_cursor(p_service text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce((select place from upkeep.cursors where service = p_service), '');
$function$;

comment on function upkeep.read_cursor(text) is 'How far a service has come; empty at the beginning.';

grant execute on function upkeep.read_cursor(text) to deffatest_scheduler;
