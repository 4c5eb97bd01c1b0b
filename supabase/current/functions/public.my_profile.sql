-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.my_profile()
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
      'user_id', user_id,
      'email', email,
      'full_name', full_name,
      'company_name', company_name,
      'industry', industry,
      'plan_type', plan_type,
      'created_at', private.utc_text(created_at),
      'subscription_status', subscription_status,
      'tests_this_month_count', v_month -> 'used',
      'concurrent_test_slots', concurrent_test_slots,
      'phone_number', phone_number,
      'country', country
    )
    from public.profiles
    where user_id = (select auth.uid())
  );
end;
$function$;

comment on function public.my_profile() is 'The caller''s profile, with the month''s tests as they are at this moment.';

grant execute on function public.my_profile() to authenticated;
