-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.plan_of(p_price_ids text[])
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select plan_type from public.plans where paddle_price_ids && p_price_ids order by priority desc limit 1;
$function$;

comment on function billing.plan_of(text[]) is 'The highest plan that one of these prices buys; null when none buys any.';

-- Executed by its owner alone.
