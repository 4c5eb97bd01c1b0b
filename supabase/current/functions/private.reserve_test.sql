-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.reserve_test(p_test_id uuid, p_user_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into private.quota_ledger (test_id, user_id) values (p_test_id, p_user_id);
  select private.refresh_tests_used(p_user_id);
$function$;

comment on function private.reserve_test(uuid,uuid) is 'Counts a test against its owner''s month.';

-- Executed by its owner alone.
