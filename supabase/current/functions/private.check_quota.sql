-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.check_quota(p_profile public.profiles, p_plan public.plans)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_used integer := private.tests_used(p_profile);
  v_larger public.plans;
begin
  if v_used < p_plan.monthly_tests then
    return;
  end if;

  select * into v_larger
  from public.plans
  where monthly_tests > v_used and priority > p_plan.priority
  order by priority
  limit 1;

  raise exception using
    errcode = 'PT402',
    constraint = 'quota_used',
    message = format('All %s tests of this month are used.', p_plan.monthly_tests),
    detail = format('The %s plan has %s tests a month; %s were used since %s.',
      p_plan.display_name, p_plan.monthly_tests, v_used, private.utc_text(private.quota_month_start(p_profile))),
    hint = format('The count starts again on %s', private.utc_text(private.quota_month_end(p_profile)))
      || case when v_larger is null then '' else
        format(', or upgrade to %s (%s tests a month)', v_larger.display_name, v_larger.monthly_tests)
      end || '.';
end;
$function$;

comment on function private.check_quota(public.profiles,public.plans) is 'Raises when the month''s tests are used.';

-- Executed by its owner alone.
