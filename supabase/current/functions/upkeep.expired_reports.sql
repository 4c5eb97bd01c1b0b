-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.expired_reports(p_after_days integer, p_limit integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select test_id
  from public.test_reports
  where files_deleted_at is null
    -- The API answers 410 from the end of the last day; addresses that it signed before work for a quarter of an hour.
    and created_at < now() - make_interval(hours => 24 * p_after_days, mins => 15)
  order by created_at
  limit p_limit;
$function$;

comment on function upkeep.expired_reports(integer,integer) is 'Tests whose report''s files have been kept long enough, oldest first.';

grant execute on function upkeep.expired_reports(integer,integer) to deffatest_scheduler;
