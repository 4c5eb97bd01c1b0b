-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.credentials_of_other_keys(p_key_id text, p_limit integer)
 RETURNS TABLE(credential_id uuid, sealed text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select id, sealed from public.target_credentials where key_id < p_key_id or key_id > p_key_id order by id limit p_limit;
$function$;

comment on function upkeep.credentials_of_other_keys(text,integer) is 'Logins that are sealed with another key than this.';

grant execute on function upkeep.credentials_of_other_keys(text,integer) to deffatest_scheduler;
