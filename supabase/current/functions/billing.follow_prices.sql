-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.follow_prices()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_event_id text;
  v_user_id uuid;
begin
  for v_event_id, v_user_id in
    select event_id, billing.sole_owner(subscription_id)
    from billing.snapshots
    where plan_type is null and price_ids && new.paddle_price_ids
    order by 2, 1
  loop
    update billing.snapshots set plan_type = billing.plan_of(price_ids) where event_id = v_event_id;
    update public.processed_webhooks
    set status = 'success', processed_at = now()
    where id = v_event_id and status = 'unknown_price';
    perform billing.settle(v_user_id);
  end loop;
  return null;
end;
$function$;

comment on function billing.follow_prices() is 'After a plan got new prices: events that waited for them are applied.';

-- Executed by its owner alone.
