-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.check_refresh_token(p_refresh_token text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_settings sign_in.settings;
  v_token auth.refresh_tokens;
  v_signed_in_at timestamptz;
  v_problem text;
begin
  select * into v_settings from sign_in.settings;
  select * into v_token from auth.refresh_tokens where token = p_refresh_token;
  select created_at into v_signed_in_at from auth.sessions where id = v_token.session_id;
  v_problem := case
    when v_signed_in_at < now() - v_settings.session_lasts then 'expired'
    -- Either its owner or a thief holds an old one, and nobody knows which (RFC 9700, 4.14.2).
    when v_token.revoked and v_token.updated_at < now() - v_settings.token_reuse then 'used'
  end;
  if v_problem is not null then
    delete from auth.sessions where id = v_token.session_id;
  end if;
  return v_problem;
end;
$function$;

comment on function sign_in.check_refresh_token(text) is 'Why a refresh token is good for nothing, and then ends its session: expired, or used before. What it does not know, Supabase Auth decides.';

grant execute on function sign_in.check_refresh_token(text) to deffatest_door;
