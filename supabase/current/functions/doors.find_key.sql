-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.find_key(p_hash text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_key public.api_keys;
  v_profile public.profiles;
begin
  select * into v_key from public.api_keys where api_key_hash = p_hash;
  if not found then
    return doors.refusal(401, 'api_key_unknown', 'There is no such API key.', 'Check that the whole key was sent, or make a new one.');
  elsif not v_key.is_active then
    return doors.refusal(401, 'api_key_off', 'This API key is switched off.', 'Switch it on again, or use another one.');
  elsif v_key.expires_at <= now() then
    return doors.refusal(401, 'api_key_expired', 'This API key has expired.', 'Make a new one.');
  end if;

  -- A payment that is due keeps its plan for a time of grace, and so its keys.
  select * into v_profile from public.profiles where user_id = v_key.user_id;
  if v_profile.plan_type is distinct from 'chaos'
    or v_profile.subscription_status not in ('ACTIVE', 'TRIALING', 'PAST_DUE')
  then
    return doors.refusal(401, 'api_access_lost', 'API Access is only available for Chaos Mode users',
      'Upgrade to Chaos Mode, or bring its payment up to date.');
  end if;

  -- Once a minute is enough to know, and spares a write at every request.
  update public.api_key_details
  set last_used_at = now()
  where key_id = v_key.id and coalesce(last_used_at < now() - interval '1 minute', true);

  return (
    select jsonb_build_object(
      'user_id', v_profile.user_id, 'email', v_profile.email, 'plan_type', v_profile.plan_type, 'key_id', v_key.id,
      'key_limit', detail.requests_per_minute, 'signing_secret', signing.sealed
    )
    from public.api_key_details as detail
    left join doors.signing_secrets as signing on signing.key_id = detail.key_id
    where detail.key_id = v_key.id
  );
end;
$function$;

comment on function doors.find_key(text) is 'Who a key belongs to, or the refusal: unknown, switched off, expired, or its owner''s plan has no API any more.';

-- Executed by its owner alone.
