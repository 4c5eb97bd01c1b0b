-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.use_nonce(p_key_id uuid, p_nonce text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into doors.used_nonces (key_id, nonce) values (p_key_id, p_nonce) on conflict do nothing;
  return found;
end;
$function$;

comment on function doors.use_nonce(uuid,text) is 'Whether a signed request is here for the first time.';

grant execute on function doors.use_nonce(uuid,text) to deffatest_door;
