-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION upkeep.reset_months(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_profile public.profiles;
  v_reset integer := 0;
begin
  for v_profile in
    select *
    from public.profiles as profile
    where last_monthly_reset_date is distinct from (private.quota_month_start(profile) at time zone 'utc')::date
    order by user_id
    limit p_limit
    -- Whoever holds a profile's row brings its count in step anyway.
    for no key update skip locked
  loop
    perform private.refresh_tests_used(v_profile.user_id);
    v_reset := v_reset + 1;
  end loop;
  return v_reset;
end;
$function$;

comment on function upkeep.reset_months(integer) is 'Does for some profiles what reset_monthly_tests does for all, and answers for how many. What may be submitted does not depend on it.';

grant execute on function upkeep.reset_months(integer) to deffatest_scheduler;
