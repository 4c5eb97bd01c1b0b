-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.billing_month_start(p_anchor timestamp with time zone, p_at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- Months are counted from the anchor itself, so a month that begins on the 31st does so again after February.
  select (utc.anchor + make_interval(months => utc.months - (utc.anchor + make_interval(months => utc.months) > utc.at)::integer))
    at time zone 'utc'
  from (
    select
      p_anchor at time zone 'utc' as anchor,
      p_at at time zone 'utc' as at,
      12 * (extract(year from p_at at time zone 'utc') - extract(year from p_anchor at time zone 'utc'))::integer
      + (extract(month from p_at at time zone 'utc') - extract(month from p_anchor at time zone 'utc'))::integer as months
  ) as utc;
$function$;

comment on function private.billing_month_start(timestamp with time zone,timestamp with time zone) is 'When the billing month that a time lies in began: the anchor, moved by whole months. The anchor may lie ahead.';

-- Executed by its owner alone.
