-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.begin(p_user_id uuid, p_test_id uuid, p_storage_upload_id text, p_part_bytes bigint)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_counts text;
begin
  update public.uploads
  set
    storage_upload_id = coalesce(storage_upload_id, p_storage_upload_id),
    part_bytes = coalesce(part_bytes, p_part_bytes)
  where test_id = p_test_id and state = 'awaited'
    and exists (select from public.tests where id = p_test_id and user_id = p_user_id)
  returning storage_upload_id into v_counts;
  return v_counts;
end;
$function$;

comment on function uploads.begin(uuid,uuid,text,bigint) is 'An upload in parts has begun. Answers the one that counts: of two at the same time the first; null when none is awaited.';

grant execute on function uploads.begin(uuid,uuid,text,bigint) to deffatest_door;
