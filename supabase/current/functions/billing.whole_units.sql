-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.whole_units(p_amount text, p_currency text)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- ISO 4217 gives these currencies no smaller unit.
  select case
    when p_currency in ('CLP', 'ISK', 'JPY', 'KRW', 'VND') then p_amount::numeric
    else round(p_amount::numeric / 100, 2)
  end;
$function$;

comment on function billing.whole_units(text,text) is 'An amount that Paddle wrote in the currency''s smallest unit.';

-- Executed by its owner alone.
