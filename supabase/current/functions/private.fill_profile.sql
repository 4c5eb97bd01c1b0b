-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.fill_profile()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.plans;
begin
  new.plan_type := coalesce(new.plan_type, 'free');

  select * into v_plan from public.plans where plan_type = new.plan_type;
  if not found then
    raise exception using
      errcode = 'PT422',
      message = format('There is no plan %L.', new.plan_type),
      hint = format('Use one of %s.', (select string_agg(plan_type, ', ' order by priority) from public.plans));
  end if;

  new.concurrent_test_slots := v_plan.concurrent_test_slots;
  new.max_test_duration_minutes := v_plan.max_test_duration_minutes;

  if tg_op = 'INSERT' then
    new.email := coalesce((select email from auth.users where id = new.user_id), '');
    new.api_key := null;
  end if;
  return new;
end;
$function$;

comment on function private.fill_profile() is 'Before a profile is written: what follows from the plan is taken from plans, the address from auth.users.';

-- Executed by its owner alone.
