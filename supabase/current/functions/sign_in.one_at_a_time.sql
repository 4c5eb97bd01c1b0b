-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION sign_in.one_at_a_time(p_account bytea)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select pg_advisory_xact_lock(('x' || encode(substr(p_account, 1, 8), 'hex'))::bit(64)::bigint);
$function$;

comment on function sign_in.one_at_a_time(bytea) is 'Holds an account''s guards until the transaction ends; they may be rows that are not there yet.';

-- Executed by its owner alone.
