-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.copy_tests_used()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  new.tests_this_month_count := private.tests_used(new);
  new.last_monthly_reset_date := (private.quota_month_start(new) at time zone 'utc')::date;
  return new;
end;
$function$;

comment on function private.copy_tests_used() is 'Before a profile is written: its count of tests is taken from the ledger.';

-- Executed by its owner alone.
