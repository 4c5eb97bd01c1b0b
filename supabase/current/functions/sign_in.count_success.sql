-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.count_success(p_account bytea, p_network bytea)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_settings sign_in.settings;
  v_now timestamptz := clock_timestamp();
begin
  select * into v_settings from sign_in.settings;

  delete from sign_in.guards where account = p_account and network = '';
  if p_network <> '' then
    insert into sign_in.guards (account, network, known_until, kept_until)
    values (p_account, p_network, v_now + v_settings.known_for, v_now + v_settings.known_for)
    on conflict (account, network) do update set
      failures = 0,
      failed_at = null,
      locked_until = null,
      known_until = excluded.known_until,
      kept_until = excluded.kept_until;
  end if;

  delete from sign_in.guards
  where account = p_account and network in (
    select network from sign_in.guards
    where account = p_account and network <> ''
    order by known_until desc
    offset v_settings.networks_known
  );
end;
$function$;

comment on function sign_in.count_success(bytea,bytea) is 'Clears the counters and makes the network known. The caller holds the account.';

-- Executed by its owner alone.
