-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.start_attempt(p_email text, p_address text, OUT attempt_id uuid, OUT retry_after_seconds integer)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_account bytea := sign_in.account_of(p_email);
  v_network bytea := sign_in.network_of(v_account, p_address);
  v_broken_off bytea;
  v_wait interval;
begin
  perform sign_in.one_at_a_time(v_account);

  -- Nobody knows what came of these: a caller who can make us break off must not get tries for nothing.
  for v_broken_off in
    delete from sign_in.attempts
    using sign_in.settings
    where account = v_account and begun_at < clock_timestamp() - settings.attempt_lasts
    returning attempts.network
  loop
    perform sign_in.count_failure(v_account, v_broken_off);
  end loop;

  v_wait := sign_in.wait_for(v_account, v_network);
  if v_wait > interval '0' then
    retry_after_seconds := ceil(extract(epoch from v_wait));
    return;
  end if;
  insert into sign_in.attempts (account, network) values (v_account, v_network) returning id into attempt_id;
end;
$function$;

comment on function sign_in.start_attempt(text,text) is 'Before a password is looked at: an attempt to finish, or how many seconds to wait. The same for addresses that have no account.';

grant execute on function sign_in.start_attempt(text,text) to deffatest_door;
