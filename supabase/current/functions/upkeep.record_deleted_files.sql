-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.record_deleted_files(p_test_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update public.test_reports set files_deleted_at = now() where test_id = p_test_id and files_deleted_at is null;
$function$;

comment on function upkeep.record_deleted_files(uuid) is 'Says in the report''s row that its files are gone.';

grant execute on function upkeep.record_deleted_files(uuid) to deffatest_scheduler;
