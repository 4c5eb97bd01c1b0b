-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.end_session_of_used_token(p_refresh_token text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with ended as (
    delete from auth.sessions
    using auth.refresh_tokens as given, sign_in.settings
    where given.token = p_refresh_token
      and sessions.id = given.session_id
      and given.revoked
      and given.updated_at < now() - settings.token_reuse
    returning sessions.id
  )
  select exists (select from ended);
$function$;

comment on function sign_in.end_session_of_used_token(text) is 'Ends the session of a refresh token that was used before (RFC 9700, 4.14.2): either its owner or a thief holds an old one. Answers whether there was one.';

grant execute on function sign_in.end_session_of_used_token(text) to deffatest_door;
