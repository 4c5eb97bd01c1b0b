-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION uploads.break_off(p_user_id uuid, p_test_id uuid, p_reason text, p_code text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from queue.jobs where test_id = p_test_id and owner_id = p_user_id and not ready for update;
  if not found or not exists (select from public.uploads where test_id = p_test_id and state = 'awaited') then
    return false;
  end if;
  perform queue.refuse_upload(p_test_id, p_reason, p_code);
  return true;
end;
$function$;

comment on function uploads.break_off(uuid,uuid,text,text) is 'The file inside a form did not come whole: its test fails before its start and is given back.';

grant execute on function uploads.break_off(uuid,uuid,text,text) to deffatest_door;
