-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.pass(p_test_id uuid, p_inspection integer, p_kind text, p_sha256 text, p_bytes bigint, p_details jsonb)
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
    state = 'passed',
    found_kind = p_kind,
    sha256 = p_sha256,
    found_bytes = p_bytes,
    details = p_details,
    inspected_at = now(),
    lease_expires_at = null
  where test_id = p_test_id;
  perform queue.report_progress(p_test_id, null, 'The file has passed inspection');
  perform queue.admit_upload(p_test_id, v_upload.object_key);
  return true;
end;
$function$;

comment on function uploads.pass(uuid,integer,text,text,bigint,jsonb) is 'The file is what it should be: its test may be claimed. False when the inspection was not the caller''s any more.';

grant execute on function uploads.pass(uuid,integer,text,text,bigint,jsonb) to deffatest_inspector;
