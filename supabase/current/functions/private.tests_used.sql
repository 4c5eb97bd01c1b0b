-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.tests_used(p_profile public.profiles)
 RETURNS integer
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select count(*)::integer
  from private.quota_ledger
  where user_id = p_profile.user_id
    and reserved_at >= greatest(
      private.quota_month_start(p_profile),
      (select counted_from from private.quota_starts where quota_starts.user_id = p_profile.user_id)
    )
    and given_back_at is null;
$function$;

comment on function private.tests_used(public.profiles) is 'How many tests the person has used in the current billing month.';

-- Executed by its owner alone.
