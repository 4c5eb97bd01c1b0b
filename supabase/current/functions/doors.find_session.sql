-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.find_session(p_user_id uuid, p_session_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'user_id', profile.user_id, 'email', profile.email, 'plan_type', profile.plan_type, 'session_id', session.id
  )
  from auth.sessions as session
  join auth.users as account on account.id = session.user_id
  join public.profiles as profile on profile.user_id = session.user_id
  where session.id = p_session_id
    and session.user_id = p_user_id
    and coalesce(session.not_after > now(), true)
    and coalesce(account.banned_until <= now(), true)
    and account.deleted_at is null;
$function$;

comment on function doors.find_session(uuid,uuid) is 'Who a session belongs to; null once it has ended, by signing out, by time or with its account.';

-- Executed by its owner alone.
