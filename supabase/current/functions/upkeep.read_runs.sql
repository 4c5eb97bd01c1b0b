-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.read_runs()
 RETURNS TABLE(service text, succeeded_at timestamp with time zone, counts jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select service, succeeded_at, counts from upkeep.last_runs;
$function$;

comment on function upkeep.read_runs() is 'When each service last did its work, and what it counted.';

grant execute on function upkeep.read_runs() to deffatest_scheduler;
