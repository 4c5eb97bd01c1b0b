-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.wait_for(p_account bytea, p_network bytea)
 RETURNS interval
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_settings sign_in.settings;
  v_guard sign_in.guards;
  v_now timestamptz := clock_timestamp();
  v_failures integer := 0;
  v_under_way integer;
begin
  select * into v_settings from sign_in.settings;
  select * into v_guard
  from sign_in.guards
  where account = p_account and (network = '' or network = p_network and known_until > v_now)
  order by network desc -- its own before the world's
  limit 1;

  if v_guard.locked_until > v_now then
    return v_guard.locked_until - v_now;
  end if;
  if v_guard.locked_until is null and v_guard.failed_at > v_now - v_settings.locked_for then
    v_failures := v_guard.failures;
    -- The first is a slip of the fingers.
    if v_failures > 1 and v_guard.failed_at + v_settings.first_wait * 2 ^ (v_failures - 2) > v_now then
      return v_guard.failed_at + v_settings.first_wait * 2 ^ (v_failures - 2) - v_now;
    end if;
  end if;

  -- Each that is under way may be a failure in a moment: together they must not get past the limit.
  select count(*) into v_under_way from sign_in.attempts where account = p_account;
  if v_failures + v_under_way >= v_settings.failures_allowed then
    return v_settings.first_wait;
  end if;
  return interval '0';
end;
$function$;

comment on function sign_in.wait_for(bytea,bytea) is 'How long until a password may be tried; nothing where it may be now. The caller holds the account.';

-- Executed by its owner alone.
