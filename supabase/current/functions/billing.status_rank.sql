-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.status_rank(p_status text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(array_position(array[
    'trialing', 'active', 'past_due', 'paused', 'canceled',
    'draft', 'ready', 'billed', 'paid', 'completed'
  ], p_status), 0);
$function$;

comment on function billing.status_rank(text) is 'Which of two things that happened in the same microsecond came later.';

-- Executed by its owner alone.
