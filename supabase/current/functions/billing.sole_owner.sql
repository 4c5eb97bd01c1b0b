-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.sole_owner(p_paddle_id text)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select min(user_id::text)::uuid from billing.owners where paddle_id = p_paddle_id having count(*) = 1;
$function$;

comment on function billing.sole_owner(text) is 'Whose customer or subscription it is; null where nobody or more than one is known.';

-- Executed by its owner alone.
