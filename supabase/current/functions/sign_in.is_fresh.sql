-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.is_fresh(p_session_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (
    select from auth.sessions cross join sign_in.settings
    where sessions.id = p_session_id and sessions.created_at > now() - settings.fresh_for
  );
$function$;

comment on function sign_in.is_fresh(uuid) is 'Whether a session is young enough to set a new password without the old one.';

grant execute on function sign_in.is_fresh(uuid) to deffatest_door;
