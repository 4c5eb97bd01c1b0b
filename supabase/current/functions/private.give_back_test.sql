-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.give_back_test(p_test_id uuid, p_because text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_user_id uuid;
begin
  update private.quota_ledger
  set given_back_at = now(), given_back_because = p_because
  where test_id = p_test_id and given_back_at is null
  returning user_id into v_user_id;

  perform private.refresh_tests_used(v_user_id) where found;
end;
$function$;

comment on function private.give_back_test(uuid,text) is 'Takes a test off its owner''s month again. A second time changes nothing.';

-- Executed by its owner alone.
