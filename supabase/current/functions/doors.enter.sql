-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.enter(p_limit text, p_access text, p_address text, p_user_id uuid, p_session_id uuid, p_key_hash text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_limit doors.limits;
  v_caller jsonb;
  v_per_account integer;
  v_per_key integer;
  v_counted jsonb;
  v_remaining integer;
  v_reset integer;
begin
  select * into strict v_limit from doors.limits where name = p_limit;

  select * into v_remaining, v_reset
  from doors.count_request(format('%s address %s', p_limit, doors.network_of(p_address)), v_limit.per_address);
  v_counted := jsonb_build_array(doors.counted('address', v_limit.per_address, v_remaining, v_reset));
  if v_remaining < 0 or p_access = 'everyone' then
    return jsonb_build_object('counted', v_counted);
  end if;

  v_caller := case
    when p_key_hash is not null and p_access = 'person'
      then doors.refusal(403, 'person_needed', 'An API key cannot do this.', 'Sign in and send the access token instead.')
    when p_key_hash is not null then doors.find_key(p_key_hash)
    when p_session_id is not null
      then coalesce(doors.find_session(p_user_id, p_session_id),
        doors.refusal(401, 'session_ended', 'This session has ended.', 'Sign in again.'))
    else doors.refusal(401, 'unauthorized', 'A valid access token is needed.',
      'Sign in and send the token as `Authorization: Bearer <access token>`; refresh it when it has expired.')
  end;
  if v_caller ? 'status' then
    return jsonb_build_object('counted', v_counted, 'refusal', v_caller);
  end if;

  if v_limit.counts_accounts then
    select requests_per_minute into strict v_per_account from public.plans where plan_type = v_caller ->> 'plan_type';

    -- The key before the account, so that a key that asks too often does not use up what is its owner's.
    if v_caller ? 'key_id' then
      v_per_key := least(v_per_account, (v_caller ->> 'key_limit')::integer);
      select * into v_remaining, v_reset from doors.count_request(format('%s key %s', p_limit, v_caller ->> 'key_id'), v_per_key);
      v_counted := v_counted || doors.counted('key', v_per_key, v_remaining, v_reset);
    end if;
    if v_remaining >= 0 then
      select * into v_remaining, v_reset
      from doors.count_request(format('%s account %s', p_limit, v_caller ->> 'user_id'), v_per_account);
      v_counted := v_counted || doors.counted('account', v_per_account, v_remaining, v_reset);
    end if;
  end if;
  return jsonb_build_object('caller', v_caller, 'counted', v_counted);
end;
$function$;

comment on function doors.enter(text,text,text,uuid,uuid,text) is 'Counts a request and answers who calls, or why it does not get in.';

grant execute on function doors.enter(text,text,text,uuid,uuid,text) to deffatest_door;
