-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.account_of(p_email text)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select extensions.hmac(convert_to(lower(trim(p_email)), 'utf8'), hash_key, 'sha256') from sign_in.settings;
$function$;

comment on function sign_in.account_of(text) is 'What an e-mail address is counted under, whether it has an account or not.';

-- Executed by its owner alone.
