-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.find_archive(p_name text)
 RETURNS TABLE(archive_id uuid, object_key text, sha256 text, test_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select archives.id, archives.object_key, archives.manifest ->> 'sha256', archived_tests.test_id
  from upkeep.archived_tests join upkeep.archives on archives.id = archived_tests.archive_id
  where archived_tests.test_id::text = lower(p_name)
  union all
  select archives.id, archives.object_key, archives.manifest ->> 'sha256', null
  from upkeep.archives
  where recorded_at is not null and (archives.id::text = lower(p_name) or archives.object_key = p_name);
$function$;

comment on function upkeep.find_archive(text) is 'The archive of that id or object key, or the one that holds the test of that id; no row when there is none.';

grant execute on function upkeep.find_archive(text) to deffatest_scheduler;
