-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.quota_month_start(p_profile public.profiles)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select private.billing_month_start(coalesce(p_profile.current_billing_period_ends_at, p_profile.created_at, now()), now());
$function$;

comment on function private.quota_month_start(public.profiles) is 'When the person''s current month began: counted from the paid period''s end, or from sign-up without one.';

-- Executed by its owner alone.
