-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.arrive(p_user_id uuid, p_test_id uuid, p_bytes bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from queue.jobs where test_id = p_test_id and owner_id = p_user_id and not ready for update;
  if not found then
    return false;
  end if;
  update public.uploads
  set state = 'arrived', found_bytes = p_bytes, arrived_at = now(), available_at = now(), storage_upload_id = null
  where test_id = p_test_id and state = 'awaited' and p_bytes <= announced_bytes;
  if not found then
    return false;
  end if;
  perform queue.report_progress(p_test_id, null, 'The file has arrived and is being inspected');
  perform pg_notify('uploads_arrived', p_test_id::text);
  return true;
end;
$function$;

comment on function uploads.arrive(uuid,uuid,bigint) is 'The whole file lies in the object storage. False when it is not awaited (any more), or larger than announced.';

grant execute on function uploads.arrive(uuid,uuid,bigint) to deffatest_door;
