-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.reseal_credential(p_credential_id uuid, p_sealed text, p_sealed_anew text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- One that its owner replaced meanwhile stays as it is.
  update public.target_credentials
  set sealed = p_sealed_anew, rotated_at = now()
  where id = p_credential_id and sealed = p_sealed;
  return found;
end;
$function$;

comment on function upkeep.reseal_credential(uuid,text,text) is 'Puts a login that was sealed anew in the place of what it was opened from.';

grant execute on function upkeep.reseal_credential(uuid,text,text) to deffatest_scheduler;
