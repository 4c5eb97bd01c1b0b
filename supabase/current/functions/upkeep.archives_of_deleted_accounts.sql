-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.archives_of_deleted_accounts()
 RETURNS TABLE(archive_id uuid, object_key text, sha256 text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select id, object_key, manifest ->> 'sha256'
  from upkeep.archives
  where recorded_at is not null and exists (
    select from upkeep.archived_tests
    where archive_id = archives.id
      and not exists (select from public.profiles where profiles.user_id = archived_tests.user_id)
  )
  order by recorded_at;
$function$;

comment on function upkeep.archives_of_deleted_accounts() is 'Archives that still hold tests of people who have deleted their account.';

grant execute on function upkeep.archives_of_deleted_accounts() to deffatest_scheduler;
