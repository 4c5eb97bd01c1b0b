-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.refuse(p_test_id uuid, p_inspection integer, p_code text, p_reason text, p_sha256 text DEFAULT NULL::text, p_quarantine_key text DEFAULT NULL::text)
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
  elsif not starts_with(p_quarantine_key, format('quarantine/%s/', p_test_id)) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%L is not in the quarantine of test %s.', p_quarantine_key, p_test_id);
  end if;
  update public.uploads
  set
    state = case when p_quarantine_key is null then 'refused' else 'quarantined' end,
    object_key = coalesce(p_quarantine_key, object_key),
    code = p_code,
    reason = p_reason,
    sha256 = p_sha256,
    inspected_at = now(),
    lease_expires_at = null
  where test_id = p_test_id;
  perform queue.refuse_upload(p_test_id, p_reason, p_code);
  return true;
end;
$function$;

comment on function uploads.refuse(uuid,integer,text,text,text,text) is 'The file is not what it should be: its test fails before its start and is given back. With a quarantine key it was harmful and lies there now.';

grant execute on function uploads.refuse(uuid,integer,text,text,text,text) to deffatest_inspector;
