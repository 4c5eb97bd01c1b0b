-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION billing.keep_snapshot(p_event billing.events)
 RETURNS billing.snapshots
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_data jsonb := p_event.payload -> 'data';
  v_items jsonb := coalesce(nullif(v_data -> 'items', 'null'), '[]');
  v_price jsonb;
  v_snapshot billing.snapshots;
begin
  v_snapshot.event_id := p_event.event_id;
  v_snapshot.subscription_id := p_event.subscription_id;
  v_snapshot.customer_id := p_event.customer_id;
  v_snapshot.occurred_at := p_event.occurred_at;
  v_snapshot.status := replace(v_data ->> 'status', 'cancelled', 'canceled');
  v_snapshot.price_ids := array(select item -> 'price' ->> 'id' from jsonb_array_elements(v_items) as item);
  v_snapshot.plan_type := billing.plan_of(v_snapshot.price_ids);
  v_snapshot.period_starts_at := v_data #>> '{current_billing_period,starts_at}';
  v_snapshot.period_ends_at := v_data #>> '{current_billing_period,ends_at}';
  v_snapshot.change_action := v_data #>> '{scheduled_change,action}';
  v_snapshot.change_at := v_data #>> '{scheduled_change,effective_at}';

  select item -> 'price' into v_price
  from jsonb_array_elements(v_items) as item
  where array[item -> 'price' ->> 'id'] && (
    select paddle_price_ids from public.plans where plan_type = v_snapshot.plan_type
  )
  limit 1;
  v_snapshot.currency := v_price #>> '{unit_price,currency_code}';
  v_snapshot.amount := billing.whole_units(v_price #>> '{unit_price,amount}', v_snapshot.currency);

  insert into billing.snapshots select (v_snapshot).*;
  return v_snapshot;
end;
$function$;

comment on function billing.keep_snapshot(billing.events) is 'Keeps what an event says of a subscription.';

-- Executed by its owner alone.
