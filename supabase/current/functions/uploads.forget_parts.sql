-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.forget_parts(p_user_id uuid, p_test_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update public.uploads
  set storage_upload_id = null, part_bytes = null
  where test_id = p_test_id and state = 'awaited'
    and exists (select from public.tests where id = p_test_id and user_id = p_user_id);
$function$;

comment on function uploads.forget_parts(uuid,uuid) is 'What came of the upload was thrown away; it begins anew.';

grant execute on function uploads.forget_parts(uuid,uuid) to deffatest_door;
