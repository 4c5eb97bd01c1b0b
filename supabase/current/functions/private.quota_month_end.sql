-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.quota_month_end(p_profile public.profiles)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- 32 days after the first of a month lie in the next one, however long it is.
  select private.billing_month_start(
    coalesce(p_profile.current_billing_period_ends_at, p_profile.created_at, now()),
    private.quota_month_start(p_profile) + interval '32 days'
  );
$function$;

comment on function private.quota_month_end(public.profiles) is 'When the person''s current month ends and the count starts again.';

-- Executed by its owner alone.
