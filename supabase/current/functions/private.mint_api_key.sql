-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.mint_api_key(p_expires_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_profile public.profiles;
  v_random text := private.random_characters(32);
  v_secret text := 'sk-deffatest-' || v_random;
  v_key public.api_keys;
begin
  select * into v_profile from public.profiles where user_id = auth.uid();

  -- Written so that a missing profile or plan is refused, not let through.
  if v_profile.plan_type is distinct from 'chaos'
    or coalesce(v_profile.subscription_status not in ('ACTIVE', 'TRIALING'), true)
  then
    raise exception using
      errcode = 'PT403',
      constraint = 'api_access_needed',
      message = 'API Access is only available for Chaos Mode users',
      detail = format('Your plan is %s and your subscription %s.',
        coalesce(v_profile.plan_type, 'unknown'), coalesce(v_profile.subscription_status, 'unknown')),
      hint = 'Upgrade to Chaos Mode, or bring its payment up to date.';
  end if;

  if p_expires_at <= now() then
    raise exception using
      errcode = 'PT422',
      constraint = 'expiry_in_the_past',
      message = 'A key cannot expire before it is made.',
      hint = 'Give a later time, or none for a key that does not expire.';
  end if;

  insert into public.api_keys (user_id, name, api_key_hash, expires_at)
  values (
    v_profile.user_id, 'df_' || left(v_random, 8), encode(sha256(convert_to(v_secret, 'utf8')), 'hex'), p_expires_at
  )
  returning * into v_key;

  return jsonb_build_object(
    'id', v_key.id,
    'api_key', v_secret,
    'name', v_key.name,
    'is_active', v_key.is_active,
    'created_at', v_key.created_at
  ) || case when p_expires_at is null then '{}' else jsonb_build_object('expires_at', v_key.expires_at) end;
end;
$function$;

comment on function private.mint_api_key(timestamp with time zone) is 'Makes a key for the caller and answers it, the only time it can be seen.';

grant execute on function private.mint_api_key(timestamp with time zone) to authenticated;
