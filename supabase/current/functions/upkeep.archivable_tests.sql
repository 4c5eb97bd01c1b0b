-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.archivable_tests(p_after_days integer, p_limit integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select id
  from public.tests
  where completed_at < now() - make_interval(hours => 24 * p_after_days)
    and status in ('completed', 'failed', 'cancelled')
    -- Files go first: without its rows nobody could say what they are.
    and not exists (
      select from public.test_reports where test_reports.test_id = tests.id and files_deleted_at is null
    )
    and not exists (
      select from upkeep.archived_tests
      where archived_tests.test_id = tests.id and restored_at > now() - interval '30 days'
    )
  order by completed_at
  limit p_limit;
$function$;

comment on function upkeep.archivable_tests(integer,integer) is 'Tests that ended so long ago, whose files are gone, and that nobody brought back in the last 30 days; oldest first.';

grant execute on function upkeep.archivable_tests(integer,integer) to deffatest_scheduler;
