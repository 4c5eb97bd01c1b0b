-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.follow_customer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into billing.owners (paddle_id, user_id, known_by)
  values (new.paddle_customer_id, new.user_id, 'profile')
  on conflict do nothing;
  if found then
    perform billing.adopt(new.paddle_customer_id);
  end if;
  return null;
end;
$function$;

comment on function billing.follow_customer() is 'After somebody wrote a customer into a profile: its subscriptions are that person''s.';

-- Executed by its owner alone.
