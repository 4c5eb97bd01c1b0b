-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.tests_to_keep(p_archive_id uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select test_id
  from upkeep.archived_tests join public.profiles using (user_id)
  where archive_id = p_archive_id;
$function$;

comment on function upkeep.tests_to_keep(uuid) is 'The tests of an archive whose owners have an account.';

grant execute on function upkeep.tests_to_keep(uuid) to deffatest_scheduler;
