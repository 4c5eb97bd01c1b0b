-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.end_sessions(p_user_id uuid, p_session_id uuid, p_scope text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if p_scope not in ('local', 'others', 'global') then
    raise exception using
      errcode = '22023', message = format('%L is no scope of sessions.', p_scope), hint = 'Use local, others or global.';
  end if;
  -- A session that has ended has no say over others.
  if not exists (select from auth.sessions where id = p_session_id and user_id = p_user_id) then
    return;
  end if;
  delete from auth.sessions
  where user_id = p_user_id
    and case p_scope when 'local' then id = p_session_id when 'others' then id <> p_session_id else true end;
end;
$function$;

comment on function sign_in.end_sessions(uuid,uuid,text) is 'Ends a session, a person''s others, or all of them, with their refresh tokens. Does nothing where it has ended.';

grant execute on function sign_in.end_sessions(uuid,uuid,text) to deffatest_door;
