-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.keep_signing_secret(p_user_id uuid, p_key_id uuid, p_sealed text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from public.api_keys where id = p_key_id and user_id = p_user_id;
  if not found then
    raise exception using
      errcode = 'PT404',
      constraint = 'api_key_not_found',
      message = 'There is no such API key.',
      hint = 'Check the id; a key is seen only by its owner.';
  end if;

  insert into doors.signing_secrets (key_id, sealed)
  values (p_key_id, p_sealed)
  on conflict (key_id) do update set sealed = excluded.sealed, made_at = now();
  update public.api_key_details set signs_since = coalesce(signs_since, now()) where key_id = p_key_id;
end;
$function$;

comment on function doors.keep_signing_secret(uuid,uuid,text) is 'From now on every request with this key has to be signed with this secret. Raises PT404 for a key that is not this person''s.';

grant execute on function doors.keep_signing_secret(uuid,uuid,text) to deffatest_door;
