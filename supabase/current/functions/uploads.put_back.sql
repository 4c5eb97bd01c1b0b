-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.put_back(p_test_id uuid, p_inspection integer, p_message text, p_delay_seconds integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_upload public.uploads := uploads.held(p_test_id, p_inspection);
begin
  if v_upload.test_id is null then
    return false;
  end if;
  update public.uploads
  set
    state = 'arrived',
    inspected_by = null,
    lease_expires_at = null,
    available_at = now() + make_interval(secs => p_delay_seconds)
  where test_id = p_test_id;
  perform queue.report_progress(p_test_id, null, p_message);
  return true;
end;
$function$;

comment on function uploads.put_back(uuid,integer,text,integer) is 'The inspection could not be made now, for a fault of the platform: it waits for another. It is never passed for that.';

grant execute on function uploads.put_back(uuid,integer,text,integer) to deffatest_inspector;
