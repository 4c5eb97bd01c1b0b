-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.my_plan()
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_month jsonb := private.own_month();
begin
  return (
    select json_build_object(
      'plan_type', plan_type,
      'subscription_status', subscription_status,
      'current_billing_period_ends_at', private.utc_text(current_billing_period_ends_at),
      'tests_this_month_count', v_month -> 'used',
      'testsThisMonthRemaining', v_month -> 'remaining',
      'concurrent_test_slots', profiles.concurrent_test_slots,
      'paddle_customer_id', paddle_customer_id,
      'max_test_duration_minutes', profiles.max_test_duration_minutes,
      'available_durations', available_durations,
      'features', features
    )
    from public.profiles join public.plans using (plan_type)
    where user_id = (select auth.uid())
  );
end;
$function$;

comment on function public.my_plan() is 'The caller''s plan: its limits, what is left of the month, the durations a form offers and its features.';

grant execute on function public.my_plan() to authenticated;
