-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.refresh_tests_used(p_user_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- The trigger puts the true number there.
  update public.profiles set tests_this_month_count = tests_this_month_count where user_id = p_user_id;
$function$;

comment on function private.refresh_tests_used(uuid) is 'Brings profiles.tests_this_month_count in step with the ledger.';

-- Executed by its owner alone.
