-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.end_session(p_session_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  delete from auth.sessions where id = p_session_id;
$function$;

comment on function sign_in.end_session(uuid) is 'Ends a session with its refresh tokens. Does nothing where it has ended.';

grant execute on function sign_in.end_session(uuid) to deffatest_door;
