-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.own_month()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_profile public.profiles;
  v_plan public.plans;
  v_used integer;
begin
  select * into v_profile from public.profiles where user_id = auth.uid();
  if not found then
    raise exception using
      errcode = 'PT404',
      constraint = 'profile_not_found',
      message = 'There is no profile for this account.',
      hint = 'Sign in again, or insert your profile.';
  end if;
  select * into strict v_plan from public.plans where plan_type = v_profile.plan_type;

  -- From the ledger: the copy in the profile waits for the daily reset when a month has turned.
  v_used := private.tests_used(v_profile);
  return jsonb_build_object(
    'used', v_used, 'limit', v_plan.monthly_tests, 'remaining', greatest(v_plan.monthly_tests - v_used, 0)
  );
end;
$function$;

comment on function private.own_month() is 'The caller''s tests of this billing month: used, limit and remaining.';

grant execute on function private.own_month() to authenticated;
