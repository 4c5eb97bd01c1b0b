-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.password_verification_attempt(event jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_account bytea := sign_in.account_of_user((event ->> 'user_id')::uuid);
  v_network bytea := sign_in.network_of(v_account, event -> 'metadata' ->> 'ip_address');
  v_go_on constant jsonb := '{"decision": "continue"}';
begin
  if v_account is null then
    -- Auth takes this for a refusal: what cannot be counted is not let through.
    raise no_data_found using message = 'There is no such user.', detail = event ->> 'user_id';
  end if;
  perform sign_in.one_at_a_time(v_account);

  -- Our function has been here before: it was let in then, and is counted when it has finished.
  update sign_in.attempts
  set met_by_hook = true
  where id = (
    select id
    from sign_in.attempts
    cross join sign_in.settings
    where account = v_account and not met_by_hook and begun_at > clock_timestamp() - attempt_lasts
    order by (network = v_network) desc, begun_at
    limit 1
  );
  if found then
    return v_go_on;
  end if;

  if sign_in.wait_for(v_account, v_network) > interval '0' then
    -- In the words of a wrong password: this is asked for accounts that exist, and must not tell that they do.
    return jsonb_build_object(
      'decision', 'reject', 'message', 'Invalid login credentials', 'should_logout_user', false);
  end if;
  if (event ->> 'valid')::boolean then
    perform sign_in.count_success(v_account, v_network);
  else
    perform sign_in.count_failure(v_account, v_network);
  end if;
  return v_go_on;
end;
$function$;

comment on function sign_in.password_verification_attempt(jsonb) is 'The hook that Supabase Auth asks after it has looked at a password. Refuses during a wait or a lock, a right password too.';

grant execute on function sign_in.password_verification_attempt(jsonb) to supabase_auth_admin;
