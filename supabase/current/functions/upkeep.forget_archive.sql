-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.forget_archive(p_archive_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  delete from upkeep.archives where id = p_archive_id and abandoned_at is not null;
$function$;

comment on function upkeep.forget_archive(uuid) is 'Drops an archive that was given up, once its file is deleted.';

grant execute on function upkeep.forget_archive(uuid) to deffatest_scheduler;
