-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.forget_signing_secret(p_user_id uuid, p_key_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from doors.signing_secrets
  where key_id = (select id from public.api_keys where id = p_key_id and user_id = p_user_id);
  if not found then
    return false;
  end if;
  update public.api_key_details set signs_since = null where key_id = p_key_id;
  return true;
end;
$function$;

comment on function doors.forget_signing_secret(uuid,uuid) is 'Requests with this key need no signature any more. False when they needed none.';

grant execute on function doors.forget_signing_secret(uuid,uuid) to deffatest_door;
