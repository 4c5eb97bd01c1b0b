-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.check_duration(p_minutes integer, p_plan public.plans)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_larger public.plans;
begin
  if p_minutes between 1 and p_plan.max_test_duration_minutes then
    return;
  end if;

  select * into v_larger
  from public.plans
  where max_test_duration_minutes >= p_minutes and priority > p_plan.priority
  order by priority
  limit 1;

  raise exception using
    errcode = 'PT422',
    constraint = 'duration_not_allowed',
    column = 'requested_duration_minutes',
    message = format('A test on the %s plan takes 1 to %s minutes.', p_plan.display_name, p_plan.max_test_duration_minutes),
    detail = format('%s minutes were asked for.', coalesce(p_minutes::text, 'No')),
    hint = format('Ask for 1 to %s minutes', p_plan.max_test_duration_minutes)
      || case when v_larger is null then '' else
        format(', or upgrade to %s (up to %s minutes)', v_larger.display_name, v_larger.max_test_duration_minutes)
      end || '.';
end;
$function$;

comment on function private.check_duration(integer,public.plans) is 'Raises unless the plan allows a test of that many minutes.';

-- Executed by its owner alone.
