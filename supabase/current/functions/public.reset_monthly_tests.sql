-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.reset_monthly_tests()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.refresh_tests_used(profile.user_id)
  from public.profiles as profile
  where profile.last_monthly_reset_date is distinct from (private.quota_month_start(profile) at time zone 'utc')::date;
$function$;

comment on function public.reset_monthly_tests() is 'Run daily: profiles whose billing month has turned show the new month''s count. What may be submitted does not depend on it.';

grant execute on function public.reset_monthly_tests() to service_role;
