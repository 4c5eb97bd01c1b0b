-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.account_of_user(p_user_id uuid)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- Who signs in by something else than an e-mail address is counted under their id.
  select sign_in.account_of(coalesce(nullif(email, ''), id::text)) from auth.users where id = p_user_id;
$function$;

comment on function sign_in.account_of_user(uuid) is 'What a user is counted under; null where there is no such user.';

-- Executed by its owner alone.
