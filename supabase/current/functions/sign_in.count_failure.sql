-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.count_failure(p_account bytea, p_network bytea)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_settings sign_in.settings;
  v_now timestamptz := clock_timestamp();
begin
  select * into v_settings from sign_in.settings;

  insert into sign_in.guards (account, network, kept_until) values (p_account, '', v_now)
  on conflict (account, network) do nothing;

  -- The world's guard counts all failures, a known network's its own. A lock that stands is not made longer: nobody
  -- shall be kept out for as long as somebody else goes on trying.
  update sign_in.guards
  set
    failures = counted.failures,
    failed_at = v_now,
    locked_until = case when counted.failures >= v_settings.failures_allowed then v_now + v_settings.locked_for end,
    kept_until = greatest(guards.kept_until, v_now + v_settings.locked_for)
  from (
    select
      network,
      case when locked_until is null and failed_at > v_now - v_settings.locked_for then failures + 1 else 1 end as failures
    from sign_in.guards
    where account = p_account
  ) as counted
  where guards.account = p_account
    and guards.network = counted.network
    and (guards.network = '' or guards.network = p_network)
    and coalesce(guards.locked_until <= v_now, true);

  -- Whoever adds a row takes away old ones: addresses that are made up cannot fill the table.
  delete from sign_in.guards
  where ctid = any (array(
    select ctid from sign_in.guards
    where kept_until < v_now and account <> p_account
    order by kept_until
    limit 10
    for update skip locked
  ));
end;
$function$;

comment on function sign_in.count_failure(bytea,bytea) is 'Counts one failure, and locks with the last that is allowed. The caller holds the account.';

-- Executed by its owner alone.
