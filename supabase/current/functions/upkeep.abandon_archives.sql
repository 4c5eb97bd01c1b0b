-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.abandon_archives()
 RETURNS TABLE(archive_id uuid, object_key text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- From here on nobody can record them, so their files can be deleted.
  update upkeep.archives
  set abandoned_at = coalesce(abandoned_at, now())
  where recorded_at is null
  returning id, object_key;
$function$;

comment on function upkeep.abandon_archives() is 'Gives up the archives that were begun and not recorded, and answers which. Their tests are still in the tables.';

grant execute on function upkeep.abandon_archives() to deffatest_scheduler;
