-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.record_run(p_service text, p_counts jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into upkeep.last_runs (service, succeeded_at, counts)
  values (p_service, now(), p_counts)
  on conflict (service) do update set succeeded_at = excluded.succeeded_at, counts = excluded.counts;
$function$;

comment on function upkeep.record_run(text,jsonb) is 'Notes that a service has done its work, and what it counted.';

grant execute on function upkeep.record_run(text,jsonb) to deffatest_scheduler;
