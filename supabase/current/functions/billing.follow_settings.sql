-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.follow_settings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform billing.settle(user_id) from billing.accounts where due_at is not null or because = 'grace is over';
  return null;
end;
$function$;

comment on function billing.follow_settings() is 'After a change of the grace time: whoever is within one, or was, is settled again.';

-- Executed by its owner alone.
