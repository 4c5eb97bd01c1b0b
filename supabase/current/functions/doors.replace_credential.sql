-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.replace_credential(p_user_id uuid, p_id uuid, p_label text, p_sealed text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.target_credentials
  set label = coalesce(p_label, label), sealed = p_sealed, rotated_at = now()
  where id = p_id and user_id = p_user_id;
  if not found then
    perform private.refuse_credential();
  end if;
  return private.credential_as_shown(p_id);
end;
$function$;

comment on function doors.replace_credential(uuid,uuid,text,text) is 'Puts a newly sealed login in the place of an old one, as after a change of password.';

grant execute on function doors.replace_credential(uuid,uuid,text,text) to deffatest_door;
